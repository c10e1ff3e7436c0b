import { z } from "zod";

/** APIs whose operations are known by name. */
export const CatalogueName = z.enum(["datadog"]);
export type CatalogueName = z.infer<typeof CatalogueName>;

/** What an operation does to the API's owner. `unknown` is every call that the catalogue has no operation for. */
export const OperationClass = z.enum(["read", "read-sensitive", "ingest", "write", "high-risk", "unknown"]);
export type OperationClass = z.infer<typeof OperationClass>;

export type Operation = {
  /** Version and name, such as `v1.CreateMonitor`; unique within the catalogue. */
  id: string;
  class: Exclude<OperationClass, "unknown">;
  method: string;
  /** Path with `{placeholders}`, each for one segment. */
  path: string;
  product: string;
};

/**
 * Operations by name: `datadog:v1.CreateMonitor`, with stars `datadog:v2.Delete*`, or by class `datadog:high-risk`. Only the
 * form is checked here; whether there is such an operation is checked when the policy is.
 */
export const OperationPattern = z
  .string()
  .trim()
  .max(200)
  .regex(
    /^[a-z][a-z0-9-]*:[A-Za-z0-9*][A-Za-z0-9*._/-]*$/,
    "Write the API, a colon, and an operation or a class: datadog:v1.CreateMonitor or datadog:high-risk.",
  );
