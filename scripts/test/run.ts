import { spawn } from "node:child_process";

export type Outcome = { ok: boolean; output: string; tookS: number };

/** Runs node with `args`; collects what it prints, or passes it on where `inherit` is given. */
export function runNode(
  args: string[],
  options: { inherit?: boolean; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: options.inherit ? "inherit" : ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.once("close", (code) => resolve({ ok: code === 0, output, tookS: (Date.now() - startedAt) / 1000 }));
  });
}
