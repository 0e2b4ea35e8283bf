import { randomInt } from "node:crypto";

/** No vowels, so that no code is a word, and no letter that reads like another (RFC 8628 section 6.1). */
export const USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
const LENGTH = 8;

/** Eight letters of twenty: 34.5 bits, which with a quarter of an hour and limited guesses is plenty. */
export function newUserCode(): string {
  return Array.from({ length: LENGTH }, () => USER_CODE_ALPHABET[randomInt(USER_CODE_ALPHABET.length)]).join(
    "",
  );
}

/** As people read it aloud: ABCD-EFGH. */
export function spokenUserCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** What somebody typed, as it is stored; null when it cannot be a code. Case, hyphens and spaces do not matter. */
export function typedUserCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, "");
  const fits = code.length === LENGTH && [...code].every((letter) => USER_CODE_ALPHABET.includes(letter));
  return fits ? code : null;
}
