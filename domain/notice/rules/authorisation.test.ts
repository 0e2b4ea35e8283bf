import fc from "fast-check";
import { expect, test } from "vitest";
import { authorisationStatement, isSignedBy } from "./authorisation.ts";

test.each([
  ["aster  larkbeam ", "Aster Larkbeam", true],
  ["ASTER LARKBEAM", "Aster Larkbeam", true],
  ["Jose Nunez", "José Núñez", true],
  ["Nora O’Clover", "Nora O'Clover", true],
  ["Aster", "Aster Larkbeam", false],
  ["Aster Larkbeam Jr", "Aster Larkbeam", false],
  ["", "Aster Larkbeam", false],
  ["   ", "Aster Larkbeam", false],
])("%j is the signature of %s: %s", (signature, name, expected) => {
  expect(isSignedBy(signature, name)).toBe(expected);
});

test("everyone's own name is theirs, and no longer one is", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\p{L}'-]{1,20}( [\p{L}'-]{1,20}){0,3}$/u), (name) => {
      expect(isSignedBy(name, name)).toBe(true);
      expect(isSignedBy(`${name} x`, name)).toBe(false);
    }),
  );
});

test("what is signed names the notice, and says that nobody has to", () => {
  const text = authorisationStatement({ title: "T", version: 3, body: { controller: "Larkspur" } });
  expect(text).toContain("“T”, version 3");
  expect(text).toContain("I authorise Larkspur");
  expect(text).toContain("I do not have to sign");
});
