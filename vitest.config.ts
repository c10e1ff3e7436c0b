import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{app,bench,components,gateway,lib,prisma,scripts,worker}/**/*.test.{ts,tsx}"],
    globalSetup: ["lib/testing/vitest-setup.ts"],
    pool: "forks",
    // Tests wait for PostgreSQL and for sockets as much as they compute; one worker for two cores leaves half of them idle.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    retry: 0,
  },
});
