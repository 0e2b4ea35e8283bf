import { expect, it } from "vitest";
import type { CoverageLabel } from "../domain/directive/schema.ts";
import { labelOf, type Situation } from "./label.ts";

const free: Situation = {
  isUnlinked: false,
  isHeld: false,
  isUntrusted: false,
  hasClockJumped: false,
  decided: "collected",
  isLocked: false,
  savesPower: false,
  savesBandwidth: false,
};
const capturing = {
  front: { id: "any", categories: new Set<never>() },
  isHearing: true,
  isSpared: false,
  trouble: null,
  isHooked: true,
};

it("is collected only when nothing at all stands against it", () => {
  expect(labelOf(free, capturing)).toBe("collected");
});

it.each<[CoverageLabel, Partial<Situation>]>([
  ["unlinked", { isUnlinked: true, isHeld: true }],
  ["paused", { isHeld: true, isUntrusted: true }],
  ["untrusted", { isUntrusted: true, decided: null }],
  ["clock-changed", { hasClockJumped: true, decided: null }],
  ["offline", { decided: null, isLocked: true }],
  ["bandwidth-saving", { decided: null, savesBandwidth: true, isLocked: true }],
  ["held-by-law", { decided: "held-by-law", isLocked: true }],
  ["locked", { isLocked: true, savesPower: true }],
  ["power-saving", { savesPower: true, savesBandwidth: true }],
  ["bandwidth-saving", { savesBandwidth: true }],
])("is %s, the first reason that holds", (label, situation) => {
  expect(labelOf({ ...free, ...situation }, capturing)).toBe(label);
});

it("is not collected before the hook listens, nor between two windows if it was not before them", () => {
  expect(labelOf(free, { ...capturing, isHearing: false })).toBe("excluded-app");
  expect(labelOf(free, { ...capturing, front: null })).toBe("collected");
});

it("is exempt where an exemption leaves out what is in front, and collected where it does so in part", () => {
  expect(labelOf(free, { ...capturing, isHearing: false, isSpared: true })).toBe("exempt");
  expect(labelOf(free, { ...capturing, isSpared: true })).toBe("collected");
  expect(labelOf({ ...free, isLocked: true }, { ...capturing, isHearing: false, isSpared: true })).toBe(
    "locked",
  );
});

it("tells what capture lacks, and that the front application is not collected in", () => {
  expect(labelOf(free, { ...capturing, trouble: "display-lost" })).toBe("display-lost");
  expect(labelOf(free, { ...capturing, front: null, isHearing: false })).toBe("excluded-app");
});
