import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { LawBody } from "../schema.ts";
import { parseLawRows } from "./law-file.ts";
import { changesOf, formField, formOf, type LawForm, placesOf } from "./law-form.ts";

const file = new URL("../../../prisma/data/jurisdictions.json", import.meta.url);
const ROWS = parseLawRows(JSON.parse(readFileSync(file, "utf8")));
const sent = (form: LawForm) => (name: string) => form[name] ?? null;
const filled = (body: LawBody, changes: LawForm, left: string[] = []) => {
  const form = Object.entries({ ...formOf(body), ...changes }).filter(([name]) => !left.includes(name));
  return { ...body, ...changesOf(body, sent(Object.fromEntries(form))) };
};
const ny = ROWS.find(({ code }) => code === "US-NY");
if (!ny) throw new Error("the data file has no New York");

describe("the form of a row", () => {
  test.each(ROWS.map((row) => [row.code, row] as const))(
    "of %s changes nothing when nothing is touched",
    (_, row) => {
      expect(filled(row, {})).toEqual(row);
    },
  );

  test("leaves entries that break their line whole when they are not touched", () => {
    const broken = { ...ny, notes: ["One,\nin two lines", "Two"], exceptions: [" As it came ", ""] };
    expect(filled(broken, {})).toEqual(broken);
    expect(filled(broken, { name: "New York State" })).toMatchObject({ notes: broken.notes });
  });

  test("takes a duty away, and adds one", () => {
    const kinds = (body: { duties: readonly { kind: string }[] }) => body.duties.map(({ kind }) => kind);
    expect(kinds(filled(ny, {}, ["duty.2.asked"]))).toEqual(["notice", "acknowledgement"]);
    const place = placesOf(ny).duties.find(({ kind }) => kind === "authorisation");
    expect(kinds(filled(ny, { [`${place?.field}.asked`]: "on" }))).toEqual([...kinds(ny), "authorisation"]);
  });

  test("adds words, lines and a citation; empty ones are none", () => {
    const changed = filled(ny, {
      "wording.1": " Further words\r\n",
      notes: "One\r\n\r\n  Two ",
      [`citation.${ny.citations.length}.cite`]: "New",
      [`citation.${ny.citations.length}.basis`]: "memory",
    });
    expect(changed.requiredWording).toEqual([...ny.requiredWording, "Further words"]);
    expect(changed.notes).toEqual(["One", "Two"]);
    expect(changed.citations.at(-1)).toEqual({
      cite: "New",
      title: "",
      effective: null,
      basis: "memory",
      source: null,
    });
  });

  test("knows where a field of the changed row is", () => {
    const read = sent({ "duty.1.asked": "on", "duty.4.asked": "on" });
    expect(formField(ny, read, "duties.1.text")).toBe("duty.4.text");
    expect(formField(ny, read, "sources.3")).toBe("sources");
    expect(formField(ny, read, "reason")).toBe("reason");
  });
});
