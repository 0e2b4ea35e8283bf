/** What is erased, in words for whom it is about, and the tables in which it lies. */
export interface Goes {
  readonly what: string;
  readonly tables: readonly string[];
}

/** What stays after an erasure, and why. */
export interface Remains extends Goes {
  readonly why: string;
}

/**
 * What an erasure of everything takes. The page shows this list and the next before anybody confirms, and the test of
 * erasure looks through the whole database for what is on neither (server/erasure.test.ts).
 */
export const GOES: readonly Goes[] = [
  { what: "Every record of what you did, and every total made of them", tables: ["segment", "activity_day"] },
  {
    what: "Every picture of your screen, wherever it lies, and that any ever came",
    tables: ["capture", "capture_arrival"],
  },
  {
    what: "Every download that the portal keeps for you, and one that is being made. What you took along already is yours",
    tables: ["export", "export_progress", "export_part", "export_end"],
  },
  {
    what: "What you said is wrong about your records, and the answers to it",
    tables: ["contest", "contest_answer"],
  },
  {
    what: "The minute-by-minute labels: collected, paused, offline and the others",
    tables: ["coverage_hour"],
  },
  { what: "The counts of what was thrown away on arrival", tables: ["discard_day"] },
  {
    what: "What your computers reported: their deliveries, what they applied and when, and what the agent cost them",
    tables: ["batch", "usage_day", "device_contact", "directive_application"],
  },
  { what: "Your pauses that are over", tables: ["pause", "resumption"] },
  {
    what: "What you were still writing, and every file that you attached to a request",
    tables: ["exemption_draft", "exemption_file"],
  },
  { what: "Your absences that are over", tables: ["absence"] },
  { what: "Letters to you that were not sent yet", tables: ["letter"] },
  {
    what: "The keys that your records and your words were locked with. What is left under them cannot be read any more",
    tables: ["data_key", "word_key"],
  },
];

/** What must stay, and why: shown to them before they confirm. */
export const REMAINS: readonly Remains[] = [
  {
    what: "Your entry in the company's directory: name, address, job, manager, roles, and the states where you live and work",
    why: "It is the company's and not the program's. Which law protects you depends on it.",
    tables: ["person", "person_state", "role_grant", "location"],
  },
  {
    what: "The computers that you linked or unlinked: name, serial number and key",
    why: "A computer stays linked until you unlink it, and one that you unlinked must not come back.",
    tables: [
      "device",
      "device_revocation",
      "device_token",
      "device_authorization",
      "device_authorization_answer",
      "proof",
    ],
  },
  {
    what: "Which notices you were given, saw, acknowledged or signed, and when",
    why: "The law asks the company to prove that it told you.",
    tables: [
      "notice_service",
      "notice_sighting",
      "notice_mail",
      "acknowledgement",
      "authorisation",
      "authorisation_withdrawal",
    ],
  },
  {
    what: "Your answers about consent, with their receipts",
    why: "They are the proof of what you allowed and what you refused: yours too.",
    tables: ["consent_answer", "consent_choice", "application_choice"],
  },
  {
    what: "A pause that is in force now, and the last one while the next has to wait",
    why: "Otherwise collection would begin again this moment.",
    tables: ["pause", "resumption"],
  },
  {
    what: "Your requests for exemptions: on which grounds, for what and how long, who decided and how. The words are unreadable from then on, to everyone",
    why: "Exemptions in force rest on them, and requests that wait are still to be decided. To those who decide, it says that you erased your words.",
    tables: [
      "exemption",
      "exemption_request",
      "exemption_step",
      "exemption_assignee",
      "exemption_decision",
      "exemption_outcome",
      "exemption_silence",
      "exemption_turn",
      "exemption_end",
      "exemption_appeal",
      "exemption_message",
    ],
  },
  {
    what: "Absences that you entered and that are not over, and where a colleague named you to stand in",
    why: "Requests that wait for you go to somebody else meanwhile.",
    tables: ["absence"],
  },
  {
    what: "That a letter was sent, of which kind and when: to you, and to others about your requests and corrections",
    why: "So that none is sent twice, and whoever has to decide learns of it. No letter holds what it is about.",
    tables: ["letter"],
  },
  {
    what: "Lines in the ledger: that you did something and when, never what was recorded",
    why: "Nobody can take a line out of the ledger, so that nobody can hide one from you.",
    tables: ["act"],
  },
  {
    what: "That you erased everything, and when",
    why: "By this, what a computer still holds from before is thrown away when it arrives.",
    tables: ["erasure"],
  },
  {
    what: "A fresh key, with which nothing is locked yet",
    why: "Should you allow anything to be recorded from now on, it is locked with this one.",
    tables: ["data_key", "word_key"],
  },
  {
    what: "Packs of evidence that legal put together before: they say which notices you were given",
    why: "They are proof for a court or an authority. Each is erased 30 days after it was asked for.",
    tables: ["evidence_pack", "evidence_pack_progress", "evidence_pack_part"],
  },
  {
    what: "What you did for the company in an office of yours: published, posted, proposed, decided or answered",
    why: "It is about others, and about the law, not about you.",
    tables: [
      "jurisdiction",
      "law_proposal",
      "law_decision",
      "law_confirmation",
      "override",
      "override_approval",
      "override_end",
      "notice",
      "notice_draft",
      "notice_revision",
      "notice_return",
      "notice_draft_end",
      "posting",
      "posting_end",
      "posting_inspection",
      "posting_file",
      "contest_answer",
    ],
  },
  {
    what: "Backups that the company made of the database, until they are replaced in their turn",
    why: "They cannot be changed for one person at a time. Until they are replaced they still hold what was erased here.",
    tables: [],
  },
];
