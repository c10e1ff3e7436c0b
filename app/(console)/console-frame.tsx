"use client";

import type { ReactNode } from "react";
import type { Account } from "#components/shell/account-menu.tsx";
import type { NavigationKey } from "#components/shell/navigation.ts";
import { Shell } from "#components/shell/shell.tsx";
import type { Theme } from "#components/shell/theme.ts";
import { Badge } from "#components/ui/badge.tsx";
import { postAuth } from "#app/_client/post-auth.ts";
import { LiveHolds } from "./live-holds.tsx";

type ConsoleFrameProps = {
  account: Account;
  allowed: readonly NavigationKey[];
  theme: Theme;
  waitingForMe: number;
  children: ReactNode;
};

/** The shell, kept current: the count of calls that wait for this person follows the database without a reload. */
export function ConsoleFrame({ account, allowed, theme, waitingForMe, children }: ConsoleFrameProps) {
  return (
    <Shell
      account={account}
      allowed={allowed}
      theme={theme}
      approvalsCount={waitingForMe > 0 && <WaitingCount count={waitingForMe} />}
      onSignOut={() => {
        void postAuth("signout", "/signed-out");
      }}
    >
      {children}
      <LiveHolds />
    </Shell>
  );
}

function WaitingCount({ count }: { count: number }) {
  return (
    <Badge tone="held">
      {count}
      <span className="sr-only"> waiting for you</span>
    </Badge>
  );
}
