import { expect, test } from "vitest";
import { expectOwnPage } from "./own-page.ts";

const OWN = { host: "portal.example:8080" };

test.each<[string, Record<string, string>, boolean]>([
  ["its own page", { ...OWN, "sec-fetch-site": "same-origin" }, true],
  ["another site", { ...OWN, "sec-fetch-site": "cross-site" }, false],
  ["a sister site", { ...OWN, "sec-fetch-site": "same-site" }, false],
  ["an address that was typed", { ...OWN, "sec-fetch-site": "none" }, false],
  [
    "another site that gives the portal's origin",
    { ...OWN, "sec-fetch-site": "cross-site", origin: "http://portal.example:8080" },
    false,
  ],
  [
    "its own page, of a browser that says only the origin",
    { ...OWN, origin: "http://portal.example:8080" },
    true,
  ],
  ["another port", { ...OWN, origin: "http://portal.example:8081" }, false],
  ["another host", { ...OWN, origin: "https://evil.example" }, false],
  ["a page without an origin", { ...OWN, origin: "null" }, false],
  ["what is no browser", OWN, false],
])("%s", (_, headers, isLetIn) => {
  const enter = () =>
    expectOwnPage(new Request("http://internal/exemptions/draft", { headers }), "Only from here.");
  if (isLetIn) expect(enter).not.toThrow();
  else expect(enter).toThrow("Only from here.");
});
