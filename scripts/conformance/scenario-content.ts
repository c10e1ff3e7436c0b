/** Content that the scenarios of the suite ask for; what is in it does not matter to them. */
export function text(value: string): { type: "text"; text: string } {
  return { type: "text", text: value };
}

export const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

export const image = { type: "image" as const, data: pixel, mimeType: "image/png" };

export const audio = {
  type: "audio" as const,
  data: "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=",
  mimeType: "audio/wav",
};

export const embeddedResource = {
  type: "resource" as const,
  resource: { uri: "test://embedded-resource", mimeType: "text/plain", text: "This is an embedded resource." },
};
