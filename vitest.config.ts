import { defineConfig } from "vitest/config";

/** What reads the ledger behind the oldest running transaction, which PostgreSQL knows for a whole server only. */
const behindTransactions = "lib/{export-schedules,folds,pulls,reconciliations,search,sinks}/**/*.test.ts";

export default defineConfig({
  test: {
    globalSetup: ["lib/testing/vitest-setup.ts"],
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: "side by side",
          include: ["{app,bench,components,gateway,lib,prisma,scripts,worker}/**/*.test.{ts,tsx}"],
          exclude: [behindTransactions],
          // Tests wait for PostgreSQL and for sockets as much as they compute: one worker leaves half of two cores idle.
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "one by one",
          include: [behindTransactions],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
