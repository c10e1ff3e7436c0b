import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";

/** What these stages do is write; whatever keeps them from it means that the call must not go on. */
export async function whileWritable<T>({ logger }: Dependencies, work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    logger.error({ err: error }, "the ledger or a hold could not be written");
    return new Refusal("ledger_unavailable");
  }
}
