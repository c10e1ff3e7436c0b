/** Problems of a sink that is reached by HTTP: `origin` where nothing may follow the host. Empty: none. */
export function requireHttp(url: string, may: "origin" | "path"): Record<string, string> {
  const isFine = may === "origin" ? /^https?:\/\/[^/]+$/.test(url) : /^https?:\/\/[^/]+(?:\/.*)?$/.test(url);
  if (isFine && URL.canParse(url)) return {};
  const words = may === "origin" ? "address, without a path" : "address";
  return { url: `Give the intake's ${words}, such as https://intake.example.com.` };
}

export function requireKey(apiKey: string, words = "Give the API key that the sink accepts."): Record<string, string> {
  return apiKey === "" ? { apiKey: words } : {};
}
