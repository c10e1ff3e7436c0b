import { PageHeader } from "#components/shell/page-header.tsx";
import { SkeletonRows } from "#components/ui/states.tsx";

export default function Loading() {
  return (
    <>
      <PageHeader title="Retention" />
      <SkeletonRows rows={6} />
    </>
  );
}
