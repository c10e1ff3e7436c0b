"use client";

import { useState, type ReactNode } from "react";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { StyleNonce } from "./style-nonce.ts";

/** What the primitives share: the nonce for styles they add. */
export function UiProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  // A refresh brings the nonce of another answer; the document keeps to the one it came with.
  const [own] = useState(nonce);
  return (
    <CSPProvider nonce={own}>
      <StyleNonce value={own}>{children}</StyleNonce>
    </CSPProvider>
  );
}
