/** How much more or less, as a part of before; null where there was nothing to compare with. */
export function changeOf(current: number | null, previous: number | null): number | null {
  if (current === null || previous === null) return null;
  if (previous === 0) return current === 0 ? 0 : null;
  return (current - previous) / previous;
}

/** "+12 %", "−3 %", "×8"; "as before" where nothing changed, and nothing where that cannot be said. */
export function changeWords(change: number | null): string {
  if (change === null) return "";
  const hundredths = Math.round(change * 100);
  if (hundredths === 0) return "as before";
  if (hundredths >= 300) return `×${(change + 1).toFixed(change < 9 ? 1 : 0)}`;
  return `${hundredths > 0 ? "+" : "−"}${Math.abs(hundredths)} %`;
}

/** A part in percent, with a decimal where it is small; a dash where there is no whole. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const share = (100 * part) / whole;
  if (part > 0 && share < 0.1) return "< 0.1 %";
  return `${share > 0 && share < 10 ? share.toFixed(1) : Math.round(share)} %`;
}
