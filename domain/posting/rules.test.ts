import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedAt, countingAt, noticeToPost, type PostingRules, postingGaps } from "./rules.ts";

const law = (from: number, to: number, more: Partial<PostingRules["laws"][number]> = {}) => ({
  code: "US-NY",
  name: "New York",
  level: "statute" as const,
  duties: ["posting" as const],
  carriedBy: null,
  from,
  to,
  ...more,
});
const notice = (id: string, version: number, at: number, more = {}) => ({
  id,
  jurisdiction: "US",
  version,
  substance: true,
  at,
  ...more,
});
const RULES: PostingRules = {
  laws: [law(0, 500), law(500, Infinity)],
  notices: [notice("first", 1, 10), notice("second", 2, 300)],
};
const ALWAYS = { from: 0, to: 1_000 };
const hangs = (noticeId: string, from: number, to = Infinity) => ({ noticeId, from, to });

describe("gaps", () => {
  test("with nothing on the wall are all the time in which something should be", () => {
    expect(postingGaps("US-NY", RULES, [], ALWAYS)).toEqual([{ from: 0, to: 1_000 }]);
    expect(postingGaps("US-TX", RULES, [], ALWAYS)).toEqual([]);
    expect(postingGaps("US-NY", { ...RULES, laws: [law(400, 600)] }, [], ALWAYS)).toEqual([
      { from: 400, to: 600 },
    ]);
  });

  test("end when a notice that counts goes up, and begin when it comes down or is overtaken", () => {
    expect(postingGaps("US-NY", RULES, [hangs("first", 50)], ALWAYS)).toEqual([
      { from: 0, to: 50 },
      { from: 300, to: 1_000 },
    ]);
    const both = [hangs("first", 50, 350), hangs("second", 340, 700)];
    expect(postingGaps("US-NY", RULES, both, ALWAYS)).toEqual([
      { from: 0, to: 50 },
      { from: 300, to: 340 },
      { from: 700, to: 1_000 },
    ]);
  });

  test("are not closed by a notice before it is in force, nor by one without the prescribed words", () => {
    expect(postingGaps("US-NY", RULES, [hangs("second", 100)], ALWAYS)).toEqual([{ from: 0, to: 300 }]);
    const worded = { ...RULES, laws: [law(0, Infinity, { carriedBy: ["second"] })] };
    expect(postingGaps("US-NY", worded, [hangs("first", 0)], ALWAYS)).toEqual([{ from: 0, to: 1_000 }]);
  });

  test("and the times without one never overlap, and together are all that was asked for", () => {
    const posting = fc.record({
      noticeId: fc.constantFrom("first", "second", "unknown"),
      from: fc.integer({ min: 0, max: 1_000 }),
      long: fc.integer({ min: 1, max: 600 }),
    });
    fc.assert(
      fc.property(fc.array(posting, { maxLength: 6 }), fc.integer({ min: 0, max: 999 }), (some, at) => {
        const hanging = some.map(({ noticeId, from, long }) => hangs(noticeId, from, from + long));
        const gaps = postingGaps("US-NY", RULES, hanging, ALWAYS);
        const isCovered = hanging.some(
          (each) =>
            each.from <= at &&
            at < each.to &&
            (each.noticeId === "first" ? at >= 10 && at < 300 : each.noticeId === "second" && at >= 300),
        );
        const inGaps = gaps.filter((each) => each.from <= at && at < each.to);
        expect(inGaps).toHaveLength(isCovered ? 0 : 1);
      }),
    );
  });
});

describe("what to put up", () => {
  test("is the newest notice that counts there", () => {
    expect(noticeToPost("US-NY", RULES, 5)).toBeNull();
    expect(noticeToPost("US-NY", RULES, 20)).toBe("first");
    expect(noticeToPost("US-NY", RULES, 300)).toBe("second");
    expect(noticeToPost("US-TX", RULES, 300)).toBeNull();
  });

  test("is the place's own, once it has one", () => {
    const own = notice("own", 1, 400, { jurisdiction: "US-NY" });
    const rules = { ...RULES, notices: [...RULES.notices, own] };
    expect(noticeToPost("US-NY", rules, 399)).toBe("second");
    expect(noticeToPost("US-NY", rules, 400)).toBe("own");
    expect(countingAt("US-NY", rules).filter((each) => each.to > 450)).toMatchObject([
      { noticeId: "own" },
      { noticeId: "own" },
    ]);
  });

  test("is asked for by the row's own duties", () => {
    expect(askedAt("US-NY", RULES)).toHaveLength(2);
    expect(askedAt("US-NY", { ...RULES, laws: [law(0, 9, { duties: ["notice"] })] })).toEqual([]);
  });
});
