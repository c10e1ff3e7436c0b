import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Chromium as CHROMIUM_PATH names it, as the system has it, or as Playwright downloaded it. */
export function findChromium(): string | undefined {
  const given = process.env["CHROMIUM_PATH"];
  if (given) return given;
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const candidates = programs.flatMap((program) => folders.map((folder) => path.join(folder, program)));
  return [...candidates, chromium.executablePath()].find(isExecutable);
}

/** Finds Chromium, or installs it from the system's packages where we may. Throws a sentence with a remedy. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (mayInstall) {
    console.log("Installing Chromium from the system's packages (apt-get).");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [
      ["update", "-qq"],
      ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ]) {
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
    }
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    `There is no Chromium for the browser tests${mayInstall ? ", and apt-get could not install it" : ""}. ` +
      "Install one (Debian: sudo apt-get install chromium), or set CHROMIUM_PATH to a Chromium or Chrome.",
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
