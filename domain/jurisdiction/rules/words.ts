import type { DutyKind, JurisdictionRow } from "../schema.ts";

/** What each duty is called, for people of legal. */
export const DUTY_NAMES: Readonly<Record<DutyKind, string>> = {
  notice: "Notice",
  acknowledgement: "Acknowledgement",
  "yearly-notice": "Notice each year",
  "daily-notice-or-acknowledgement": "Notice each day, or acknowledgement once",
  posting: "Posting",
  authorisation: "Written authorisation",
  override: "Counsel's written override",
};

/** What a row's level says. */
export const LEVEL_NAMES: Readonly<Record<JurisdictionRow["level"], string>> = {
  statute: "Statute that expressly asks for notice",
  related: "Related law",
  none: "No statute found",
  blocked: "Blocked",
};
