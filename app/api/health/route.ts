import { databaseAnswers } from "#lib/database/database-answers.ts";
import { getConsole } from "#app/_server/console.ts";

export const dynamic = "force-dynamic";

/** 200 when the database answers, else 503; for supervisors and load balancers, without a sign-in. */
export async function GET(): Promise<Response> {
  const healthy = await databaseAnswers(getConsole().database);
  return Response.json(
    healthy ? { status: "ok" } : { status: "unavailable", reason: "The database does not answer." },
    { status: healthy ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
