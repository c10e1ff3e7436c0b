import { Skeleton } from "#components/ui/states.tsx";

export default function HoldLoading() {
  return (
    <section aria-busy="true" aria-label="Loading" className="flex flex-col gap-6 px-4 py-4">
      <Skeleton className="h-6 w-2/3" />
      <Skeleton className="h-40 w-full" />
      <Skeleton className="h-24 w-80 max-w-full" />
    </section>
  );
}
