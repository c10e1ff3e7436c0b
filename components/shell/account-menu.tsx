"use client";

import { useRouter } from "next/navigation";
import { ChevronsUpDown, LogOut, UserRound } from "lucide-react";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import type { Theme } from "./theme.ts";
import { useTheme } from "./use-theme.ts";

export type Account = {
  name: string;
  email: string;
  /** What this person is, in words: "Admin, auditor". */
  role: string;
  /** Address of their own page. */
  href: string;
};

const themeOptions = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function AccountMenu(props: { account: Account; theme: Theme; onSignOut: () => void }) {
  const router = useRouter();
  const { account, onSignOut } = props;
  const [theme, setTheme] = useTheme(props.theme);
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          className="flex w-full cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover"
        >
          <span className="min-w-0 grow">
            <span className="block truncate text-sm font-medium">{account.name}</span>
            <span className="block truncate text-xs text-muted">{account.role}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </button>
      }
    >
      <MenuLabel>Signed in as {account.email}</MenuLabel>
      <MenuSeparator />
      <MenuChoice label="Theme" value={theme} onChange={setTheme} options={themeOptions} />
      <MenuSeparator />
      <MenuItem onSelect={() => router.push(account.href)}>
        <UserRound aria-hidden />
        Your account and sessions
      </MenuItem>
      <MenuItem onSelect={onSignOut}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}
