"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { setPreference } from "./preference-cookie.ts";
import { SegmentedControl } from "./segmented-control.tsx";
import { THEME_COOKIE, THEMES, type Theme } from "./theme.ts";

const ThemeContext = createContext<[Theme, (theme: Theme) => void]>(["system", () => {}]);

/** Keeps every switch on the page in step with the cookie that the server rendered from. */
export function ThemeProvider({ theme: initial, children }: { theme: Theme; children: ReactNode }) {
  const [theme, setTheme] = useState(initial);
  const choose = (next: Theme) => {
    void setPreference(THEME_COOKIE, next);
    document.documentElement.dataset.theme = next;
    setTheme(next);
  };
  return <ThemeContext value={[theme, choose]}>{children}</ThemeContext>;
}

const WORDS: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

/** Light, dark, or whatever the computer uses. Stored in a cookie, so the first paint is already right. */
export function ThemeSwitch() {
  const [theme, choose] = useContext(ThemeContext);
  return (
    <SegmentedControl
      legend="Theme"
      options={THEMES.map((value) => ({ value, label: WORDS[value] }))}
      value={theme}
      onChange={choose}
    />
  );
}
