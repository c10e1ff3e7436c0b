"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { classNames } from "#components/ui/class-names.ts";
import { navigation, type NavigationKey } from "./navigation.ts";

export type SidebarProps = {
  /** Pages this person may open; the others are not shown. */
  allowed: readonly NavigationKey[];
  /** Shown beside Approvals: how many wait for this person. */
  approvalsCount: ReactNode;
  onNavigate?: () => void;
};

export function Sidebar({ allowed, approvalsCount, onNavigate }: SidebarProps) {
  const pathname = usePathname();
  return (
    <nav aria-label="Pages" className="flex flex-col gap-4">
      {navigation.map(({ heading, items }) => {
        const shown = items.filter((item) => allowed.includes(item.key));
        if (shown.length === 0) return null;
        return (
          <div key={heading ?? "top"}>
            {heading && <h2 className="px-2 pb-1 text-xs font-medium text-muted">{heading}</h2>}
            <ul className="flex flex-col gap-px">
              {shown.map(({ key, href, label, icon: Icon }) => {
                const current = pathname === href || pathname.startsWith(`${href}/`);
                return (
                  <li key={key}>
                    <Link
                      href={href}
                      onClick={onNavigate}
                      aria-current={current ? "page" : undefined}
                      className={classNames(
                        "flex h-8 items-center gap-2 rounded-md px-2 text-sm max-lg:h-10",
                        current ? "bg-selected font-medium text-text" : "text-muted hover:bg-hover hover:text-text",
                      )}
                    >
                      <Icon aria-hidden className={classNames("size-4 shrink-0", current && "text-accent")} />
                      <span className="grow truncate">{label}</span>
                      {key === "approvals" && approvalsCount}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
