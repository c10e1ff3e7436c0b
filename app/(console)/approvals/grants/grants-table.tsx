"use client";

import { useState } from "react";
import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Status } from "#components/ui/status.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { Countdown, RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { GrantItem } from "#lib/grants/schemas.ts";
import { useHoldAction } from "../[holdId]/use-hold-action.ts";
import { revokeGrantAction } from "../actions.ts";

export function GrantsTable({ grants }: { grants: GrantItem[] }) {
  const [revoking, setRevoking] = useState<GrantItem | null>(null);
  if (grants.length === 0) {
    return (
      <EmptyState title="Nobody has granted anything">
        Where a rule lets them, approvers approve a call and like ones “for a while”. What they have granted is listed
        here, with its uses, and can be ended at once.
      </EmptyState>
    );
  }
  return (
    <>
      <Table label="Grants">
        <TableHeader>
          <TableRow>
            <TableHead>State</TableHead>
            <TableHead>What</TableHead>
            <TableHead>Only while</TableHead>
            <TableHead>By</TableHead>
            <TableHead>Uses</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {grants.map((grant) => (
            <TableRow key={grant.id}>
              <TableCell className="whitespace-nowrap">
                <State grant={grant} />
              </TableCell>
              <TableCell>
                <What grant={grant} />
              </TableCell>
              <TableCell>
                <Pins grant={grant} />
              </TableCell>
              <TableCell>
                <UntrustedText text={grant.grantedByName} limit={60} />,{" "}
                <Link href={`/approvals/${grant.holdId}`} className="link whitespace-nowrap">
                  <RelativeTime at={grant.createdAt} />
                </Link>
                <br />
                <UntrustedText text={grant.reason} limit={120} className="text-muted" />
              </TableCell>
              <TableCell className="whitespace-nowrap tabular-nums">
                {grant.uses}
                {grant.lastUsedAt && (
                  <span className="block text-xs text-muted">
                    <RelativeTime at={grant.lastUsedAt} />
                  </span>
                )}
              </TableCell>
              <TableCell className="text-right">
                {grant.mayRevoke && (
                  <Button size="sm" onClick={() => setRevoking(grant)}>
                    Revoke
                  </Button>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {revoking && <RevokeDialog grant={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function State({ grant }: { grant: GrantItem }) {
  if (grant.state === "active") {
    return (
      <span className="inline-flex items-center gap-1.5">
        <Status status="approved" word="in force" />
        <Countdown until={grant.expiresAt} />
      </span>
    );
  }
  if (grant.state === "ended") return <Status status="expired" word="ended" />;
  return (
    <>
      <Status status="cancelled" word="revoked" />
      {grant.revokedByName && (
        <span className="block text-xs text-muted">
          by <UntrustedText text={grant.revokedByName} limit={60} />
        </span>
      )}
    </>
  );
}

function What({ grant }: { grant: GrantItem }) {
  return (
    <>
      <UntrustedText text={grant.agent ?? grant.userName ?? "somebody"} limit={60} className="font-medium" />
      <span className="text-muted"> → </span>
      <UntrustedText text={grant.connection} limit={60} />{" "}
      <UntrustedText text={grant.tool ?? grant.operation} limit={100} className="font-mono text-xs" />
      <span className="block text-xs text-muted">
        {grant.agent && grant.userName && (
          <>
            for <UntrustedText text={grant.userName} limit={60} />,{" "}
          </>
        )}
        rule <UntrustedText text={grant.rule} limit={80} />
      </span>
    </>
  );
}

function Pins({ grant }: { grant: GrantItem }) {
  if (grant.pins.length === 0) return <span className="text-muted">whatever the arguments</span>;
  return (
    <ul className="flex flex-col font-mono text-xs">
      {grant.pins.map(({ name, value }) => (
        <li key={name} className="break-all">
          <UntrustedText text={name} limit={60} /> ={" "}
          <UntrustedText text={value === undefined ? "absent" : JSON.stringify(value)} limit={120} line />
        </li>
      ))}
    </ul>
  );
}

function RevokeDialog({ grant, onClose }: { grant: GrantItem; onClose: () => void }) {
  const { run, problem, pending } = useHoldAction();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Revoke this grant"
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="danger"
            pending={pending}
            onClick={() => run(() => revokeGrantAction({ grantId: grant.id }), onClose)}
          >
            Revoke the grant
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <p>
          The next call of{" "}
          <UntrustedText text={grant.tool ?? grant.operation} limit={120} className="font-mono text-xs" /> by{" "}
          <UntrustedText text={grant.agent ?? grant.userName ?? "this caller"} limit={120} /> is held again. Calls that
          run already are not stopped.
        </p>
        {problem && <Banner tone="danger">{problem}</Banner>}
      </div>
    </Dialog>
  );
}
