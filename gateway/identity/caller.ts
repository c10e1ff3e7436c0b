/** Who calls: a person, an agent, or an agent on behalf of a person. */
export type Caller = {
  /** Binds holds: `person:<sub>`, `agent:<client id>` or `key:<key id>`. */
  callerId: string;
  userId: string | null;
  userName: string | null;
  /** Only where the identity provider vouches for it; `userName` may be a name that people choose themselves. */
  email: string | null;
  agent: string | null;
  groups: readonly string[];
  /** Slugs that a gateway key is limited to; empty: no limit. */
  connections: readonly string[];
  auth: "jwt" | "gateway-key";
};
