import type { Services } from "#worker/services.ts";

export async function handleDeliverEvents(_payload: unknown, { deliverer }: Services): Promise<void> {
  await deliverer.run();
}
