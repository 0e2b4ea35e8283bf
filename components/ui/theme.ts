export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Readable by the page, since it holds nothing but a taste. */
export const THEME_COOKIE = "theme";

/** What the cookie says, or `system`. */
export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}
