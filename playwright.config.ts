import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/test/chromium.ts";

const executablePath = findChromium();

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  globalSetup: "./e2e/setup/start-product.ts",
  outputDir: "test-results/playwright",
  reporter: "list",
  retries: 0,
  workers: 2,
  projects: [
    // They change what all share, the policy first of all: one after the other.
    { name: "stories", testIgnore: "pages.spec.ts", workers: 1 },
    // These only look, at what the stories have left behind.
    { name: "pages", testMatch: "pages.spec.ts", fullyParallel: true, dependencies: ["stories"] },
  ],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: "chromium",
    // Tracing every test to keep few costs a tenth of all of them; `npx playwright test --trace on` has it.
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
