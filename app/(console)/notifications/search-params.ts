import { parseAsString, parseAsStringLiteral } from "nuqs/server";

/** Which form is open: of a new channel of one's own, a new shared one, or a stand-in; or the id of the channel it changes. */
export const notificationParsers = {
  form: parseAsStringLiteral(["own", "shared", "stand-in"]),
  channel: parseAsString,
};
