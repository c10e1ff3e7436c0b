const indentation = "  ";
/** Deeper levels are indented no further: hostile nesting would make far more white space than text. */
const maxIndentedDepth = 32;
const tokens = /"(?:[^"\\]|\\.)*"?|[[\]{}:,]|[^\s[\]{}:,"]+/gs;

/**
 * JSON text with line breaks and indentation; nothing but the white space between its tokens differs. Parsing and
 * printing would round numbers and drop repeated keys, and an auditor must see what was sent. Takes cut text too.
 */
export function indentJson(text: string): string {
  let depth = 0;
  let output = "";
  let previous = "";
  for (const [token] of text.matchAll(tokens)) {
    const opens = previous === "{" || previous === "[";
    const closes = token === "}" || token === "]";
    if (closes) depth = Math.max(0, depth - 1);
    if (closes ? !opens : opens || previous === ",")
      output += `\n${indentation.repeat(Math.min(depth, maxIndentedDepth))}`;
    else if (previous === ":") output += " ";
    output += token;
    if (token === "{" || token === "[") depth += 1;
    previous = token;
  }
  return output;
}
