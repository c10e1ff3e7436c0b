import { AppError } from "./errors.ts";
import type { Person, ServiceContext } from "./context.ts";

/** Holds and grants are decided by people, whatever a program may see (`requireReader`). Throws `forbidden`. */
export function requirePerson(context: Pick<ServiceContext, "actor">): Person {
  if (context.actor.kind === "person") return context.actor;
  throw new AppError("forbidden", "Holds are decided by people. Sign in and try again.");
}
