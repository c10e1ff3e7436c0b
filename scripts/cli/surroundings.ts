/** What the command line is given from outside. */
export type Surroundings = {
  env: Record<string, string | undefined>;
  out: (text: string) => void;
  err: (text: string) => void;
  /** Whether a person reads what is put out. */
  isTerminal: boolean;
  /** Null where nobody is there to answer. */
  ask: (question: string) => Promise<string | null>;
  readFile: (file: string) => string;
  writeFile: (file: string, text: string) => void;
};

/** Text from elsewhere without what a terminal would act on. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === "\n" ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
