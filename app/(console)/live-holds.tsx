"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { useRouter } from "next/navigation";
import type { HoldNotice } from "#lib/holds/schemas.ts";
import { showNotice } from "./desktop-notices.ts";
import { noteHold } from "./live-rows.ts";

// Several holds in one moment are one refresh.
const gatherMs = 150;

/**
 * Listens for holds that come and go: lists show them at once, by what the stream says of them, and the page is read again
 * soon afterwards. New calls for this person are announced.
 */
export function LiveHolds() {
  const router = useRouter();
  const [announcement, setAnnouncement] = useState("");

  /** Returns over what time to spread reading the page again. */
  const onNotice = useEffectEvent((data: string): number => {
    // Our own server wrote it: what would check it again is more to load, on every page, than all else here.
    const notice = JSON.parse(data) as HoldNotice;
    noteHold(notice);
    const { id, state, isNew, forMe, alone, what } = notice;
    const place = { body: what, href: `/approvals/${id}`, tag: id };
    if (state === "pending" && isNew && forMe) {
      setAnnouncement(`A call waits for you: ${what}`);
      showNotice("A call waits for you", place);
    }
    if (alone && isNew) {
      setAnnouncement(`A call was released by one person alone and awaits a review: ${what}`);
      showNotice("A call was released by one person alone", place);
    }
    return notice.spreadMs;
  });
  const refresh = useEffectEvent(() => router.refresh());

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refreshSoon = (spreadMs: number) => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          refresh();
        },
        gatherMs + Math.random() * spreadMs,
      );
    };
    const source = new EventSource("/api/holds/stream");
    source.addEventListener("hold", (event: MessageEvent<string>) => {
      refreshSoon(onNotice(event.data));
    });
    // After a gap (a reconnection here or to the database) anything may have changed.
    source.addEventListener("gap", () => refreshSoon(0));
    // The session has ended: the page leads to the sign-in.
    source.addEventListener("over", () => {
      source.close();
      refreshSoon(0);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, []);

  return (
    <output aria-live="polite" className="sr-only">
      {announcement}
    </output>
  );
}
