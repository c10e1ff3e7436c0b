import { z } from "zod";

const day = 86_400_000;
const longestAbsenceDays = 90;

export const NameStandIn = z
  .strictObject({
    /** Who stands in: the address they sign in with. */
    email: z.email("Give the e-mail address that your stand-in signs in with.").max(254),
    startsAt: z.coerce.date(),
    endsAt: z.coerce.date(),
    note: z.string().trim().max(500).default(""),
  })
  .refine(({ startsAt, endsAt }) => endsAt > startsAt, { path: ["endsAt"], message: "End after the beginning." })
  .refine(({ endsAt }) => endsAt.getTime() <= Date.now() + longestAbsenceDays * day, {
    path: ["endsAt"],
    message: `End within ${longestAbsenceDays} days; name your stand-in again then.`,
  })
  .refine(({ endsAt }) => endsAt.getTime() > Date.now(), { path: ["endsAt"], message: "End in the future." });
export type NameStandIn = z.infer<typeof NameStandIn>;

export const EndStandIn = z.strictObject({ id: z.string().max(64) });

/** Who stands in for whom. `state` by the database's clock. */
export type StandInSummary = {
  id: string;
  state: "planned" | "active";
  /** Whether the person asking is the one who is away. */
  mine: boolean;
  absent: string;
  standIn: string;
  startsAt: Date;
  endsAt: Date;
  note: string;
  mayEnd: boolean;
};
