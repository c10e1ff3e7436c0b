import { createLoader, parseAsNumberLiteral } from "nuqs/server";

export const dayChoices = [7, 30, 90] as const;

/** How many days the numbers are of. */
export const loadNumbersSearchParams = createLoader({ days: parseAsNumberLiteral(dayChoices).withDefault(30) });
