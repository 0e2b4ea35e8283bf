/** Every kind of act there is, in the past tense, with what it is about. */
export const ACTS = [
  "directory.imported",
  "program.set-up",
  "jurisdiction.imported",
  "jurisdiction.changed",
  "jurisdiction.change-proposed",
  "jurisdiction.change-approved",
  "jurisdiction.change-rejected",
  "jurisdiction.change-withdrawn",
  "jurisdiction.confirmed",
  "override.proposed",
  "override.approved",
  "override.ended",
  "application.approved",
  "notice-draft.begun",
  "notice-draft.saved",
  "notice-draft.put-forward",
  "notice-draft.sent-back",
  "notice-draft.discarded",
  "notice.published",
  "notice.served",
  "notice.seen",
  "notice.acknowledged",
  "notice.mailed",
  "authorisation.signed",
  "authorisation.withdrawn",
  "consent.answered",
  "consent.deferred",
  "consent.withdrawn",
  "pause.started",
  "pause.resumed",
  "device.linked",
  "device.refused",
  "device.revoked",
  "data-key.made",
  "person.deactivated",
  "person.sessions-ended",
  "posting.recorded",
  "posting.ended",
  "posting.inspected",
  "posting.file-added",
  "evidence.asked",
  "evidence-pack.asked",
  "evidence-pack.made",
  "evidence-pack.downloaded",
  "evidence-pack.failed",
  "evidence-pack.erased",
] as const;
export type ActKind = (typeof ACTS)[number];

/** One line of the ledger, before it has its place in it. `details` holds identifiers and numbers, no personal text. */
export interface Act {
  kind: ActKind;
  /** The employee whom it concerns, who will see the line. */
  subjectId?: string;
  /** The notice, pause, device … that it is about. */
  objectId?: string;
  details?: Record<string, string | number | boolean | null>;
}
