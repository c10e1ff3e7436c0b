import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Banner } from "#components/ui/banner.tsx";
import { getConsole } from "#app/_server/console.ts";
import { findContext } from "#app/_server/context.ts";
import { describeSignInError } from "./sign-in-errors.ts";
import { SignInButton } from "./sign-in-button.tsx";

export const metadata: Metadata = { title: "Sign in" };

type SearchParams = Record<string, string | string[] | undefined>;

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { error, from } = await searchParams;
  const returnTo = toLocalPath(from);
  if (!error && (await findContext())) redirect(returnTo);
  const { env } = getConsole();
  return (
    <>
      <div className="flex flex-col gap-1">
        <h1 className="text-xl font-semibold">Sign in</h1>
        <p className="text-muted">
          Approve or deny what agents are about to do, and read what they did. Your organization’s account is all you
          need.
        </p>
      </div>
      {typeof error === "string" && (
        <Banner tone="danger" title="You are not signed in.">
          {describeSignInError(error, env.OIDC_ISSUER)}
        </Banner>
      )}
      <SignInButton returnTo={returnTo} />
      <p className="text-xs text-muted">
        You continue at <span className="font-mono break-all">{new URL(env.OIDC_ISSUER).host}</span>. Your role here
        follows your groups there.
      </p>
    </>
  );
}

/** A path of this console to go back to; anything else would lead people away after a sign-in. */
function toLocalPath(from: string | string[] | undefined): string {
  return typeof from === "string" && /^\/(?![/\\])/.test(from) ? from : "/approvals";
}
