import { Prisma } from "#prisma-client";
import { stepTypes } from "./schemas.ts";

/** Written out, without parameters, so that PostgreSQL sees that the indexes of lists (all but `call.started`) will do. */
export const notAStep = Prisma.raw(`type not in (${stepTypes.map((type) => `'${type}'`).join(", ")})`);
