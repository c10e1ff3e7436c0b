"use client";

import { useState } from "react";
import { themeCookie, type Theme } from "./theme.ts";

const yearS = 365 * 86_400;

/** The chosen theme and how to change it: at once on the page, and in a cookie that the server draws the next one by. */
export function useTheme(initial: Theme): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(initial);
  return [
    theme,
    (next) => {
      setTheme(next);
      applyTheme(next);
    },
  ];
}

function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${yearS}; samesite=lax`;
}
