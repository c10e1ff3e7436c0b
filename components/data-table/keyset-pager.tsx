import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button, ButtonLink } from "#components/ui/button.tsx";

type KeysetPagerProps = {
  /** Addresses of the page before and after this one; null where there is none. */
  previous: string | null;
  next: string | null;
  /** What the rows there are: "Newer" and "Older" in a list with the newest first. */
  words?: [previous: string, next: string];
  /** What this page shows, in words. */
  children: React.ReactNode;
};

/** One page on, one page back: pages have no numbers, because rows that arrive would change them. */
export function KeysetPager({ previous, next, words = ["Newer", "Older"], children }: KeysetPagerProps) {
  return (
    <nav aria-label="Pages of this list" className="flex flex-wrap items-center gap-2 px-4 py-2">
      <p className="grow text-sm text-muted">{children}</p>
      <PagerLink href={previous}>
        <ChevronLeft aria-hidden className="size-4" />
        {words[0]}
      </PagerLink>
      <PagerLink href={next}>
        {words[1]}
        <ChevronRight aria-hidden className="size-4" />
      </PagerLink>
    </nav>
  );
}

function PagerLink({ href, children }: { href: string | null; children: React.ReactNode }) {
  return href === null ? <Button disabled>{children}</Button> : <ButtonLink href={href}>{children}</ButtonLink>;
}
