import { expect, test } from "vitest";
import { isUnreached } from "./unreached.ts";

test.each([
  "Failed to fetch",
  "Failed to fetch (portal.example)",
  "network error",
  "NetworkError when attempting to fetch resource.",
  "Error in input stream",
  "Load failed",
  "The network connection was lost.",
  "The Internet connection appears to be offline.",
  "Could not connect to the server.",
])("a browser that says “%s” had no answer", (message) => {
  expect(isUnreached(new TypeError(message))).toBe(true);
});

test.each<[string, unknown]>([
  ["a mistake in a script", new TypeError("Cannot read properties of undefined (reading 'status')")],
  ["a fault of the portal", Object.assign(new Error("Failed to fetch"), { digest: "2338904174" })],
  ["a fault of the portal that kept its name", Object.assign(new TypeError("Load failed"), { digest: "1" })],
  [
    "a redirect",
    Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;push;/exemptions;307;" }),
  ],
  [
    "an answer that is none of the portal's",
    new Error("An unexpected response was received from the server."),
  ],
  ["what is no error", "Failed to fetch"],
])("%s is not taken for it", (_, error) => {
  expect(isUnreached(error)).toBe(false);
});
