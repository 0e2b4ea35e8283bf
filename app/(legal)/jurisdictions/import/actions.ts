"use server";

import type { ImportState } from "../../../../components/jurisdiction/import-law.tsx";
import type { FormState } from "../../../../components/ui/form-state.ts";
import { applyLawFile, type SeenRow } from "../../../../domain/jurisdiction/commands/apply-law-file.ts";
import { compareLawFile } from "../../../../domain/jurisdiction/queries/compare-law-file.ts";
import { LAW_FILE_LIMIT } from "../../../../domain/jurisdiction/rules/law-file.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { answerForm } from "../../../_door/action.ts";

/** What a data file would change. Nothing is changed by looking. */
export async function compare(_: ImportState, form: FormData): Promise<ImportState> {
  let difference: ImportState["difference"];
  const state = await answerForm(form, async (actor) => {
    const file = form.get("file");
    difference = await compareLawFile(actor, file instanceof File ? await textOf(file) : "");
    return "Compared. Nothing was changed yet.";
  });
  return { ...state, difference, name: nameOf(form.get("file")) };
}

async function textOf(file: File): Promise<string> {
  if (file.size <= LAW_FILE_LIMIT) return file.text();
  const message = "This file is longer than 5 MB. Nothing was changed.";
  throw new Refusal("invalid", "bad-law-file", message, { fields: { file: message } });
}

function nameOf(file: FormDataEntryValue | null): string {
  return file instanceof File ? file.name.slice(0, 200) : "";
}

/** Takes over the rows that are ticked, each with the version that its difference was shown against. */
export async function apply(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const rows = form.getAll("row").map(seenRow);
    const [source, reason] = [String(form.get("source") ?? ""), String(form.get("reason") ?? "")];
    const { changed, proposed } = await applyLawFile(actor, { rows, source, reason });
    return `${rowsWords(changed)} in force now; ${proposed === 1 ? "1 waits" : `${proposed} wait`} for a second legal reviewer.`;
  });
}

function seenRow(sent: FormDataEntryValue): SeenRow {
  try {
    return JSON.parse(String(sent));
  } catch {
    const message = "This page was damaged on its way. Compare the file once more.";
    throw new Refusal("invalid", "bad-row", message, { fields: { row: message } });
  }
}

function rowsWords(count: number): string {
  return count === 1 ? "1 row is" : `${count} rows are`;
}
