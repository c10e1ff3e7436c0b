"use client";

import { useState } from "react";
import { useRouter } from "next/navigation";
import { Bookmark } from "lucide-react";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { SavedView } from "#lib/views/schemas.ts";
import { markViewAction, removeViewAction, updateViewAction } from "../actions.ts";
import { newWatchHref } from "../../watches/search-params.ts";
import { auditHref, fromSettings, toSearch, toSettings, type AuditParams } from "../search-params.ts";
import { readyViews } from "./ready-views.ts";
import { SaveViewDialog } from "./save-view-dialog.tsx";
import { ViewRow } from "./view-row.tsx";

type ViewsMenuProps = { views: SavedView[]; params: AuditParams; mayShare: boolean; mayWatch: boolean };
type Asked = { what: "save" } | { what: "change"; view: SavedView } | null;

/** Saved searches: open one, star it, make it the default, save what is shown. */
export function ViewsMenu({ views, params, mayShare, mayWatch }: ViewsMenuProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<Asked>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const chosen = views.find(({ id }) => id === params.view);
  const isChanged = chosen !== undefined && differs(params, chosen);
  const inOrder = views.toSorted((a, b) => Number(b.starred) - Number(a.starred));

  async function run(action: Promise<ActionResult<unknown>>): Promise<void> {
    const result = await action;
    setProblem(result.ok ? null : result.message);
    router.refresh();
  }
  function choose(href: string): void {
    setOpen(false);
    router.push(href);
  }
  return (
    <>
      <Popover
        label="Views"
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          setCopied(false);
        }}
        trigger={
          <button type="button" className={buttonClass()}>
            <Bookmark aria-hidden className="size-4" />
            <span className="max-w-40 truncate">{chosen ? chosen.name : "Views"}</span>
            {isChanged && <span className="text-muted">(changed)</span>}
          </button>
        }
      >
        <div className="flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 text-sm">
          {problem && <Banner tone="danger">{problem}</Banner>}
          <div className="flex flex-wrap gap-2">
            <Button
              size="sm"
              onClick={() => {
                setOpen(false);
                setAsked({ what: "save" });
              }}
            >
              Save as a new view
            </Button>
            <Button
              size="sm"
              onClick={() => void navigator.clipboard.writeText(fixedAddress(params)).then(() => setCopied(true))}
            >
              {copied ? "Link copied" : "Copy a link to exactly this"}
            </Button>
            {isChanged && chosen.mayChange && (
              <Button size="sm" onClick={() => void run(updateViewAction(changed(chosen, params)))}>
                {`Save to “${chosen.name.slice(0, 30)}”`}
              </Button>
            )}
          </div>
          {views.length > 0 && (
            <ul aria-label="Saved views" className="flex flex-col">
              {inOrder.map((view) => (
                <ViewRow
                  key={view.id}
                  view={view}
                  isChosen={view.id === params.view}
                  mayShare={mayShare}
                  onChoose={() => choose(auditHref({ ...fromSettings(view.settings), view: view.id }))}
                  onStar={() => void run(markViewAction({ id: view.id, starred: !view.starred }))}
                  onDefault={() => void run(markViewAction({ id: view.id, isDefault: !view.isDefault }))}
                  onChange={() => {
                    setOpen(false);
                    setAsked({ what: "change", view });
                  }}
                  onWatch={
                    mayWatch ? () => choose(newWatchHref({ name: view.name, query: view.settings.query })) : undefined
                  }
                  onRemove={() => void run(removeViewAction({ id: view.id }))}
                />
              ))}
            </ul>
          )}
          <h3 className="px-1 pt-1 text-xs text-muted">Ready-made</h3>
          <ul aria-label="Ready-made views" className="flex flex-col">
            {readyViews.map(({ name, change }) => (
              <li key={name}>
                <button
                  type="button"
                  onClick={() => choose(auditHref({ ...change, range: params.range, view: "none" }))}
                  className="min-h-7 w-full cursor-pointer rounded-sm px-1 text-left hover:bg-hover"
                >
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </Popover>
      {asked && (
        <SaveViewDialog
          view={asked.what === "change" ? asked.view : null}
          settings={toSettings(params)}
          mayShare={mayShare}
          onClose={(saved) => {
            setAsked(null);
            if (saved && asked.what === "save") router.push(auditHref({ ...params, view: saved.id, open: null }));
            if (saved) router.refresh();
          }}
        />
      )}
    </>
  );
}

/** A link that shows the same tomorrow: "past 7 days" as the days that they are now. */
function fixedAddress(params: AuditParams): string {
  const now = new Date();
  const { from, to } = toSearch(params, now);
  const href = auditHref({ ...params, from: from ?? null, to: to ?? now, live: null, after: null, before: null });
  return new URL(href, window.location.href).href;
}

/** Whether the address shows something else than the view keeps. */
function differs(params: AuditParams, view: SavedView): boolean {
  const kept = { ...params, ...fromSettings(view.settings) };
  const place = { view: null, open: null, after: null, before: null, live: null };
  return auditHref({ ...params, ...place }) !== auditHref({ ...kept, ...place });
}

function changed({ id, name, shared, updatedAt }: SavedView, params: AuditParams) {
  return { id, name, shared, settings: toSettings(params), expectedUpdatedAt: updatedAt };
}
