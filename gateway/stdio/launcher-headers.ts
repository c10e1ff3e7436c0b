import type { StdioCommand } from "./command.ts";

export const secretHeader = "x-holdpoint-launcher";
export const commandHeader = "x-holdpoint-command";

/** Where the launcher listens, and what it takes orders by. */
export type LauncherAddress = { url: string; secret: string };

/** Headers that make the launcher run `command` for a request. */
export function launcherHeaders({ secret }: LauncherAddress, command: StdioCommand): Map<string, string> {
  return new Map([
    [secretHeader, secret],
    [commandHeader, Buffer.from(JSON.stringify(command)).toString("base64")],
  ]);
}
