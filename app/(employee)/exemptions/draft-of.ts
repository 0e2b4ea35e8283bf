import type { DraftForm } from "../../../domain/exemption/schema.ts";

/** What an application's form sent, as a draft holds it. The domain looks at what it is. */
export function draftOf(form: FormData): Record<keyof DraftForm, unknown> {
  return {
    ground: textOf(form, "ground") || null,
    words: textOf(form, "words"),
    everything: form.get("everything") === "on",
    categories: form.getAll("categories"),
    applications: form.getAll("applications"),
    devices: form.getAll("devices"),
    hours: hoursOf(form),
    from: textOf(form, "from"),
    until: textOf(form, "until"),
    renews: textOf(form, "renews") || null,
  };
}

/** The draft that was written on; null when there was none yet. */
export function draftIdOf(form: FormData): string | null {
  return textOf(form, "draftId") || null;
}

const MOST_ROWS = 50;

/** Rows in which nothing was filled in are none. */
function hoursOf(form: FormData): [string, string, string][] {
  const rows = Array.from({ length: MOST_ROWS }, (_, row): [string, string, string] => [
    form.getAll(`hours.${row}.days`).join(""),
    textOf(form, `hours.${row}.from`),
    textOf(form, `hours.${row}.until`),
  ]);
  return rows.filter((row) => row.some((each) => each !== ""));
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
