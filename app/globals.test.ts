import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COVERAGE_LABELS } from "../domain/directive/schema.ts";

const css = readFileSync(new URL("./globals.css", import.meta.url), "utf8");
const tokens = new Map(
  [...css.matchAll(/--color-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name ?? "", { light: light ?? "", dark: dark ?? "" }],
  ),
);
const THEMES = ["light", "dark"] as const;

/** WCAG 2.2 contrast ratio of two tokens in one theme. */
function contrast(a: string, b: string, theme: "light" | "dark"): number {
  const [x, y] = [luminance(colour(a, theme)), luminance(colour(b, theme))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function colour(name: string, theme: "light" | "dark"): string {
  const token = tokens.get(name);
  if (!token) throw new Error(`no token ${name}`);
  return token[theme];
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const GROUNDS = ["canvas", "surface", "sunken"];

describe.each(THEMES)("colours in the %s theme", (theme) => {
  it.each(["ink", "muted", "accent", "danger"])("%s is readable as text", (text) => {
    for (const ground of GROUNDS) expect(contrast(text, ground, theme), ground).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["on-accent", "accent"],
    ["on-accent", "accent-strong"],
    ["accent", "accent-soft"],
    ["accent-strong", "accent-soft"],
    ["ink", "accent-soft"],
    ["danger", "danger-soft"],
    ["ink", "danger-soft"],
  ])("%s is readable on %s", (text, ground) => {
    expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });

  it("the edge of a control stands out", () => {
    for (const ground of GROUNDS) expect(contrast("edge", ground, theme), ground).toBeGreaterThanOrEqual(3);
  });

  it.each(COVERAGE_LABELS)("the mark of %s stands out", (label) => {
    for (const ground of ["surface", "sunken"]) {
      expect(contrast(`label-${label}`, ground, theme), ground).toBeGreaterThanOrEqual(3);
    }
  });
});
