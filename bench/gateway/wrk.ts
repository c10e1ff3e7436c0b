import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { LoadFigures, LoadJob } from "./load-process.ts";

export function hasWrk(): boolean {
  return spawnSync("wrk", ["--version"]).error === undefined;
}

/** The same as a closed job of our own generator, by wrk, which costs less. `folder` is for its script. */
export async function runWrk(folder: string, job: LoadJob & { kind: "closed" }): Promise<LoadFigures> {
  const script = path.join(folder, "request.lua");
  // wrk takes the whole request as it goes on the wire; a Lua long string keeps it as it is, but for the line ends.
  const bytes = JSON.stringify(job.request.bytes);
  writeFileSync(
    script,
    `local request_bytes = ${bytes}
request = function() return request_bytes end
done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\\n{"answered":%d,"failed":%d,"seconds":%f,"p50Ms":%f,"p99Ms":%f}\\n',
    summary.requests - errors.status, failed, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
`,
  );
  const address = `http://127.0.0.1:${job.request.port}/`;
  const args = ["-t", "1", "-c", String(job.connections), "-d", `${job.seconds}s`, "-s", script, address];
  const wrk = spawn("wrk", args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  for await (const text of wrk.stdout.setEncoding("utf8")) output += String(text);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as LoadFigures;
}
