import type { Interval } from "../../lib/interval.ts";
import type { Category, Notice } from "../notice/schema.ts";
import type { ApplicationChoice, Choice, ConsentState } from "./schema.ts";

/**
 * When consent to a category stood. Only a choice of "given" opens it; the next choice, whatever it
 * is, or a change of the notice's substance closes it. `choices` are in order of time.
 */
export function givenIntervals(choices: readonly Choice[], category: Category): Interval[] {
  const own = choices.filter((each) => each.category === category);
  return own.flatMap((each, i) => {
    const to = Math.min(own[i + 1]?.at ?? Infinity, each.boundUntil);
    return each.state === "given" && each.at < to ? [{ from: each.at, to }] : [];
  });
}

/** When an application was turned on by the employee, under a notice that stood. No switch is off. */
export function allowedIntervals(choices: readonly ApplicationChoice[], applicationId: string): Interval[] {
  const own = choices.filter((each) => each.applicationId === applicationId);
  return own.flatMap((each, i) => {
    const to = Math.min(own[i + 1]?.at ?? Infinity, each.boundUntil);
    return each.allowed && each.at < to ? [{ from: each.at, to }] : [];
  });
}

/** The state of one category at `at`. No answer is `requested`, or `deferred` when it was put off; never `given`. */
export function consentState(
  choices: readonly Choice[],
  deferrals: readonly number[],
  category: Category,
  at: number,
): ConsentState {
  const last = choices.filter((each) => each.category === category && each.at <= at).at(-1);
  if (!last) return deferrals.some((each) => each <= at) ? "deferred" : "requested";
  return at >= last.boundUntil ? "expired" : last.state;
}

/** One recorded answer, as the receipt tells it. */
export interface Answered {
  readonly id: string;
  readonly employeeId: string;
  readonly employeeName: string;
  readonly at: Date;
  readonly choices: readonly { category: Category; state: "given" | "refused" | "withdrawn" }[];
  readonly applications: readonly { id: string; name: string; allowed: boolean }[];
}

export const RECEIPT_TYP = "sayso-receipt+jwt";
const EVENT_STATE = {
  given: "consent given",
  refused: "consent refused",
  withdrawn: "consent withdrawn",
} as const;

/**
 * The receipt of one answer, in the shape of ISO/IEC TS 27560:2023: record header, processing taken
 * word for word from the notice, parties, and one event for each category that was answered.
 */
export function receiptOf(answered: Answered, notice: Notice, portal: string) {
  const { body } = notice;
  return {
    receipt: {
      schema_version: "ISO/IEC TS 27560:2023",
      receipt_id: answered.id,
      issued_at: answered.at.toISOString(),
    },
    record_header: {
      record_id: answered.id,
      pii_principal_id: answered.employeeId,
      pii_principal_name: answered.employeeName,
    },
    pii_processing: {
      privacy_notice: { title: notice.title, version: notice.version, sha256: notice.sha256, language: "en" },
      lawful_basis: "consent",
      jurisdiction: notice.jurisdiction,
      storage_location: "US",
      withdrawal_method: `${portal}/consent`,
      privacy_rights: body.rights,
      recipients: body.recipients,
      prohibited_uses: body.neverUsedFor,
      purposes: answered.choices.map(({ category }) => ({
        purpose: body.purpose,
        pii_type: category,
        pii_information: body.categories[category].collected,
        never_collected: body.categories[category].never,
        retention_period: `P${body.categories[category].retentionDays}D`,
      })),
      applications: answered.applications.map((each) => ({
        id: each.id,
        name: each.name,
        allowed: each.allowed,
      })),
    },
    parties: [{ role: "PII controller", name: body.controller, contact: body.contact }],
    events: answered.choices.map(({ category, state }) => ({
      event_time: answered.at.toISOString(),
      event_type: "explicit",
      event_state: EVENT_STATE[state],
      pii_type: category,
      entity_id: answered.employeeId,
    })),
  };
}
export type Receipt = ReturnType<typeof receiptOf>;
