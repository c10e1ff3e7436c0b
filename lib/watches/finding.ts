/** What a watch is to tell. `subject`: the agent or sink it is about; empty where it is about events as such. */
export type Finding = { subject: string; from: Date; count: number | null; about: boolean };
