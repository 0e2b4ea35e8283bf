import fc from "fast-check";
import { expect, test } from "vitest";
import { CATEGORIES } from "../schema.ts";
import { stricterDays } from "./retention-days.ts";

test("the program is said to be stricter where it is, and nowhere else", () => {
  const some = fc.integer({ min: 1, max: 3650 });
  const days = fc.record({ pointer: some, keyboard: some, screen: some, application: some });
  fc.assert(
    fc.property(days, days, (program, notice) => {
      const stricter = stricterDays(program, notice);
      for (const each of CATEGORIES)
        expect(stricter[each]).toBe(program[each] < notice[each] ? program[each] : undefined);
    }),
  );
});
