/** What the person who reads may, and what the commands for a shell are made with. */
export type Reader = { mayReadPayloads: boolean; mayExplain: boolean; gatewayUrl: string };
