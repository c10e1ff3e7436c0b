import type { Metadata } from "next";
import { ButtonLink } from "#components/ui/button.tsx";

export const metadata: Metadata = { title: "Signed out" };

export default function SignedOutPage() {
  return (
    <>
      <div className="flex flex-col gap-1">
        <h1 className="text-xl font-semibold">You are signed out</h1>
        <p className="text-muted">
          This browser can no longer act for you here. On a shared computer, sign out of your identity provider too.
        </p>
      </div>
      <ButtonLink href="/sign-in" variant="primary" size="lg">
        Sign in again
      </ButtonLink>
    </>
  );
}
