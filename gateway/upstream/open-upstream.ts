import { Pool } from "undici";
import type { Connect } from "./connect.ts";

/** The sockets to one upstream; they are opened as calls need them. */
export function openUpstream(baseUrl: URL, connect: Connect): Pool {
  return new Pool(baseUrl.origin, { connect });
}
