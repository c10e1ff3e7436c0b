import { SkeletonRows } from "#components/ui/states.tsx";

export default function GrantsLoading() {
  return <SkeletonRows rows={6} />;
}
