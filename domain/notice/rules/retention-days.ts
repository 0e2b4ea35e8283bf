import { CATEGORIES, type Category } from "../schema.ts";

/** For how many days each category is kept. */
export type RetentionDays = Readonly<Record<Category, number>>;

/** The categories for which the program keeps less long than a notice says, and for how many days it does. */
export function stricterDays(program: RetentionDays, notice: RetentionDays): Partial<RetentionDays> {
  return Object.fromEntries(
    CATEGORIES.filter((each) => program[each] < notice[each]).map((each) => [each, program[each]]),
  );
}
