const longest = 200;

/** One line without anything that is not seen or that changes how its neighbours are seen. */
export function plainText(text: string): string {
  const clean = text
    .replaceAll(/[\s\u2028\u2029]+/gu, " ")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu, "\ufffd")
    .trim();
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean;
}
