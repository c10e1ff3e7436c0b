import { Skeleton, SkeletonRows } from "#components/ui/states.tsx";

export default function ConsoleLoading() {
  return (
    <>
      <div className="flex h-14 items-center border-b px-4">
        <Skeleton className="h-5 w-40" />
      </div>
      <SkeletonRows />
    </>
  );
}
