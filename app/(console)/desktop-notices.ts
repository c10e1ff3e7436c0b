"use client";

import { useSyncExternalStore } from "react";

const key = "holdpoint.notify-me";
const listeners = new Set<() => void>();

/** `blocked`: the browser does not let this page; `none`: it cannot. */
export type NoticeSetting = "on" | "off" | "blocked" | "none";

/** Whether calls that wait for this person are shown as the desktop's own notices, in this browser. */
export function useNoticeSetting(): NoticeSetting {
  return useSyncExternalStore(subscribe, readSetting, () => "none");
}

/** Turns notices on or off; asks the browser's permission where that is still open. */
export async function setNotices(on: boolean): Promise<void> {
  if (on && Notification.permission === "default") await Notification.requestPermission();
  if (on) localStorage.setItem(key, "on");
  else localStorage.removeItem(key);
  for (const listener of listeners) listener();
}

/** Shows a notice unless somebody looks at this page anyway; clicking it opens `href`. */
export function showNotice(title: string, options: { body: string; href: string; tag: string }): void {
  if (readSetting() !== "on" || !document.hidden) return;
  const notice = new Notification(title, { body: options.body, tag: options.tag });
  notice.addEventListener("click", () => {
    window.focus();
    window.location.assign(options.href);
  });
}

function readSetting(): NoticeSetting {
  if (!("Notification" in window)) return "none";
  if (Notification.permission === "denied") return "blocked";
  return Notification.permission === "granted" && localStorage.getItem(key) === "on" ? "on" : "off";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
