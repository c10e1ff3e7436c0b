/** What a message says, in pieces that every kind of channel sets in its own way. */
export type RingText = {
  /** One line. */
  title: string;
  /** Label and value; of one call only. */
  facts: [label: string, value: string][];
  /** One line for each call, where there are several. */
  list: string[];
  link: { words: string; url: string };
};
