import { noteRefusal } from "#app/_server/note-refusal.ts";
import { AppError } from "#lib/core/errors.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/states.tsx";
import type { RefusalWords } from "./attempt.ts";

type RefusedPageProps = {
  /** Name of the page that was asked for. */
  page: string;
  refusal: RefusalWords;
  /** Where to go instead. */
  back?: { href: string; label: string };
};

/** The page of somebody who may not see it, which is recorded, or of an address that leads nowhere. */
export async function RefusedPage({
  page,
  refusal,
  back = { href: "/approvals", label: "Go to Approvals" },
}: RefusedPageProps) {
  await noteRefusal(`page ${page}`, new AppError(refusal.code, refusal.message));
  return (
    <>
      <PageHeader title={page} />
      <ErrorState title={refusal.title} action={<ButtonLink href={back.href}>{back.label}</ButtonLink>}>
        {refusal.message}
      </ErrorState>
    </>
  );
}
