import { expect } from "vitest";
import { sparedOf, subjectOfWindow, subjectsOf } from "../../agent/directive.ts";
import type { Subject } from "../../agent/summarise.ts";
import { type Standing, standingAt } from "../../domain/directive/commands.ts";
import type { Facts } from "../../domain/directive/rules.ts";
import type { Directive } from "../../domain/directive/schema.ts";
import { CATEGORIES } from "../../domain/notice/schema.ts";

// What is in fact heard, beyond what is permitted: which window a directive makes an agent listen to, and under whose
// name. Several applications may claim one program, and one window may go by several names.

const PROGRAM = {
  leaseSeconds: 120,
  syncSeconds: 60,
  limits: { bytesPerDay: 1, minBatteryPercent: 0, deferOnMetered: false, capturesPerDay: 8 },
};
/** The present agent, the last one that takes no pictures, and the last that is not told what is left out. */
export const VERSIONS = ["0.3.0", "0.2.9", "0.1.9"] as const;
type Version = (typeof VERSIONS)[number];

/** The programs that these applications of tests claim, some of them together. */
export const CLAIMS = {
  terminal: { linux: ["XTerm", "shell"] },
  spreadsheet: { linux: ["xterm", "office"] },
  drawing: { linux: ["office", "viewer"] },
} as const;
/** What makes the organisation's applications claim them, and two of them not for the same. */
export function claimingTogether(): string {
  return Object.entries(CLAIMS)
    .map(
      ([id, match]) =>
        `update approved_application set match = '${JSON.stringify(match)}' where id = '${id}'`,
    )
    .concat(
      "update approved_application set categories = '{screen,keyboard}' where id = 'terminal'",
      "update approved_application set categories = '{pointer,keyboard}' where id = 'spreadsheet'",
    )
    .join(";\n");
}

const NAMES = ["xterm", "shell", "office", "viewer", "other"];
/** Every window that goes by one or two of these names. */
const WINDOWS = NAMES.flatMap((one) => NAMES.map((two) => [...new Set([one, two])]));

/** For each window: who is heard there, as `application category`. */
export function heard(facts: Facts, at: number, version: Version): Map<string, string[]> {
  const { document, epoch } = standingAt({ facts, program: PROGRAM, agentVersion: version }, at);
  const front = version === "0.1.9" ? before(document) : present(document, epoch);
  return new Map(
    WINDOWS.map((window) => {
      const subject = front(window);
      const categories = CATEGORIES.filter((each) => subject?.categories.has(each));
      return [window.join(" or "), categories.map((each) => `${subject?.id} ${each}`)];
    }),
  );
}

function present(document: Standing["document"], epoch: string): (window: string[]) => Subject | null {
  const inForce: Directive = {
    ...document,
    deviceId: "0199b6f2-0000-7000-8000-000000000000",
    epoch,
    issuedAt: 0,
    validUntil: 1,
  };
  const subjects = subjectsOf(inForce, "linux");
  const spared = sparedOf(inForce, "linux");
  return (window) => subjectOfWindow(window, subjects, spared);
}

/** As agents did it before they were told what is left out: written down once more, since they are still about. */
function before({ label, applications }: Standing["document"]): (window: string[]) => Subject | null {
  const subjects = new Map<string, Subject>();
  for (const { id, match, categories } of label === "collected" ? applications : [])
    for (const program of match.linux ?? []) {
      const summarised = categories.filter((each) => each !== "screen");
      if (summarised.length === 0) continue;
      const other = subjects.get(program.toLowerCase());
      const both = other ? summarised.filter((each) => other.categories.has(each)) : summarised;
      subjects.set(program.toLowerCase(), { id: other?.id ?? id, categories: new Set(both) });
    }
  return (window) => window.flatMap((name) => subjects.get(name) ?? [])[0] ?? null;
}

/** Of no window does an agent hear more by the one's facts than by the other's. */
export function expectNoMoreHeard(one: Facts, other: Facts, at: number): void {
  for (const version of VERSIONS) {
    const before = heard(other, at, version);
    for (const [window, now] of heard(one, at, version)) {
      const wider = now.filter((key) => !before.get(window)?.includes(key));
      expect(wider, `${window} in ${version} at ${new Date(at).toISOString()}`).toEqual([]);
    }
  }
}
