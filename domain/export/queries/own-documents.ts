import { read } from "../../../lib/db/reader.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { type SavedDraft, savedDraft } from "../../exemption/queries/get-draft.ts";
import { overPages } from "./over-pages.ts";

interface Identified {
  readonly id: string;
}
const inOrder = (after: Identified | null) => ({
  id: { gt: after?.id ?? "00000000-0000-0000-0000-000000000000" },
});
const orderBy = { id: "asc" } as const;
const select = { id: true } as const;

/** The ids of the actor's person's receipts, requests, and files that they added to requests. */
export function overReceipts(actor: ExportActor): AsyncGenerator<Identified[]> {
  const own = { employeeId: actor.id };
  return overPages(actor, (db, after: Identified | null, take) =>
    db.consentAnswer.findMany({ where: { ...own, ...inOrder(after) }, orderBy, select, take }),
  );
}
export function overRequests(actor: ExportActor): AsyncGenerator<Identified[]> {
  const own = { employeeId: actor.id };
  return overPages(actor, (db, after: Identified | null, take) =>
    db.exemptionRequest.findMany({ where: { ...own, ...inOrder(after) }, orderBy, select, take }),
  );
}
export function overRequestFiles(actor: ExportActor): AsyncGenerator<Identified[]> {
  const own = { employeeId: actor.id };
  return overPages(actor, (db, after: Identified | null, take) =>
    db.exemptionFile.findMany({ where: { ...own, ...inOrder(after) }, orderBy, select, take }),
  );
}

export function draftOf(actor: ExportActor): Promise<SavedDraft | null> {
  return read(actor, (db) => savedDraft(db, actor));
}

/** A notice that had to do with the actor's person, in its exact words. */
export interface OwnNotice extends Identified {
  readonly sha256: string;
  readonly content: string;
}

export function overNotices(actor: ExportActor): AsyncGenerator<OwnNotice[]> {
  const { id } = actor;
  return overPages(
    actor,
    (db, after: OwnNotice | null, limit) => db.$queryRaw<OwnNotice[]>`
      select n.id, n.sha256, n.content from notice n
      where n.id > ${inOrder(after).id.gt}::uuid and n.id in (
        select notice_id from notice_service where employee_id = ${id}::uuid
        union select notice_id from notice_sighting where employee_id = ${id}::uuid
        union select notice_id from acknowledgement where employee_id = ${id}::uuid
        union select notice_id from authorisation where employee_id = ${id}::uuid
        union select notice_id from notice_mail where employee_id = ${id}::uuid
        union select notice_id from consent_answer where employee_id = ${id}::uuid)
      order by n.id limit ${limit}`,
  );
}
