import { describe, expect, it } from "vitest";
import { isBrowser, soundsPrivate } from "./browsers.ts";

describe("a browser is known by any of its names", () => {
  it.each([
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft edge",
    "microsoft-edge-dev",
    "firefox-esr",
    "firefoxdeveloperedition",
    "navigator",
    "org.mozilla.firefox",
    "librewolf",
    "torbrowser",
    "tor browser",
    "safari",
    "safari technology preview",
    "brave-browser",
    "brave",
    "opera",
    "vivaldi-bin",
    "arc",
    "epiphany",
    "gnome-web",
    "falkon",
    "qutebrowser",
    "chromium (/home/somebody/profile)",
  ])("%s", (name) => expect(isBrowser(["some-name", name])).toBe(true));

  it.each([
    "xterm",
    "soffice",
    "archive-manager",
    "gnome-terminal-server",
    "minesweeper",
    "code",
    "operator",
    "thunderbird",
    "excel",
    "webstorm",
    "terminal",
    "inkscape",
    "figma",
  ])("%s is none", (name) => expect(isBrowser([name])).toBe(false));
});

it.each([
  "New Incognito Tab",
  "[InPrivate] - Somewhere",
  "Mozilla Firefox Private Browsing",
  "Start (Privater Modus)",
])("a title that speaks of a private window says so: %s", (title) => {
  expect(soundsPrivate(title)).toBe(true);
  expect(soundsPrivate("Budget 2027 - Spreadsheet")).toBe(false);
});
