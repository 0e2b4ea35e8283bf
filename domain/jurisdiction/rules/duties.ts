import type { Duty, DutyKind, JurisdictionRow } from "../schema.ts";

/** What a data file's row asks for, in the form that the gate and the console work with. */
export interface Asked {
  readonly duties: Duty[];
  readonly requiredWording: string[];
}

/**
 * The duties of a row and the words that a notice there has to say, from the row's own fields. Where a place
 * does not allow collection as it is and names no duty, an acknowledgement proves that nothing was secret; a
 * blocked one needs counsel's written override beside all else.
 */
export function dutiesOf(row: JurisdictionRow): Asked {
  const kinds = PARTICULAR[row.code] ?? general(row);
  return {
    duties: kinds.map((kind) => ({ kind, text: textOf(kind, row), basis: basisOf(row) })),
    requiredWording: WORDING[row.code] ?? [],
  };
}

function general(row: JurisdictionRow): DutyKind[] {
  if (row.level === "blocked") return row.notice.required ? ["notice", "override"] : ["override"];
  if (row.collectionAllowedDefault) return [];
  const kinds: DutyKind[] = [];
  if (row.notice.required) kinds.push("notice");
  if (row.notice.acknowledgement.required) kinds.push("acknowledgement");
  if (row.notice.posting) kinds.push("posting");
  if (row.consentRequired) kinds.push("authorisation");
  return kinds.length > 0 ? kinds : ["acknowledgement"];
}

/** Rows whose fields say in prose what no general rule can read out of them. */
const PARTICULAR: Readonly<Record<string, readonly DutyKind[]>> = {
  // 19 Del. C. 705(b): a notice each day of access, or one that was acknowledged.
  "US-DE": ["daily-notice-or-acknowledgement"],
  // 26 M.R.S. 620-A: before it begins, and then once in each calendar year.
  "US-ME": ["notice", "yearly-notice"],
};

/** N.Y. Civ. Rights Law 52-c*2(2)(a): what the notice shall advise, word for word. */
const WORDING: Readonly<Record<string, string[]>> = {
  "US-NY": [
    "any and all telephone conversations or transmissions, electronic mail or transmissions, or internet access or usage by an employee by any electronic device or system, including but not limited to the use of a computer, telephone, wire, radio or electromagnetic, photoelectronic or photo-optical systems may be subject to monitoring at any and all times and by any lawful means",
  ],
};

function textOf(kind: DutyKind, { notice, consentCondition }: JurisdictionRow): string {
  const { form, timing, acknowledgement, posting } = notice;
  switch (kind) {
    case "notice":
      return said(form, timing) ?? "Each employee is given the notice before collection begins";
    case "acknowledgement":
      return said(acknowledgement.form) ?? "Each employee acknowledges the notice before collection begins";
    case "yearly-notice":
      return "Each employee is given the notice once in every calendar year";
    case "daily-notice-or-acknowledgement":
      return said(timing) ?? "Each employee is shown the notice on each day, or has acknowledged it once";
    case "posting":
      return said(posting) ?? "The notice hangs at the workplace";
    case "authorisation":
      return said(consentCondition) ?? "Each employee authorises it in writing";
    case "override":
      return "Counsel lifts the block in writing, for a limited time";
  }
}

/** The first of the fields in which something stands. */
function said(...fields: readonly (string | null)[]): string | null {
  const text = fields.find((each) => each?.trim());
  return text ? cut(text.trim()) : null;
}

function basisOf({ citations, level }: JurisdictionRow): string | null {
  const [first] = citations;
  return level === "none" || !first ? null : cut(first.cite, 200);
}

function cut(text: string, most = 500): string {
  // No database keeps half a character.
  return text.length > most ? `${text.slice(0, most - 1).replace(/\p{Surrogate}$/u, "")}…` : text;
}
