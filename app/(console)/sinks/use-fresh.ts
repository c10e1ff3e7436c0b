"use client";

import { useEffect } from "react";
import { useRouter } from "next/navigation";

/** Reads the page again every `everyMs` while somebody looks at it; what they type stays. */
export function useFresh(everyMs: number): void {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
}
