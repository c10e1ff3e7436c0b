const startedAt = Date.now();

/** One line of what the agent does, with the seconds since it began. */
export function say(text: string): void {
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6);
  console.log(`${seconds} s  ${text}`);
}
