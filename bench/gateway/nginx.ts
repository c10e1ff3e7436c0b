import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isListening } from "#lib/network/is-listening.ts";

export function hasNginx(): boolean {
  return spawnSync("nginx", ["-v"]).error === undefined;
}

/** An nginx that only passes on: keep-alive on both sides, no log, one worker per core. */
export async function startNginx(options: { folder: string; port: number; upstreamPort: number }): Promise<() => void> {
  const { folder, port, upstreamPort } = options;
  const prefix = path.join(folder, "nginx");
  mkdirSync(prefix);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  writeFileSync(
    path.join(prefix, "nginx.conf"),
    `worker_processes auto;
daemon off;
pid nginx.pid;
error_log stderr error;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_buffer_size 64k;
  ${temporary.map((name) => `${name}_temp_path ${prefix};`).join("\n  ")}
  upstream target { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://target; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`,
  );
  const nginx = spawn("nginx", ["-p", prefix, "-c", "nginx.conf", "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  nginx.stderr.on("data", (text: Buffer) => (said += text.toString("utf8")));
  while (!(await isListening(port))) {
    if (nginx.exitCode !== null) throw new Error(`nginx does not start: ${said}`);
    await delay(20);
  }
  return () => void nginx.kill("SIGTERM");
}
