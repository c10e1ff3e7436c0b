/** How a figure went, beside it: shape only, so it says nothing to those who do not see it. `values`: oldest first. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const most = Math.max(1, ...values);
  const place = (value: number, index: number) =>
    `${((index * 100) / (values.length - 1)).toFixed(2)} ${(23 - (22 * value) / most).toFixed(2)}`;
  return (
    <svg aria-hidden viewBox="0 0 100 24" preserveAspectRatio="none" className="h-6 w-full">
      <path
        d={`M${values.map(place).join("L")}`}
        vectorEffect="non-scaling-stroke"
        className="fill-none stroke-chart-1"
      />
    </svg>
  );
}
