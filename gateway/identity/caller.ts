/** Who calls: a person, an agent, or an agent on behalf of a person. */
export type Caller = {
  /**
   * Binds holds: `person:<sub>`, `agent:<client id>`, with ` for person:<sub>` where it acts for somebody, or
   * `key:<key id>`. Names of further issuers are `<issuer>#<name>`.
   */
  callerId: string;
  userId: string | null;
  userName: string | null;
  /** Only where the identity provider vouches for it; `userName` may be a name that people choose themselves. */
  email: string | null;
  agent: string | null;
  /** Subject of the person whose agent it is: who made its gateway key. */
  owner: string | null;
  groups: readonly string[];
  /** When the token or the key expires, in ms since 1970; null: never. */
  expiresAt: number | null;
  /** Slugs that a gateway key is limited to; empty: no limit. */
  connections: readonly string[];
  auth: "jwt" | "gateway-key";
  /** Of an access token. */
  issuer: string | null;
  /** Who acts for the subject (RFC 8693 section 4.1), the one that calls first. */
  actors: readonly string[];
};
