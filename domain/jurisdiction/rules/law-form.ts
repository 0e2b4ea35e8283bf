import { DUTY_KINDS, type DutyKind, type LawBody } from "../schema.ts";
import type { LawChanges } from "./law-edit.ts";
import { DUTY_TEXTS } from "./words.ts";

/** A row of law as a form shows it: by field name, what stands in it. A box that is not ticked is not there. */
export type LawForm = Readonly<Record<string, string>>;

/** Empty places for what is added. */
const SPARE_WORDING = 1;
const SPARE_CITATIONS = 1;

/** How many places the form of a row has for each of its lists. */
export interface LawPlaces {
  /** What each place for a duty is for: those of the row, then the ones that it does not name. */
  readonly duties: readonly { readonly field: string; readonly kind: DutyKind }[];
  readonly wording: number;
  readonly citations: number;
}

/** The places in the form of a row. */
export function placesOf(body: LawBody): LawPlaces {
  const named = body.duties.map(({ kind }) => kind);
  const others = DUTY_KINDS.filter((kind) => kind !== "override" && !named.includes(kind));
  return {
    duties: [...named, ...others].map((kind, index) => ({ field: `duty.${index}`, kind })),
    wording: body.requiredWording.length + SPARE_WORDING,
    citations: body.citations.length + SPARE_CITATIONS,
  };
}

/** The form of a row as it stands. */
export function formOf(body: LawBody): LawForm {
  const { notice, coverage } = body;
  const duties = placesOf(body).duties.flatMap(({ field, kind }, index) => {
    const duty = body.duties[index];
    return [
      ticked(`${field}.asked`, duty !== undefined),
      [`${field}.text`, duty?.text ?? DUTY_TEXTS[kind]],
      [`${field}.basis`, duty?.basis ?? ""],
    ];
  });
  const citations = body.citations.flatMap((each, index) => [
    [`citation.${index}.cite`, each.cite],
    [`citation.${index}.title`, each.title],
    [`citation.${index}.effective`, each.effective ?? ""],
    [`citation.${index}.basis`, each.basis],
    [`citation.${index}.source`, each.source ?? ""],
  ]);
  return Object.fromEntries(
    [
      ["name", body.name],
      ["level", body.level],
      ticked("collectionAllowedDefault", body.collectionAllowedDefault),
      ...duties,
      ...body.requiredWording.map((words, index) => [`wording.${index}`, words]),
      ticked("notice.required", notice.required),
      ["notice.form", notice.form ?? ""],
      ["notice.timing", notice.timing ?? ""],
      ticked("notice.acknowledgement.required", notice.acknowledgement.required),
      ["notice.acknowledgement.form", notice.acknowledgement.form ?? ""],
      ["notice.posting", notice.posting ?? ""],
      ["notice.retention", notice.retention ?? ""],
      ticked("consentRequired", body.consentRequired),
      ["consentCondition", body.consentCondition ?? ""],
      ["enforcement", body.enforcement ?? ""],
      ["coverage.who", coverage.who ?? ""],
      ["coverage.monitored", coverage.monitored ?? ""],
      ["coverage.locationTest", coverage.locationTest ?? ""],
      ...citations,
      ["exceptions", body.exceptions.join("\n")],
      ["controls", body.controls.join("\n")],
      ["sources", body.sources.join("\n")],
      ["notes", body.notes.join("\n")],
      ["confidence", body.confidence],
      ["asOf", body.asOf],
    ].filter((each): each is [string, string] => each.length === 2),
  );
}

function ticked(name: string, is: boolean): string[] {
  return is ? [name, "on"] : [];
}

/**
 * What a form that was filled in says, as changes to the row whose form it is. `read` gives what was sent by
 * field name; null where nothing was. Not yet judged: the command does that.
 */
export function changesOf(body: LawBody, read: (name: string) => string | null): LawChanges {
  const text = (name: string) => (read(name) ?? "").replaceAll("\r\n", "\n").trim();
  const maybe = (name: string) => text(name) || null;
  // An entry out of a file may break its line; what was not touched stays one.
  const lines = (name: "exceptions" | "controls" | "sources" | "notes") =>
    text(name) === body[name].join("\n").trim()
      ? body[name]
      : text(name)
          .split("\n")
          .map((line) => line.trim())
          .filter((line) => line !== "");
  const places = placesOf(body);
  return {
    name: text("name"),
    level: LEVELS.find((level) => level === read("level")) ?? body.level,
    collectionAllowedDefault: read("collectionAllowedDefault") === "on",
    duties: askedPlaces(body, read).map((index) => ({
      kind: places.duties[index]?.kind ?? "notice",
      text: text(`duty.${index}.text`),
      basis: maybe(`duty.${index}.basis`),
    })),
    requiredWording: all(places.wording, (index) => text(`wording.${index}`)).filter((words) => words !== ""),
    notice: {
      required: read("notice.required") === "on",
      form: maybe("notice.form"),
      timing: maybe("notice.timing"),
      acknowledgement: {
        required: read("notice.acknowledgement.required") === "on",
        form: maybe("notice.acknowledgement.form"),
      },
      posting: maybe("notice.posting"),
      retention: maybe("notice.retention"),
    },
    consentRequired: read("consentRequired") === "on",
    consentCondition: maybe("consentCondition"),
    enforcement: maybe("enforcement"),
    coverage: {
      who: maybe("coverage.who"),
      monitored: maybe("coverage.monitored"),
      locationTest: maybe("coverage.locationTest"),
    },
    citations: citedPlaces(body, read).map((index) => ({
      cite: text(`citation.${index}.cite`),
      title: text(`citation.${index}.title`),
      effective: maybe(`citation.${index}.effective`),
      basis: read(`citation.${index}.basis`) === "memory" ? "memory" : "sourced",
      source: maybe(`citation.${index}.source`),
    })),
    exceptions: lines("exceptions"),
    controls: lines("controls"),
    sources: lines("sources"),
    notes: lines("notes"),
    confidence: text("confidence"),
    asOf: text("asOf"),
  };
}

const LEVELS: readonly LawBody["level"][] = ["statute", "related", "none", "blocked"];

function askedPlaces(body: LawBody, read: (name: string) => string | null): number[] {
  return all(placesOf(body).duties.length, (index) => index).filter(
    (index) => read(`duty.${index}.asked`) === "on",
  );
}

function citedPlaces(body: LawBody, read: (name: string) => string | null): number[] {
  return all(placesOf(body).citations, (index) => index).filter((index) =>
    ["cite", "title", "source"].some((part) => (read(`citation.${index}.${part}`) ?? "").trim() !== ""),
  );
}

/** Where in the form a field of the changed row is, for an error that names it: `duties.0.text` is `duty.2.text`. */
export function formField(body: LawBody, read: (name: string) => string | null, field: string): string {
  const [list = "", index = "", ...rest] = field.split(".");
  const at = Number(index);
  if (list === "duties") return ["duty", askedPlaces(body, read)[at] ?? at, ...rest].join(".");
  if (list === "citations") return ["citation", citedPlaces(body, read)[at] ?? at, ...rest].join(".");
  if (list === "requiredWording") return `wording.${index || 0}`;
  return ["exceptions", "controls", "sources", "notes"].includes(list) ? list : field;
}

function all<T>(count: number, of: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => of(index));
}
