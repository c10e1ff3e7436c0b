"use client";

import dynamic from "next/dynamic";
import { Sheet } from "#components/ui/dialog.tsx";
import { ErrorState, SkeletonRows } from "#components/ui/states.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import type { RefusalWords } from "../../attempt.ts";
import { describeEvent } from "../event-words.ts";
import type { QueryInHand } from "./fact-menu.tsx";
import type { Reader } from "./reader.ts";

/** Fetched when the first entry is opened. */
const EventView = dynamic(() => import("./event-view.tsx").then((module) => module.EventView), {
  loading: () => <SkeletonRows rows={8} />,
});

type EntrySheetProps = QueryInHand & {
  /** Null while it is on its way. */
  opened: { details: EventDetails } | { refusal: RefusalWords } | null;
  isOpen: boolean;
  onClose: () => void;
  reader: Reader;
};

/** The panel beside the list with the entry that is open. */
export function EntrySheet({ opened, isOpen, onClose, reader, query, onQuery }: EntrySheetProps) {
  const details = opened && "details" in opened ? opened.details : null;
  return (
    <Sheet
      open={isOpen}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      modal={false}
      title={details ? describeEvent(details.event.type) : "Entry"}
      className="sm:max-w-2xl"
    >
      {details && <EventView details={details} reader={reader} inHand={{ query, onQuery }} />}
      {!opened && <SkeletonRows rows={8} />}
      {opened && "refusal" in opened && <ErrorState title={opened.refusal.title}>{opened.refusal.message}</ErrorState>}
    </Sheet>
  );
}
