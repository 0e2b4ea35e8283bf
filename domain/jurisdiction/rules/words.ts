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

/** What a duty asks for where nobody has written it out yet, for a lawyer to put better. */
export const DUTY_TEXTS: Readonly<Record<DutyKind, string>> = {
  notice: "Each employee is given the notice before collection begins",
  acknowledgement: "Each employee acknowledges the notice before collection begins",
  "yearly-notice": "Each employee is given the notice once in every calendar year",
  "daily-notice-or-acknowledgement":
    "Each employee is shown the notice on each day, or has acknowledged it once",
  posting: "The notice hangs at the workplace",
  authorisation: "Each employee authorises it in writing",
  override: "Counsel lifts the block in writing, for a limited time",
};
