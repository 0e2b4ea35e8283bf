import type { Citation, Duty, LawBody } from "../schema.ts";
import { DUTY_NAMES, LEVEL_NAMES } from "./words.ts";

/** One thing that reads differently; null where there was nothing, or is nothing any more. */
export interface LawChange {
  /** Which part of the row, in words. */
  readonly part: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Penalty = LawBody["penalties"][number];
/** A part of a row as entries, each with what it is known by and what it says. */
type Entries = readonly { readonly key: string; readonly words: string }[];

/** What reads differently between two versions of a row, part by part, in words; from null, all that is there. */
export function lawDifference(before: LawBody | null, after: LawBody): LawChange[] {
  const was = new Map(before ? partsOf(before) : []);
  const is = new Map(partsOf(after));
  const parts = new Set([...is.keys(), ...was.keys()]);
  return [...parts].flatMap((part) => changesOf(part, was.get(part) ?? [], is.get(part) ?? []));
}

function partsOf(body: LawBody): [string, Entries][] {
  const { notice, coverage } = body;
  return [
    ["Name", one(body.name)],
    ["Level", one(LEVEL_NAMES[body.level])],
    ["Collection is allowed as it is", one(yesOrNo(body.collectionAllowedDefault))],
    ["Duty", body.duties.map((each) => ({ key: each.kind, words: dutyWords(each) }))],
    ["Required wording", list(body.requiredWording)],
    ["Notice is required", one(yesOrNo(notice.required))],
    ["Form of the notice", one(notice.form)],
    ["Timing of the notice", one(notice.timing)],
    ["Acknowledgement is required", one(yesOrNo(notice.acknowledgement.required))],
    ["Form of the acknowledgement", one(notice.acknowledgement.form)],
    ["Posting", one(notice.posting)],
    ["Retention", one(notice.retention)],
    ["Consent is required", one(yesOrNo(body.consentRequired))],
    ["Condition of consent", one(body.consentCondition)],
    ["Citation", body.citations.map((each) => ({ key: each.cite, words: citationWords(each) }))],
    ["Penalty", body.penalties.map((each) => ({ key: each.tier, words: penaltyWords(each) }))],
    ["Enforcement", one(body.enforcement)],
    ["Who is covered", one(coverage.who)],
    ["What is covered", one(coverage.monitored)],
    ["Where it applies", one(coverage.locationTest)],
    ["Exception", list(body.exceptions)],
    ["Control", list(body.controls)],
    ["Confidence", one(body.confidence === "memory" ? "From memory" : body.confidence)],
    ["Source", list(body.sources)],
    ["Note", list(body.notes)],
    ["As of", one(body.asOf)],
    ...othersOf(body),
  ];
}

const KNOWN: ReadonlySet<string> = new Set<keyof LawBody>([
  "code",
  "name",
  "level",
  "citations",
  "notice",
  "consentRequired",
  "consentCondition",
  "collectionAllowedDefault",
  "penalties",
  "enforcement",
  "coverage",
  "exceptions",
  "controls",
  "confidence",
  "sources",
  "notes",
  "asOf",
  "duties",
  "requiredWording",
]);

/** What a data file says beside what we know of: kept as it came, and shown as it came. */
function othersOf(body: LawBody): [string, Entries][] {
  return Object.entries(body)
    .filter(([name]) => !KNOWN.has(name))
    .map(([name, value]) => [`Other: ${name}`, one(JSON.stringify(value) ?? null)]);
}

function one(words: string | null): Entries {
  return words === null || words === "" ? [] : [{ key: "", words }];
}

function list(items: readonly string[]): Entries {
  return items.map((words) => ({ key: words, words }));
}

function yesOrNo(is: boolean): string {
  return is ? "Yes" : "No";
}

function dutyWords({ kind, text, basis }: Duty): string {
  return `${DUTY_NAMES[kind]}: ${text}${basis ? ` (${basis})` : ""}`;
}

function citationWords({ cite, title, effective, basis, source }: Citation): string {
  const more = [
    effective && `in effect ${effective}`,
    basis === "memory" ? "from memory" : "sourced",
    source,
  ];
  return `${cite}: ${title} (${more.filter(Boolean).join(", ")})`;
}

/** A penalty as one reads it: whom it is for, how much, and how far that is known. */
export function penaltyWords({ tier, min, max, currency, basis, note }: Penalty): string {
  const more = [note, basis === "memory" ? "from memory" : null].filter(Boolean).join("; ");
  return `${tier}: ${amount(min, max, currency)}${more ? ` (${more})` : ""}`;
}

function amount(min: number | null, max: number | null, currency: string): string {
  const said = (n: number) => `${n.toLocaleString("en-US")} ${currency}`;
  if (min !== null && max !== null) return min === max ? said(max) : `${said(min)} to ${said(max)}`;
  if (max !== null) return `up to ${said(max)}`;
  return min === null ? "no amount" : `from ${said(min)}`;
}

/** Entries of one key are compared with each other; what has no match, with what stood in its place. */
function changesOf(part: string, before: Entries, after: Entries): LawChange[] {
  const was = keyed(before);
  const is = keyed(after);
  const gone = [...was].filter(([key]) => !is.has(key));
  const come = new Map([...is].filter(([key]) => !was.has(key)));
  const changes: LawChange[] = [];
  for (const [, { words, place }] of gone) {
    const match = [...come].find(([, each]) => each.place === place);
    if (match) come.delete(match[0]);
    changes.push({ part, before: words, after: match?.[1].words ?? null });
  }
  for (const [key, { words }] of is) {
    const old = was.get(key)?.words;
    if (old !== undefined && old !== words) changes.push({ part, before: old, after: words });
    if (come.has(key)) changes.push({ part, before: null, after: words });
  }
  return changes.length > 0 || sameOrder(before, after) ? changes : [order(part, before, after)];
}

function keyed(entries: Entries): Map<string, { words: string; place: number }> {
  const found = new Map<string, { words: string; place: number }>();
  for (const [place, { key, words }] of entries.entries()) {
    let unique = key;
    while (found.has(unique)) unique += "\u0001";
    found.set(unique, { words, place });
  }
  return found;
}

function sameOrder(before: Entries, after: Entries): boolean {
  return before.every(({ words }, place) => words === after[place]?.words);
}

function order(part: string, before: Entries, after: Entries): LawChange {
  const said = (entries: Entries) => entries.map(({ words }) => words).join(" · ");
  return { part: `${part}, in another order`, before: said(before), after: said(after) };
}
