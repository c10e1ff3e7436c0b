/** What callers send has no place in metadata, wherever it came from: names of details that are left out of it. */
export const withheldAttrs = /argument|header|body|payload|param|query|cookie|authorization/i;
