import type { z } from "zod";
import { applyRetentionJob } from "#lib/jobs/apply-retention.ts";
import type { JobContract } from "#lib/jobs/define-job.ts";
import { deliverEventsJob } from "#lib/jobs/deliver-events.ts";
import { evaluateWatchesJob } from "#lib/jobs/evaluate-watches.ts";
import { expireHoldJob } from "#lib/jobs/expire-hold.ts";
import { foldLedgerJob } from "#lib/jobs/fold-ledger.ts";
import { preparePartitionsJob } from "#lib/jobs/prepare-partitions.ts";
import { reconcileLedgerJob } from "#lib/jobs/reconcile-ledger.ts";
import { ringApproversJob } from "#lib/jobs/ring-approvers.ts";
import { runBacktestsJob } from "#lib/jobs/run-backtests.ts";
import { runExportsJob } from "#lib/jobs/run-exports.ts";
import { sweepHoldsJob } from "#lib/jobs/sweep-holds.ts";
import { handleApplyRetention } from "./handlers/apply-retention.ts";
import { handleDeliverEvents } from "./handlers/deliver-events.ts";
import { handleEvaluateWatches } from "./handlers/evaluate-watches.ts";
import { handleExpireHold } from "./handlers/expire-hold.ts";
import { handleFoldLedger } from "./handlers/fold-ledger.ts";
import { handlePreparePartitions } from "./handlers/prepare-partitions.ts";
import { handleReconcileLedger } from "./handlers/reconcile-ledger.ts";
import { handleRingApprovers } from "./handlers/ring-approvers.ts";
import { handleRunBacktests } from "./handlers/run-backtests.ts";
import { handleRunExports } from "./handlers/run-exports.ts";
import { handleSweepHolds } from "./handlers/sweep-holds.ts";
import type { Services } from "./services.ts";

/** One row of the table. `everyMs`: it also runs on a schedule, once for all workers together. */
export type Registration<Schema extends z.ZodType = z.ZodType> = {
  job: JobContract<Schema>;
  handle: (payload: z.infer<Schema>, services: Services) => Promise<void>;
  concurrency: number;
  everyMs?: number;
};

const second = 1_000;
const minute = 60_000;
const hour = 3_600_000;

/** Everything the worker does. */
export const registry: readonly Registration[] = [
  register({ job: expireHoldJob, handle: handleExpireHold, concurrency: 5 }),
  register({ job: sweepHoldsJob, handle: handleSweepHolds, concurrency: 1, everyMs: 5 * second }),
  register({ job: deliverEventsJob, handle: handleDeliverEvents, concurrency: 1, everyMs: second }),
  register({ job: foldLedgerJob, handle: handleFoldLedger, concurrency: 1, everyMs: second }),
  register({ job: ringApproversJob, handle: handleRingApprovers, concurrency: 1, everyMs: second }),
  register({ job: evaluateWatchesJob, handle: handleEvaluateWatches, concurrency: 1, everyMs: 10 * second }),
  register({ job: runBacktestsJob, handle: handleRunBacktests, concurrency: 1, everyMs: second }),
  register({ job: runExportsJob, handle: handleRunExports, concurrency: 1, everyMs: second }),
  register({ job: applyRetentionJob, handle: handleApplyRetention, concurrency: 1, everyMs: minute }),
  register({ job: reconcileLedgerJob, handle: handleReconcileLedger, concurrency: 1, everyMs: minute }),
  register({ job: preparePartitionsJob, handle: handlePreparePartitions, concurrency: 1, everyMs: hour }),
];

/** Checks a row, then forgets its payload's type: `runJob` parses the payload before the handler sees it. */
function register<Schema extends z.ZodType>(row: Registration<Schema>): Registration {
  return row;
}
