import { Refusal } from "../../../lib/refusal.ts";
import { jurisdictionRow, type LawBody, lawBody } from "../schema.ts";
import { dutiesOf } from "./duties.ts";

/** The longest file that is read, in characters; the whole law of today is a fortieth of that. */
export const LAW_FILE_LIMIT = 5 * 1024 * 1024;
const MOST_ROWS = 500;
const LONGEST_ROW = 100_000;
const LONGEST_TEXT = 4_000;
const DEEPEST = 12;

/** A row as it was kept, which may be from before duties were written down. */
const storedRow = jurisdictionRow.loose().extend({
  duties: lawBody.shape.duties.default([]),
  requiredWording: lawBody.shape.requiredWording.default([]),
});

/** Reads the body of a stored version or proposal. */
export function lawOf(body: unknown): LawBody {
  return storedRow.parse(body);
}

/** Reads a data file. Refuses (invalid) what is no JSON, too long or malformed, naming the row and the field. */
export function parseLawFile(text: string): LawBody[] {
  if (text.length > LAW_FILE_LIMIT) throw refused("This file is longer than 5 MB. Nothing was changed.");
  if (text.trim() === "") throw refused("Choose a file with rows of law first.");
  return parseLawRows(listIn(text));
}

function listIn(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused("This file is not JSON, so nothing in it could be read. Nothing was changed.");
  }
  if (Array.isArray(value)) return value;
  throw refused("This file is not a list of rows: it has to begin with “[”. Nothing was changed.");
}

/** The same for rows that were read already. */
export function parseLawRows(rows: readonly unknown[]): LawBody[] {
  if (rows.length === 0) throw refused("There is no row of law in this file.");
  if (rows.length > MOST_ROWS) throw refused(`A file has at most ${MOST_ROWS} rows; this one has more.`);
  const parsed = rows.map((raw, index) => parseRow(raw, index));
  const seen = new Set<string>();
  for (const [index, { code }] of parsed.entries()) {
    if (seen.has(code))
      throw refused(`Row ${index + 1}: ${code} is in this file twice. Nothing was changed.`);
    seen.add(code);
  }
  return parsed;
}

function parseRow(raw: unknown, index: number): LawBody {
  const where = `Row ${index + 1}${codeOf(raw)}`;
  const unfit = unfitFor(raw);
  if (unfit) throw refused(`${where}: ${unfit} Nothing was changed.`);
  const parsed = storedRow.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") || "the whole row";
    const said = (issue?.message ?? "Not understood").replace(/\.$/, "");
    throw refused(`${where}, ${field}: ${said}. Nothing was changed.`);
  }
  const row = asked(raw, parsed.data);
  const wrong = wrongIn(row);
  if (wrong) throw refused(`${where}, ${wrong.field}: ${wrong.message} Nothing was changed.`);
  return asKept(row);
}

/** What a row asks for is read out of its other fields, unless it says so itself. */
function asked(raw: unknown, row: LawBody): LawBody {
  const says = (name: string) => typeof raw === "object" && raw !== null && name in raw;
  const { duties, requiredWording } = dutiesOf(row);
  return {
    ...row,
    duties: says("duties") ? row.duties : duties,
    requiredWording: says("requiredWording") ? row.requiredWording : requiredWording,
  };
}

function codeOf(raw: unknown): string {
  if (typeof raw !== "object" || raw === null || !("code" in raw)) return "";
  return typeof raw.code === "string" ? ` (${raw.code.slice(0, 20)})` : "";
}

/** What was read, as the database gives it back: what JSON does not know is gone. */
export function asKept<T extends object>(read: T): T {
  return JSON.parse(JSON.stringify(read));
}

/** What about a value cannot be kept or shown at all, as a sentence; null when nothing is. */
export function unfitFor(value: unknown, depth = 0): string | null {
  if (depth > DEEPEST) return "It is nested too deeply.";
  if (typeof value === "string") return unfitText(value);
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const unfit = unfitText(name) ?? unfitFor(inner, depth + 1);
    if (unfit) return unfit;
  }
  if (depth === 0 && JSON.stringify(value).length > LONGEST_ROW) return "It is too long for one row.";
  return null;
}

function unfitText(text: string): string | null {
  if (text.includes("\0") || /\p{Surrogate}/u.test(text)) return "It has a character that cannot be kept.";
  return text.length > LONGEST_TEXT ? `It has a text of more than ${LONGEST_TEXT} characters.` : null;
}

/** What of a well-formed row must not stand as it is, with its field; null when nothing is. */
export function wrongIn({ sources, citations }: LawBody): { field: string; message: string } | null {
  const links = [
    ...sources.map((link, index) => ({ field: `sources.${index}`, link })),
    ...citations.map(({ source }, index) => ({ field: `citations.${index}.source`, link: source })),
  ];
  const wrong = links.find(({ link }) => link !== null && !isWebAddress(link));
  return wrong ? { field: wrong.field, message: "A source is an address that begins with http." } : null;
}

/** Whether a text may be shown as a link that people follow. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function refused(message: string): Refusal {
  return new Refusal("invalid", "bad-law-file", message, { fields: { file: message } });
}
