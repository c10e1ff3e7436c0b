import { cache } from "react";
import { countHolds } from "#lib/holds/count-holds.ts";
import { getContext } from "./context.ts";

/** How many holds wait, counted once a request: frame, title and list all say it. */
export const getHoldCounts = cache(async () => countHolds(await getContext()));
