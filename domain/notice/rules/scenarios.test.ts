import { describe, expect, test } from "vitest";
import { dutiesOf } from "../../jurisdiction/rules/duties.ts";
import type { DutyKind } from "../../jurisdiction/schema.ts";
import { daysUntil, ROWS, Story } from "./test-story.ts";

/** What each row asks of the employer, written down once more and on purpose apart from the code that derives it. */
const ASKS: Readonly<Record<string, DutyKind[]>> = {
  US: ["acknowledgement"],
  "US-CA": ["notice"],
  "US-CT": ["notice", "posting"],
  "US-DE": ["daily-notice-or-acknowledgement"],
  "US-FL": ["acknowledgement"],
  "US-IL": ["authorisation"],
  "US-MA": ["acknowledgement"],
  "US-MD": ["acknowledgement"],
  "US-ME": ["notice", "yearly-notice"],
  "US-MI": ["authorisation"],
  "US-NH": ["acknowledgement"],
  "US-NY": ["notice", "acknowledgement", "posting"],
  "US-PA": ["acknowledgement"],
  "US-WA": ["acknowledgement"],
  "AU-NSW": ["notice", "override"],
  "CA-ON": ["notice", "override"],
  DE: ["notice", "override"],
  EU: ["notice", "override"],
  GB: ["notice", "override"],
};
const asked = (code: string) => ASKS[code] ?? [];

/** What an employee, or the employer for them, does so that a duty of a place with its own notice is met. */
const MEETS: Readonly<Record<DutyKind, (story: Story, code: string, day: number) => Story>> = {
  notice: (story, code, day) => story.given(`${code} 1`, day),
  acknowledgement: (story, code, day) => story.acknowledges(`${code} 1`, day),
  "yearly-notice": (story, code, day) => story.given(`${code} 1`, day),
  "daily-notice-or-acknowledgement": (story, code, day) => story.acknowledges(`${code} 1`, day),
  posting: (story, code, day) => story.hangs(`${code} 1`, "office", day),
  authorisation: (story, code, day) => story.signs(code, `${code} 1`, day),
  override: (story, code, day) => story.lifted(code, day, day + 30),
};
/** A second duty that is met on the way: whoever acknowledges a notice was given it. */
const IMPLIED: Partial<Record<DutyKind, DutyKind[]>> = {
  acknowledgement: ["notice", "yearly-notice"],
  "yearly-notice": ["notice"],
  notice: ["yearly-notice"],
};

test("there are 57 rows, and each asks for what is written here", () => {
  expect(ROWS).toHaveLength(57);
  for (const row of ROWS) {
    const kinds = dutiesOf(row).duties.map((each) => each.kind);
    expect(kinds.sort(), row.code).toEqual([...asked(row.code)].sort());
  }
  expect(ROWS.filter((row) => dutiesOf(row).requiredWording.length > 0).map((row) => row.code)).toEqual([
    "US-NY",
  ]);
});

describe.each(ROWS.filter((row) => row.code !== "US").map((row) => [row.name, row.code]))(
  "a hire who sits in an office in %s",
  (_, code) => {
    /** Hired on day 0 where a notice of the place's own is in force; acknowledged the federal one on day 1. */
    const hire = () => new Story().published(code, -50).lives(code, 0).works(code, 0, "office");
    const duties = asked(code);

    test("is held before the first acknowledgement, and before the hire", () => {
      const story = hire();
      expect(story.held(0)).toEqual(
        ["US acknowledgement", ...duties.map((duty) => `${code} ${duty}`)].sort(byCode),
      );
      expect(story.held(-1)).toEqual(["unknown location", "unknown location", "US acknowledgement"]);
    });

    test("is open once all that the place asks for is there, from that moment on", () => {
      const story = hire().acknowledges("US 1", 1);
      for (const [place, duty] of duties.entries()) MEETS[duty](story, code, 2 + place);
      const last = 2 + duties.length;
      expect(story.held(last)).toEqual([]);
      expect(story.held(1 - 0.01)).toContain("US acknowledgement");
      if (duties.length > 0) expect(story.held(1.5)).not.toEqual([]);
    });

    test.each(duties)("is held for want of the %s alone", (missing) => {
      const story = hire().acknowledges("US 1", 1);
      for (const duty of duties) {
        if (duty !== missing && !IMPLIED[duty]?.includes(missing)) MEETS[duty](story, code, 2);
      }
      expect(story.held(3)).toContain(`${code} ${missing}`);
    });

    test("is held again by a new version of substance, and by no other", () => {
      const story = hire().acknowledges("US 1", 1);
      for (const duty of duties) MEETS[duty](story, code, 2);
      story.published(code, 4, { substance: false });
      expect(story.held(5)).toEqual([]);
      story.published(code, 6);
      const renewed = duties.filter((each) => each !== "override");
      expect(story.held(7).sort()).toEqual(renewed.map((duty) => `${code} ${duty}`).sort());
    });
  },
);

