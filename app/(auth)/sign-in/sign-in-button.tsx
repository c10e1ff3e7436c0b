"use client";

import { useState } from "react";
import { postAuth } from "#app/_client/post-auth.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";

export function SignInButton({ returnTo }: { returnTo: string }) {
  const [state, setState] = useState<"ready" | "pending" | "failed">("ready");
  async function signIn(): Promise<void> {
    setState("pending");
    try {
      await postAuth("signin/oidc", returnTo);
    } catch {
      setState("failed");
    }
  }
  return (
    <>
      {state === "failed" && (
        <Banner tone="danger">The console does not answer. Check your connection and try again.</Banner>
      )}
      <Button
        variant="primary"
        size="lg"
        pending={state === "pending"}
        onClick={() => {
          void signIn();
        }}
      >
        Continue with single sign-on
      </Button>
    </>
  );
}
