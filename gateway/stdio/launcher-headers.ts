import type { StdioCommand } from "./command.ts";

export const secretHeader = "x-holdpoint-launcher";
export const commandHeader = "x-holdpoint-command";
/** Name of the connection whose callers share the program. */
export const sharedHeader = "x-holdpoint-shared";

/** Where the launcher listens, and what it takes orders by. */
export type LauncherAddress = { url: string; secret: string };

/** Headers that make the launcher run `command` for a request: for its session alone, or for all of `sharedBy`. */
export function launcherHeaders(
  { secret }: LauncherAddress,
  command: StdioCommand,
  sharedBy: string | null = null,
): Map<string, string> {
  return new Map([
    [secretHeader, secret],
    [commandHeader, Buffer.from(JSON.stringify(command)).toString("base64")],
    // Also where it is empty, so that a caller's header of this name goes nowhere.
    [sharedHeader, sharedBy ?? ""],
  ]);
}
