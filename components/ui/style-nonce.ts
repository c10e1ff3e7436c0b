"use client";

import { createContext, useContext } from "react";

/** The nonce with which this document takes styles that scripts add; undefined in development. */
export const StyleNonce = createContext<string | undefined>(undefined);

export function useStyleNonce(): string | undefined {
  return useContext(StyleNonce);
}
