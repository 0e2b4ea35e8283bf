import { expect, test } from "vitest";
import { ANYONE_KNOWN, AUTHORISATION } from "../../lib/db/authorisation-table.ts";
import { CONTENTS } from "./rules/readme.ts";

/** Where each table that a maker may read is found in an export; null for what says nothing of a person. */
const WHERE: Readonly<Record<string, string | null>> = {
  person: "person.csv",
  role_grant: "person.csv",
  location: "locations.csv",
  person_state: null,
  device: "devices.csv",
  device_revocation: "devices.csv",
  device_contact: "devices.csv",
  directive_application: "directives.csv",
  data_key: null,
  batch: "deliveries.csv",
  segment: "records.jsonl",
  coverage_hour: "coverage.csv",
  activity_day: "days.csv",
  discard_day: "discards.csv",
  usage_day: "usage.csv",
  notice_service: "notices.csv",
  notice_sighting: "notices.csv",
  notice_mail: "notices.csv",
  acknowledgement: "notices.csv",
  authorisation: "authorisations.csv",
  authorisation_withdrawal: "authorisations.csv",
  consent_answer: "receipts/",
  consent_choice: "consent.csv",
  application_choice: "consent.csv",
  exemption: "exemptions.csv",
  exemption_draft: "request-draft.json",
  exemption_request: "requests.jsonl",
  exemption_step: "requests.jsonl",
  exemption_assignee: "requests.jsonl",
  exemption_decision: "requests.jsonl",
  exemption_outcome: "requests.jsonl",
  exemption_silence: "requests.jsonl",
  exemption_turn: "requests.jsonl",
  exemption_end: "requests.jsonl",
  exemption_appeal: "requests.jsonl",
  exemption_message: "requests.jsonl",
  exemption_file: "request-files/",
  word_key: null,
  absence: "absences.csv",
  pause: "pauses.csv",
  resumption: "pauses.csv",
  act: "ledger.jsonl",
  capture: "captures.jsonl",
  capture_arrival: "picture-deliveries.csv",
  contest: "corrections.jsonl",
  contest_answer: "corrections.jsonl",
  erasure: "erasures.csv",
};

test("every table in which something is theirs has its place in an export", () => {
  const isEveryones = (who: readonly string[]) => ANYONE_KNOWN.every((each) => who.includes(each));
  const own = Object.entries(AUTHORISATION).filter(
    ([, { select = [] }]) => select.includes("own export") && !isEveryones(select),
  );
  expect(Object.keys(WHERE).toSorted()).toEqual(own.map(([table]) => table).toSorted());
  const places = new Set(Object.values(WHERE).filter((each) => each !== null));
  for (const place of places) expect(CONTENTS.map(([path]) => path)).toContain(place);
});
