"use client";

import { useState, type ReactNode } from "react";
import Link from "next/link";
import { Menu as MenuIcon } from "lucide-react";
import { Sheet } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useOverlaysAhead } from "#components/ui/use-overlays.ts";
import { AccountMenu, type Account } from "./account-menu.tsx";
import type { NavigationKey } from "./navigation.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { Sidebar } from "./sidebar.tsx";
import type { Theme } from "./theme.ts";
import { Wordmark } from "./wordmark.tsx";

type ShellProps = {
  account: Account;
  theme: Theme;
  allowed: readonly NavigationKey[];
  approvalsCount: ReactNode;
  onSignOut: () => void;
  children: ReactNode;
};

/** The frame of every page: sidebar on a laptop, a drawer on a phone, one main landmark. */
export function Shell({ account, theme, allowed, approvalsCount, onSignOut, children }: ShellProps) {
  const [drawerOpen, setDrawerOpen] = useState(false);
  useOverlaysAhead();
  const accountMenu = <AccountMenu account={account} theme={theme} onSignOut={onSignOut} />;
  return (
    <div className="flex min-h-dvh flex-col lg:flex-row">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent-solid px-3 py-1.5 text-sm text-on-solid focus:translate-y-0"
      >
        Skip to the page
      </a>
      <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col border-r px-2 py-3 lg:flex">
        <Link href="/approvals" className="mb-4 rounded-md px-2 py-1">
          <Wordmark />
        </Link>
        <div className="min-h-0 grow overflow-y-auto">
          <Sidebar allowed={allowed} approvalsCount={approvalsCount} />
        </div>
        {accountMenu}
      </aside>
      <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-background px-2 lg:hidden">
        <IconButton label="Pages" className="size-10" onClick={() => setDrawerOpen(true)}>
          <MenuIcon aria-hidden />
        </IconButton>
        <Link href="/approvals" className="grow">
          <Wordmark />
        </Link>
        {approvalsCount}
      </header>
      <Sheet
        open={drawerOpen}
        onOpenChange={setDrawerOpen}
        side="left"
        title="Pages"
        className="max-w-72"
        footer={accountMenu}
      >
        <Sidebar allowed={allowed} approvalsCount={approvalsCount} onNavigate={() => setDrawerOpen(false)} />
      </Sheet>
      <main id="main" tabIndex={-1} className="flex min-w-0 grow flex-col bg-surface outline-none">
        {children}
      </main>
      <ShortcutsDialog />
    </div>
  );
}
