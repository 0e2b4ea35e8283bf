import type { CoverageLabel } from "../../domain/directive/schema.ts";

/** A shape that a label is drawn with, so that colour is never the only difference. */
export type Pattern =
  | "solid"
  | "pause-bars"
  | "slashes"
  | "sparse-dots"
  | "crosses"
  | "backslashes"
  | "dots"
  | "columns"
  | "rows"
  | "pluses"
  | "zigzag"
  | "hollow"
  | "grid"
  | "rings"
  | "triangles"
  | "dashes";

export type LabelWords = {
  /** What it is called everywhere. */
  word: string;
  /** One sentence to the person whose minute it is. */
  meaning: string;
  pattern: Pattern;
  /** Class that sets `currentColor`, which the pattern is drawn in (tokens in app/globals.css). */
  colour: string;
};

/** The one place where coverage labels get their words, colours and patterns. */
export const LABELS: Record<CoverageLabel, LabelWords> = {
  collected: {
    word: "Collected",
    meaning: "What you did in an approved application was summarised, within your choices.",
    pattern: "solid",
    colour: "text-label-collected",
  },
  paused: {
    word: "Paused",
    meaning: "You paused collection. It starts again by itself.",
    pattern: "pause-bars",
    colour: "text-label-paused",
  },
  exempt: {
    word: "Exempt",
    meaning:
      "An exemption, or a request that is being decided, covered this time or this application. Nothing was collected.",
    pattern: "slashes",
    colour: "text-label-exempt",
  },
  "no-consent": {
    word: "No consent",
    meaning: "You have not allowed collection, so nothing is collected.",
    pattern: "sparse-dots",
    colour: "text-label-no-consent",
  },
  "held-by-law": {
    word: "Held by law",
    meaning:
      "The law where you live or work asks for something that is not done yet, so nothing is collected.",
    pattern: "crosses",
    colour: "text-label-held-by-law",
  },
  "excluded-app": {
    word: "Other application",
    meaning:
      "You were in an application that is not approved, or that you left out. Nothing in it is recorded.",
    pattern: "backslashes",
    colour: "text-label-excluded-app",
  },
  locked: {
    word: "Locked",
    meaning: "The screen was locked, so there was nothing to collect.",
    pattern: "dots",
    colour: "text-label-locked",
  },
  "power-saving": {
    word: "Saving power",
    meaning: "The battery was low, so the agent stopped.",
    pattern: "columns",
    colour: "text-label-power-saving",
  },
  "bandwidth-saving": {
    word: "Saving bandwidth",
    meaning: "The day's data budget was used up or the network was metered, so the agent stopped.",
    pattern: "rows",
    colour: "text-label-bandwidth-saving",
  },
  offline: {
    word: "Offline",
    meaning: "The agent could not reach the portal for permission, so it collected nothing.",
    pattern: "pluses",
    colour: "text-label-offline",
  },
  "permission-lost": {
    word: "Permission missing",
    meaning: "The computer did not let the agent see input, so it collected nothing.",
    pattern: "zigzag",
    colour: "text-label-permission-lost",
  },
  "agent-off": {
    word: "Agent off",
    meaning: "The agent was not running. Switching it off is your choice and is held against no one.",
    pattern: "hollow",
    colour: "text-label-agent-off",
  },
  "display-lost": {
    word: "No display",
    meaning: "The agent lost the screen it works with, so it collected nothing.",
    pattern: "grid",
    colour: "text-label-display-lost",
  },
  "clock-changed": {
    word: "Clock changed",
    meaning: "The computer's clock jumped, so the agent stopped until it had asked the portal again.",
    pattern: "rings",
    colour: "text-label-clock-changed",
  },
  untrusted: {
    word: "Not trusted",
    meaning: "The agent got an instruction that it could not verify, so it collected nothing.",
    pattern: "triangles",
    colour: "text-label-untrusted",
  },
  unlinked: {
    word: "Not linked",
    meaning: "This computer was not linked to you, so nothing was collected.",
    pattern: "dashes",
    colour: "text-label-unlinked",
  },
};

/** The word for what happens at this moment, rather than for a minute gone by. */
export function presentWord(label: CoverageLabel): string {
  return label === "collected" ? "Collecting" : LABELS[label].word;
}
