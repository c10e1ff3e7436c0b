"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Plus } from "lucide-react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { LinkedSlackUser } from "#lib/slack/schemas.ts";
import { createLinkCodeAction, unlinkSlackUserAction } from "./actions.ts";

/** Who decides in Slack as the person whose page this is. */
export function SlackUsersList({ slackUsers }: { slackUsers: LinkedSlackUser[] }) {
  if (slackUsers.length === 0) {
    return <p className="px-4 pt-1 pb-4 text-sm text-muted">No Slack user decides as you.</p>;
  }
  return (
    <ul className="pb-2">
      {slackUsers.map((user) => (
        <SlackUserRow key={`${user.teamId} ${user.slackUserId}`} user={user} />
      ))}
    </ul>
  );
}

function SlackUserRow({ user: { teamId, slackUserId, slackName, createdAt } }: { user: LinkedSlackUser }) {
  const router = useRouter();
  const [problem, setProblem] = useState("");
  const [pending, startTransition] = useTransition();
  function unlink(): void {
    startTransition(async () => {
      const result = await unlinkSlackUserAction({ teamId, slackUserId });
      setProblem(result.ok ? "" : result.message);
      router.refresh();
    });
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm">
      <div className="min-w-0 grow">
        <p className="break-words">
          <UntrustedText text={slackName} limit={120} />{" "}
          <span className="font-mono text-xs text-muted">{slackUserId}</span>
        </p>
        <p className="text-xs text-muted">
          Linked <ExactTime at={createdAt} />
        </p>
        {problem && (
          <p role="alert" className="text-xs text-danger">
            {problem}
          </p>
        )}
      </div>
      <Button size="sm" pending={pending} onClick={unlink}>
        Unlink
      </Button>
    </li>
  );
}

/** Shows a code that the person types in Slack themselves; whoever typed it would decide as them. */
export function LinkSlackUser() {
  const router = useRouter();
  const [code, setCode] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const [pending, startTransition] = useTransition();
  function make(): void {
    startTransition(async () => {
      const result = await createLinkCodeAction(undefined);
      setProblem(result.ok ? "" : result.message);
      if (result.ok) setCode(result.value.code);
    });
  }
  function close(): void {
    setCode(null);
    router.refresh();
  }
  return (
    <>
      <Button onClick={make} pending={pending}>
        <Plus aria-hidden className="size-4" />
        Link a Slack user
      </Button>
      {problem && <Banner tone="danger">{problem}</Banner>}
      <Dialog
        open={code !== null}
        onOpenChange={(open) => {
          if (!open) close();
        }}
        title="Link your Slack user"
        footer={
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        }
      >
        <div className="flex flex-col gap-3 text-sm">
          <p>
            In Slack, press “Decide here” under a message of Holdpoint, and type this code where it asks. It is good for
            ten minutes, and once.
          </p>
          <CodeBlock code={code ?? ""} name="Code" />
          <Banner tone="warning">Give it to nobody: the Slack user who types it decides calls as you.</Banner>
        </div>
      </Dialog>
    </>
  );
}
