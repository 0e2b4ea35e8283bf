import { expect, test } from "vitest";
import { STATES } from "./rules/state.ts";
import { tryEveryAct } from "./test-every-act.ts";
import { SITUATIONS } from "./test-situations.ts";

test("every state is tried", () => {
  expect(new Set(Object.values(SITUATIONS).map(({ state }) => state))).toEqual(new Set(STATES));
});

tryEveryAct(SITUATIONS);
