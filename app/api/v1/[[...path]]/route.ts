import { clientIpOf } from "#app/_server/context.ts";
import { getConsole } from "#app/_server/console.ts";
import { createCallBudget } from "../_door/call-budget.ts";
import { handleRequest, type ApiDoor } from "../_door/handle-request.ts";
import { openApiDocument } from "../_door/open-api.ts";
import { operations } from "../_operations/all.ts";

const wrongKeysPerMinute = 60;

// On globalThis, because Next evaluates modules once a bundle.
const slot = globalThis as { holdpointApi?: Pick<ApiDoor, "calls" | "wrongKeys" | "document"> };

function openApi(): Pick<ApiDoor, "calls" | "wrongKeys" | "document"> {
  const { env } = getConsole();
  let text: string | undefined;
  return {
    calls: createCallBudget(env.API_CALLS_PER_MINUTE),
    wrongKeys: createCallBudget(wrongKeysPerMinute),
    document: () => (text ??= JSON.stringify(openApiDocument(operations, `${env.CONSOLE_URL}/api/v1`))),
  };
}

function handle(request: Request): Promise<Response> {
  const { env, database, streams, sealer, addressRules, logger } = getConsole();
  slot.holdpointApi ??= openApi();
  const onError = (error: unknown) => logger.error({ err: error }, "an API request failed");
  const clientIp = clientIpOf(request.headers);
  const folders = { sinkFolder: env.SINK_FOLDER, exportFolder: env.EXPORT_FOLDER };
  const given = { database, streams, sealer, addressRules, environment: env.HOLDPOINT_ENV, ...folders };
  const services = clientIp === undefined ? given : { ...given, clientIp };
  return handleRequest({ ...slot.holdpointApi, operations, services, onError }, request);
}

export { handle as GET, handle as POST, handle as PUT, handle as PATCH, handle as DELETE };
