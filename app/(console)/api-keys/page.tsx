import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { listApiKeys } from "#lib/api-keys/list-api-keys.ts";
import { can } from "#lib/core/permissions.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { ApiKeysPage } from "./api-keys-page.tsx";

export const metadata: Metadata = { title: "API keys" };

export default async function Page() {
  const context = await getContext();
  const listed = await attempt(() => listApiKeys(context));
  if (!listed.ok) return <RefusedPage page="API keys" refusal={listed.refusal} />;
  const { role, auditor } = context.actor;
  return <ApiKeysPage keys={listed.value} maker={{ role, auditor, mayWrite: can(context.actor, "api-keys.write") }} />;
}
