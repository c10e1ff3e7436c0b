import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { insertConnections } from "./insert-connections.ts";
import { CreateConnection } from "./schemas.ts";

/** Adds an upstream; gateways offer it within a second. The credential is sealed and never read back. */
export async function createConnection(
  context: ServiceContext,
  input: z.input<typeof CreateConnection>,
): Promise<{ id: string; slug: string }> {
  requirePermission(context, "connections.write");
  const connection = parseInput(CreateConnection, input);
  return withTransaction(context, async (transaction) => {
    const [created] = await insertConnections(transaction, context, [connection]);
    if (!created) throw new AppError("internal", "The connection was not stored.");
    return created;
  });
}
