import { expect, test } from "vitest";
import { organisation } from "./organisation.ts";

test("nobody's name is another's, or a part of it: who is looked for by name is found alone", () => {
  const names = organisation(180).people.map(({ name }) => name);
  const shared = names.filter((name) => names.filter((other) => other.includes(name)).length > 1);
  expect(shared).toEqual([]);
});
