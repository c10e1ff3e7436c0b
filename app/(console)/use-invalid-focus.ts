"use client";

import { useEffect, useRef, type RefObject } from "react";

/** Moves the focus to the first field that was refused, whenever `errors` changes. Put the ref on the form. */
export function useInvalidFocus(errors: object | null): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (errors) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);
  return form;
}
