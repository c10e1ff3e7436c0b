import cluster from "node:cluster";
import { parseGatewayEnv } from "#lib/env/gateway.ts";
import { EnvError } from "#lib/env/parse-env.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { StartFailure } from "./start-failure.ts";

// The process that `npm start` runs. With more than one core it only keeps the processes that serve, one a core.
try {
  const env = parseGatewayEnv(process.env);
  const logger = createLogger({ process: "gateway", level: env.LOG_LEVEL });
  if (cluster.isPrimary && env.GATEWAY_PROCESSES > 1) {
    const { runWorkers } = await import("./run-workers.ts");
    await runWorkers({ count: env.GATEWAY_PROCESSES, logger, path: env.PATH });
  } else {
    const { serve } = await import("./serve.ts");
    await serve(env, logger);
  }
} catch (error) {
  if (!(error instanceof EnvError || error instanceof StartFailure)) throw error;
  // Of processes that all fail for the same reason one line is enough: whoever runs them prints it.
  if (cluster.isWorker) {
    process.send?.({ failed: error.message }, () => process.exit(1));
  } else {
    process.stderr.write(`gateway: ${error.message}\n`);
    process.exit(1);
  }
}