function byCode(a: string, b: string): number {
  return Number(b.startsWith("US ")) - Number(a.startsWith("US "));
}

describe("New York", () => {
  test("a hire at home acknowledges two notices; the second says the state's words", () => {
    const story = new Story().published("US-NY", -10).isAtHome("US-NY", 0).acknowledges("US 1", 1);
    expect(story.held(2)).toEqual(["US-NY notice", "US-NY acknowledgement"]);
    expect(story.told(2)).toContain("New York asks that you acknowledge this notice first.");
    expect(story.acknowledges("US-NY 1", 3).held(3)).toEqual([]);
  });

  test("a notice that does not say the words proves nothing there, and the federal one does not either", () => {
    const story = new Story().published("US-NY", -10, { words: false }).isAtHome("US-NY", 0);
    story.acknowledges("US 1", 1).acknowledges("US-NY 1", 1);
    expect(story.held(2)).toEqual(["US-NY notice", "US-NY acknowledgement", "US-NY posting"]);
  });

  test("whoever sits in an office waits for the notice on its wall; taken down, they wait again", () => {
    const story = new Story().published("US-NY", -10).lives("US-NY", 0).works("US-NY", 0, "office");
    story.acknowledges("US 1", 1).acknowledges("US-NY 1", 1);
    expect(story.held(2)).toEqual(["US-NY posting"]);
    story.hangs("US-NY 1", "elsewhere", 2);
    expect(story.held(3)).toEqual(["US-NY posting"]);
    story.hangs("US-NY 1", "office", 4, 6);
    expect([story.held(4), story.held(6)]).toEqual([[], ["US-NY posting"]]);
  });

  test("who moves to another office of the same state waits for that one's wall", () => {
    const story = new Story().published("US-NY", -10).lives("US-NY", 0).works("US-NY", 0, "office");
    story.acknowledges("US 1", 1).acknowledges("US-NY 1", 1).hangs("US-NY 1", "office", 2);
    story.works("US-NY", 5, "yard");
    expect([story.held(4), story.held(5)]).toEqual([[], ["US-NY posting"]]);
    expect(story.hangs("US-NY 1", "yard", 6).held(6)).toEqual([]);
    story.works("US-NY", 8);
    expect(story.held(8)).toEqual([]);
  });

  test("who moves to Connecticut on a Friday is held from that moment until Connecticut's duties are met", () => {
    const story = new Story().published("US-NY", -10).published("US-CT", -10).isAtHome("US-NY", 0);
    story.acknowledges("US 1", 1).acknowledges("US-NY 1", 1);
    expect(story.held(9.99)).toEqual([]);
    story.isAtHome("US-CT", 10);
    expect(story.held(9.99)).toEqual([]);
    expect(story.held(10)).toEqual(["US-CT notice"]);
    story.given("US-CT 1", 12);
    expect(story.held(11.99)).toEqual(["US-CT notice"]);
    expect(story.held(12)).toEqual([]);
  });

  test("who lives in New York and works in Connecticut needs both", () => {
    const story = new Story().published("US-NY", -10).published("US-CT", -10);
    story.lives("US-NY", 0).works("US-CT", 0, "hartford").acknowledges("US 1", 1);
    expect(story.held(2)).toEqual(["US-NY notice", "US-NY acknowledgement", "US-CT notice", "US-CT posting"]);
    story.acknowledges("US-NY 1", 3).given("US-CT 1", 3).hangs("US-CT 1", "hartford", 3);
    expect(story.held(3)).toEqual([]);
  });
});

describe("Maine", () => {
  test("a resident who works for a Texas office is given the notice before, and again in each calendar year", () => {
    const story = new Story().published("US-ME", -10).lives("US-ME", 0).works("US-TX", 0, "austin");
    story.acknowledges("US 1", 1);
    expect(story.held(2)).toEqual(["US-ME notice", "US-ME yearly-notice"]);
    story.given("US-ME 1", 3);
    const newYear = daysUntil(2027, 1, 1);
    expect([story.held(3), story.held(newYear - 1)]).toEqual([[], []]);
    expect(story.held(newYear)).toEqual(["US-ME yearly-notice"]);
    story.given("US-ME 1", newYear + 5);
    expect(story.held(newYear + 4)).toEqual(["US-ME yearly-notice"]);
    expect(story.held(newYear + 5)).toEqual([]);
  });
});

