/**
 * Which of the prescribed passages a notice does not say yet, wherever its lines break and whether its letters from
 * A to Z are capitals or not. It says what one of its statements says. The database holds publishing to the same
 * (`carries_wording`); domain/notice/wording.test.ts compares them.
 */
export function missingWording(
  statements: readonly string[] | undefined,
  wording: readonly string[],
): string[] {
  const said = (statements ?? []).map(plain);
  return wording.filter((wanted) => {
    const passage = plain(wanted).replaceAll(/^ +| +$/g, "");
    return !said.some((each) => each.includes(passage));
  });
}

/** Whether a notice says all the words that a row of law prescribes. */
export function carriesWording(
  { statements }: { readonly statements?: readonly string[] },
  wording: readonly string[],
): boolean {
  return missingWording(statements, wording).length === 0;
}

/** As the database's `plain_wording`: of other alphabets' small letters no two programs think alike. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
