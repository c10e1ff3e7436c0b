"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { useRouter } from "next/navigation";
import { HoldNotice } from "#lib/holds/schemas.ts";
import { showNotice } from "./desktop-notices.ts";

// Several holds in one moment are one refresh.
const gatherMs = 150;

/**
 * Listens for holds that come and go, and reads the page again when one does: the stream says that something changed,
 * the server says what, to whom it may. New calls for this person are announced.
 */
export function LiveHolds() {
  const router = useRouter();
  const [announcement, setAnnouncement] = useState("");

  const onNotice = useEffectEvent((data: string) => {
    const notice = HoldNotice.safeParse(JSON.parse(data));
    if (!notice.success) return;
    const { id, state, isNew, forMe, alone, what } = notice.data;
    const place = { body: what, href: `/approvals/${id}`, tag: id };
    if (state === "pending" && isNew && forMe) {
      setAnnouncement(`A call waits for you: ${what}`);
      showNotice("A call waits for you", place);
    }
    if (alone && isNew) {
      setAnnouncement(`A call was released by one person alone and awaits a review: ${what}`);
      showNotice("A call was released by one person alone", place);
    }
  });
  const refresh = useEffectEvent(() => router.refresh());

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refreshSoon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh();
      }, gatherMs);
    };
    const source = new EventSource("/api/holds/stream");
    source.addEventListener("hold", (event: MessageEvent<string>) => {
      onNotice(event.data);
      refreshSoon();
    });
    // After a gap (a reconnection here or to the database) anything may have changed.
    source.addEventListener("gap", refreshSoon);
    // The session has ended: the page leads to the sign-in.
    source.addEventListener("over", () => {
      source.close();
      refreshSoon();
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
