/** A glob as a pattern of LIKE: `*` is any characters, `?` one, unless a backslash stands before them. */
export function globToLike(glob: string): string {
  return translate(glob, { many: "%", one: "_", special: /[%_\\]/g });
}

/** Whether a value is one that the glob stands for; case does not matter. */
export function matchesGlob(glob: string, value: string): boolean {
  const pattern = translate(glob, { many: ".*", one: ".", special: /[.*+?^${}()|[\]\\]/g });
  return new RegExp(`^(?:${pattern})$`, "is").test(value);
}

function translate(glob: string, into: { many: string; one: string; special: RegExp }): string {
  let pattern = "";
  for (const [, escaped, char] of glob.matchAll(/\\([*?\\])|(.)/gs)) {
    if (char === "*") pattern += into.many;
    else if (char === "?") pattern += into.one;
    else pattern += (escaped ?? char ?? "").replaceAll(into.special, String.raw`\$&`);
  }
  return pattern;
}
