import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { endLink, type Link, readLink, removeLink, saveLink } from "./link.ts";
import { controlDirectory, openStateDirectory } from "./state-dir.ts";

const PORTAL = "https://sayso.example";
const link: Link = {
  portal: PORTAL,
  deviceId: "0190a5b8-0000-7000-8000-000000000000",
  refreshToken: "r".repeat(43),
  accessToken: "a".repeat(43),
  accessUntil: 1_790_000_000_000,
  directiveKeys: [],
};
let directory: string;

beforeEach(() => {
  directory = openStateDirectory(mkdtempSync(join(tmpdir(), "sayso-link-")));
  saveLink(directory, link);
});
afterEach(() => rmSync(directory, { recursive: true }));

it("keeps of a link that the portal ended why, and nothing else", () => {
  endLink(directory, PORTAL, "It was unlinked in the portal.");
  expect(readLink(directory)).toEqual({
    unlinked: true,
    portal: PORTAL,
    why: "It was unlinked in the portal.",
  });
  const [file = "", ...others] = readdirSync(controlDirectory(directory));
  expect(others).toEqual([]);
  expect(readFileSync(join(controlDirectory(directory), file), "utf8")).not.toMatch(/rrrr|aaaa|deviceId/);
});

it("does not come back when the agent hears from the portal what was done at the computer", () => {
  removeLink(directory);
  endLink(directory, PORTAL, "It was unlinked in the portal.");
  expect(readLink(directory)).toBeNull();
  expect(readdirSync(controlDirectory(directory))).toEqual([]);
});
