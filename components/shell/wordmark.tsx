/** The name with its sign: a line that stops at a point. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-base font-semibold">
      <svg
        aria-hidden
        viewBox="0 0 16 16"
        className="size-4 text-accent"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
      >
        <path d="M1 8h5" strokeLinecap="round" />
        <circle cx="11" cy="8" r="3.5" />
      </svg>
      Holdpoint
    </span>
  );
}
