import { datadogApi } from "./datadog-api.ts";
import { datadogMcp } from "./datadog-mcp.ts";
import { githubRest } from "./github-rest.ts";
import { mcpAnnotations } from "./mcp-annotations.ts";
import type { Pack, PackId } from "./schemas.ts";

/** Rule sets that come with Holdpoint. A pack whose rules change gets the next version. */
export const packs: Record<PackId, Pack> = {
  "datadog-api": datadogApi,
  "datadog-mcp": datadogMcp,
  "mcp-annotations": mcpAnnotations,
  "github-rest": githubRest,
};
