"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import { formatCount } from "../../../../components/ui/quantity.ts";
import { deleteRecords } from "../../../../domain/erasure/commands/delete-records.ts";
import { answerForm } from "../../../_door/action.ts";

/** Deletes what the page showed of this choice. */
export async function deleteShown(_: FormState, form: FormData): Promise<FormState> {
  const field = (name: string) => String(form.get(name) ?? "");
  return answerForm(form, async (actor) => {
    const asked = {
      record: field("record"),
      from: field("from"),
      to: field("to"),
      hour: field("hour"),
      application: field("application"),
      device: field("device"),
    };
    const shown = { shownAt: Number(field("shownAt")), mark: field("mark") };
    const { records, downloads, later } = await deleteRecords(actor, asked, shown);
    const removed =
      downloads > 0 ? ` ${formatCount(downloads, "download")} that may have held some of it went too.` : "";
    const deleted = `Deleted: ${formatCount(records, "record")}, for good.${removed}`;
    if (later === 0) return deleted;
    return `${deleted} ${formatCount(later, "record")} came in since this was shown, and ${later === 1 ? "is" : "are"} still there.`;
  });
}
