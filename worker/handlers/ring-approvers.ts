import type { Services } from "#worker/services.ts";

export async function handleRingApprovers(_payload: unknown, { ringer }: Services): Promise<void> {
  await ringer.run();
}
