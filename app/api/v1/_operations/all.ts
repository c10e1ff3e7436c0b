import type { Operation } from "../_door/define-operation.ts";
import { auditOperations } from "./audit-events.ts";
import { callerOperations } from "./callers.ts";
import { connectionOperations } from "./connections.ts";
import { datadogOperations } from "./datadog.ts";
import { exportOperations } from "./exports.ts";
import { holdOperations } from "./holds.ts";
import { notificationOperations } from "./notifications.ts";
import { packOperations } from "./packs.ts";
import { peopleOperations } from "./people.ts";
import { policyOperations } from "./policy.ts";
import { policyTrialOperations } from "./policy-trials.ts";
import { retentionOperations } from "./retention.ts";
import { sinkOperations } from "./sinks.ts";
import { usageOperations } from "./usage.ts";
import { viewOperations } from "./views.ts";
import { watchOperations } from "./watches.ts";

/** The whole API: what can be asked, and the OpenAPI document that says so. */
export const operations: readonly Operation[] = [
  ...connectionOperations,
  ...callerOperations,
  ...policyOperations,
  ...policyTrialOperations,
  ...packOperations,
  ...sinkOperations,
  ...datadogOperations,
  ...holdOperations,
  ...auditOperations,
  ...exportOperations,
  ...retentionOperations,
  ...viewOperations,
  ...usageOperations,
  ...watchOperations,
  ...peopleOperations,
  ...notificationOperations,
];
