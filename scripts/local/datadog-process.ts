import { startDatadog } from "./datadog.ts";

/** Runs the look-alike as a process of its own: DATADOG_HOST, DATADOG_PORT, DATADOG_API_KEY, DATADOG_APP_KEY. */
const { DATADOG_HOST, DATADOG_PORT, DATADOG_API_KEY, DATADOG_APP_KEY } = process.env;
if (!DATADOG_API_KEY || !DATADOG_APP_KEY) {
  console.error("DATADOG_API_KEY and DATADOG_APP_KEY are not set: the look-alike needs both keys to check callers by.");
  process.exit(1);
}

try {
  const datadog = await startDatadog({
    apiKey: DATADOG_API_KEY,
    appKey: DATADOG_APP_KEY,
    ...(DATADOG_HOST && { host: DATADOG_HOST }),
    port: Number(DATADOG_PORT ?? 0),
  });
  const stop = () => void datadog.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
  process.send?.({ ready: true, url: datadog.url });
} catch (error) {
  console.error(`The Datadog look-alike cannot listen on port ${DATADOG_PORT}: ${(error as Error).message}.`);
  process.exit(1);
}