describe("Delaware", () => {
  const story = () => new Story().published("US-DE", -10).isAtHome("US-DE", 0).acknowledges("US 1", 1);

  test("option A: the notice of the day opens that day, and no other", () => {
    const daily = story().given("US-DE 1", 2).given("US-DE 1", 4);
    const duty = ["US-DE daily-notice-or-acknowledgement"];
    expect([1, 2, 2.4, 3, 4, 5].map((day) => daily.held(day))).toEqual([duty, [], [], duty, [], duty]);
  });

  test("option B: one that was acknowledged stands", () => {
    const once = story().acknowledges("US-DE 1", 2);
    expect([once.held(2), once.held(300)]).toEqual([[], []]);
    expect(once.held(1.99)).toEqual(["US-DE daily-notice-or-acknowledgement"]);
  });
});

describe("Illinois and Michigan", () => {
  test.each(["US-IL", "US-MI"])(
    "%s: a signature opens, its withdrawal closes, neither counts backwards",
    (code) => {
      const story = new Story().isAtHome(code, 0).acknowledges("US 1", 1);
      expect(story.held(2)).toEqual([`${code} authorisation`]);
      story.signs(code, "US 1", 3);
      expect([story.held(2.99), story.held(3)]).toEqual([[`${code} authorisation`], []]);
      story.withdraws(code, 5);
      expect([story.held(4.99), story.held(5)]).toEqual([[], [`${code} authorisation`]]);
    },
  );

  test("a signature for one state is none for the other, and none under a notice that was overtaken", () => {
    const story = new Story().isAtHome("US-IL", 0).acknowledges("US 1", 1).signs("US-MI", "US 1", 2);
    expect(story.held(3)).toEqual(["US-IL authorisation"]);
    story.signs("US-IL", "US 1", 3).published("US", 4).acknowledges("US 2", 5);
    expect(story.held(6)).toEqual(["US-IL authorisation"]);
  });
});

describe("elsewhere", () => {
  test("a day in Germany holds that day, whatever was acknowledged, and home again nothing was lost", () => {
    const story = new Story().isAtHome("US-TX", 0).acknowledges("US 1", 1).works("DE", 10).works("US-TX", 11);
    expect([story.held(9), story.held(10), story.held(10.9), story.held(11)]).toEqual([
      [],
      ["DE override"],
      ["DE override"],
      [],
    ]);
  });

  test("counsel's written override lifts a block until its day, and no longer", () => {
    const story = new Story()
      .isAtHome("US-TX", 0)
      .acknowledges("US 1", 1)
      .works("DE", 10)
      .lifted("DE", 12, 20);
    expect([story.held(11), story.held(12), story.held(19.9), story.held(20)]).toEqual([
      ["DE override"],
      [],
      [],
      ["DE override"],
    ]);
  });

  test("a place that has no row is held: Puerto Rico", () => {
    const story = new Story().isAtHome("US-PR", 0).acknowledges("US 1", 1);
    expect(story.held(2)).toEqual(["US-PR law"]);
  });

  test("who moved away and did not say where is held", () => {
    const story = new Story().works("US-TX", 0).acknowledges("US 1", 1);
    expect(story.held(2)).toEqual(["unknown location"]);
  });

  test("a place that nobody confirmed for too long is not known any more", () => {
    const story = new Story().isAtHome("US-TX", 0).acknowledges("US 1", 1);
    expect([story.held(399.9), story.held(400)]).toEqual([[], ["unknown location", "unknown location"]]);
  });

  test("a state without a notice of its own is served by the federal one, until it has one", () => {
    const story = new Story().isAtHome("US-MA", 0).acknowledges("US 1", 1);
    expect(story.held(2)).toEqual([]);
    story.published("US-MA", 5);
    expect([story.held(4.9), story.held(5)]).toEqual([[], ["US-MA acknowledgement"]]);
    expect(story.acknowledges("US-MA 1", 6).held(6)).toEqual([]);
  });

  test("what was acknowledged before it took effect counts from then", () => {
    const story = new Story().isAtHome("US-MA", 0).acknowledges("US 1", 1).published("US", 10);
    story.acknowledges("US 2", 8);
    expect([story.held(9.9), story.held(10)]).toEqual([[], []]);
    const early = new Story().isAtHome("US-MA", 0).published("US-MA", 10).acknowledges("US-MA 1", 8);
    expect(early.held(9)).toEqual(["US acknowledgement", "US-MA acknowledgement"]);
  });
});
