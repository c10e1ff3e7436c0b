import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button, ButtonLink } from "#components/ui/button.tsx";

type KeysetPagerProps = {
  /** Address of the page before and after this one; null where there is none. */
  newer: string | null;
  older: string | null;
  /** What this page shows, in words. */
  children: React.ReactNode;
};

/** Newer and older: pages have no numbers, because rows that arrive would change them. */
export function KeysetPager({ newer, older, children }: KeysetPagerProps) {
  return (
    <nav aria-label="Pages of this list" className="flex flex-wrap items-center gap-2 px-4 py-2">
      <p className="grow text-sm text-muted">{children}</p>
      <PagerLink href={newer}>
        <ChevronLeft aria-hidden className="size-4" />
        Newer
      </PagerLink>
      <PagerLink href={older}>
        Older
        <ChevronRight aria-hidden className="size-4" />
      </PagerLink>
    </nav>
  );
}

function PagerLink({ href, children }: { href: string | null; children: React.ReactNode }) {
  return href === null ? <Button disabled>{children}</Button> : <ButtonLink href={href}>{children}</ButtonLink>;
}
