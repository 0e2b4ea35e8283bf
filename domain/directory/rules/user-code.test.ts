import { describe, expect, test } from "vitest";
import { newUserCode, spokenUserCode, typedUserCode } from "./user-code.ts";

describe("a user code", () => {
  test("is eight letters that spell no word, shown in two halves", () => {
    for (let i = 0; i < 200; i++) {
      expect(spokenUserCode(newUserCode())).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    }
  });

  test("may be typed in any case, with or without the hyphen, with spaces", () => {
    for (const typed of ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "BcDf--gHjK"]) {
      expect(typedUserCode(typed)).toBe("BCDFGHJK");
    }
  });

  test("that cannot be one is none", () => {
    for (const typed of ["", "BCDF-GHJ", "BCDF-GHJKL", "ABCD-EFGH", "BCDF_GHJK", "BCDF-GHJ\u0000"]) {
      expect(typedUserCode(typed)).toBeNull();
    }
  });
});
