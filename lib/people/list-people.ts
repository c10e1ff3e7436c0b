import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { toRole } from "./to-person.ts";
import type { PersonSummary } from "./schemas.ts";

const limit = 1_000;

/** Everybody who has ever signed in, by e-mail; the first 1,000. Throws `forbidden`. */
export async function listPeople(context: ServiceContext): Promise<PersonSummary[]> {
  requirePermission(context, "people.read");
  const users = await context.database.user.findMany({
    orderBy: { email: "asc" },
    take: limit,
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      auditor: true,
      groups: true,
      lastSeenAt: true,
      createdAt: true,
    },
  });
  return users.map((user) => ({ ...user, name: user.name ?? user.email, role: toRole(user.role) }));
}
