import { expect, test } from "vitest";
import { isWrongRow } from "./wrong-row.ts";

const SENT = {
  "hours.0.days": "5",
  "hours.0.from": "09:00",
  "hours.0.until": "12:00",
  "hours.1.days": "1",
  "hours.1.from": "09:00",
  "hours.1.until": "",
  "hours.2.from": "",
  "hours.2.until": "",
  "hours.3.from": "",
  "hours.3.until": "18:00",
};

test("of several rows of hours only those are wrong that were begun and cannot be read", () => {
  expect([0, 1, 2, 3, 4].map((place) => isWrongRow(SENT, place))).toEqual([false, true, false, true, false]);
});
