import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyContains } from "../../lib/interval.ts";
import { organisation } from "../../prisma/factories/organisation.ts";
import { CATEGORIES, type Notice } from "../notice/schema.ts";
import { type Answered, allowedIntervals, consentState, givenIntervals, receiptOf } from "./rules.ts";
import type { ApplicationChoice, Choice } from "./schema.ts";

const instant = fc.integer({ min: 0, max: 100 });
const category = fc.constantFrom(...CATEGORIES);
const choice: fc.Arbitrary<Choice> = fc.record({
  at: instant,
  category,
  state: fc.constantFrom<Choice["state"]>("given", "refused", "withdrawn"),
  boundUntil: fc.oneof(fc.constant(Infinity), instant),
});
const inOrder = <T extends { at: number }>(all: T[]) => all.sort((a, b) => a.at - b.at);
const choices = fc.array(choice, { maxLength: 12 }).map(inOrder);
const switches: fc.Arbitrary<ApplicationChoice[]> = fc
  .array(
    fc.record({
      at: instant,
      applicationId: fc.constantFrom("files", "drawing"),
      allowed: fc.boolean(),
      boundUntil: fc.oneof(fc.constant(Infinity), instant),
    }),
  )
  .map(inOrder);

describe("consent to a category", () => {
  test.each([
    ["nothing was said", [], "requested"],
    ["it was put off", [5], "deferred"],
  ])("is %s: not given", (_, deferrals, state) => {
    for (const each of CATEGORIES) {
      expect(consentState([], deferrals, each, 10)).toBe(state);
      expect(givenIntervals([], each)).toEqual([]);
    }
  });

  test("stands exactly while its state is given", () => {
    fc.assert(
      fc.property(choices, category, instant, (all, each, at) => {
        const stands = anyContains(givenIntervals(all, each), at);
        expect(stands).toBe(consentState(all, [], each, at) === "given");
      }),
      { numRuns: 5_000 },
    );
  });

  test("only ever stands after a choice of that very category was given", () => {
    fc.assert(
      fc.property(choices, category, (all, each) => {
        for (const { from } of givenIntervals(all, each)) {
          expect(all).toContainEqual(expect.objectContaining({ at: from, category: each, state: "given" }));
        }
        const others = all.filter((one) => one.category !== each || one.state !== "given");
        expect(givenIntervals(others, each)).toEqual([]);
      }),
    );
  });

  test("ends with the next no, and reaches no further for anything that is said later but a yes", () => {
    fc.assert(
      fc.property(
        choices,
        category,
        fc.constantFrom("refused" as const, "withdrawn" as const),
        instant,
        (all, each, state, at) => {
          const no: Choice = { at: 100, category: each, state, boundUntil: Infinity };
          expect(anyContains(givenIntervals([...all, no], each), 100 + at)).toBe(false);
          if (anyContains(givenIntervals([...all, no], each), at)) {
            expect(anyContains(givenIntervals(all, each), at)).toBe(true);
          }
        },
      ),
    );
  });

  test("ends when the notice it was bound to is overtaken, and is then expired", () => {
    const given: Choice = { at: 10, category: "pointer", state: "given", boundUntil: 20 };
    expect(givenIntervals([given], "pointer")).toEqual([{ from: 10, to: 20 }]);
    expect([9, 10, 19, 20].map((at) => consentState([given], [], "pointer", at))).toEqual([
      "requested",
      "given",
      "given",
      "expired",
    ]);
  });

  test("is never widened by an earlier end of the notice", () => {
    fc.assert(
      fc.property(choices, category, instant, instant, (all, each, bound, at) => {
        const sooner = all.map((one) => ({ ...one, boundUntil: Math.min(one.boundUntil, bound) }));
        if (anyContains(givenIntervals(sooner, each), at))
          expect(anyContains(givenIntervals(all, each), at)).toBe(true);
      }),
    );
  });
});

describe("an application", () => {
  test("is on exactly while the last switch said so under a notice that stands, and off when there was none", () => {
    fc.assert(
      fc.property(switches, fc.constantFrom("files", "drawing", "another"), instant, (all, id, at) => {
        const last = all.filter((each) => each.applicationId === id && each.at <= at).at(-1);
        expect(anyContains(allowedIntervals(all, id), at)).toBe(
          last?.allowed === true && at < last.boundUntil,
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a receipt", () => {
  const { title, body } = organisation(1).notice;
  const notice: Notice = {
    id: "n",
    jurisdiction: "US",
    version: 3,
    title,
    sha256: "a".repeat(64),
    effectiveAt: new Date(0),
    body,
  };
  const answered: Answered = {
    id: "r",
    employeeId: "e",
    employeeName: "Juniper Thimblewick",
    at: new Date("2026-11-21T10:02:03.400Z"),
    choices: [
      { category: "pointer", state: "given" },
      { category: "screen", state: "refused" },
      { category: "keyboard", state: "withdrawn" },
    ],
    applications: [{ id: "files", name: "Files", allowed: false }],
  };
  const receipt = receiptOf(answered, notice, "https://sayso.example");

  test("says what was chosen, when, by whom and about which text", () => {
    expect(receipt.events.map((each) => [each.pii_type, each.event_state])).toEqual([
      ["pointer", "consent given"],
      ["screen", "consent refused"],
      ["keyboard", "consent withdrawn"],
    ]);
    expect(new Set(receipt.events.map((each) => each.event_time))).toEqual(
      new Set(["2026-11-21T10:02:03.400Z"]),
    );
    expect(receipt.record_header).toMatchObject({ record_id: "r", pii_principal_id: "e" });
    expect(receipt.pii_processing.privacy_notice).toMatchObject({ sha256: notice.sha256, version: 3 });
    expect(receipt.pii_processing.applications).toEqual(answered.applications);
  });

  test("prints the uses that are prohibited and how to withdraw, in the notice's own words", () => {
    expect(receipt.pii_processing.prohibited_uses).toEqual(body.neverUsedFor);
    expect(receipt.pii_processing.prohibited_uses.length).toBeGreaterThan(0);
    expect(receipt.pii_processing.withdrawal_method).toBe("https://sayso.example/consent");
    for (const purpose of receipt.pii_processing.purposes) {
      const { collected, never } = body.categories[purpose.pii_type];
      expect(purpose).toMatchObject({ pii_information: collected, never_collected: never });
    }
  });
});
