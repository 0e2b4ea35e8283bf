import { v7 as uuidv7 } from "uuid";
import type { Row } from "./row.ts";

/** Those who have to do with somebody's exemptions; everyone else has not. */
export interface Judges {
  /** Asked to decide what is pending, and decided what was denied. */
  readonly manager: string;
  /** Decided their part of what is pending. */
  readonly legal: string;
  /** Asked to decide the appeal. */
  readonly arbiter: string;
  readonly colleague: string;
}

/** Rows about one employee's exemptions: those of the tables, what else they need to hold, and requests to act on. */
export interface ExemptionRows {
  readonly rows: Record<string, Row>;
  readonly rest: readonly (readonly [table: string, row: Row])[];
  /** A request that is pending, one that was denied and not appealed, and one that was granted. */
  readonly requests: Readonly<Record<"pending" | "denied" | "granted", string>>;
}

const moment = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
const SEALED = `\\x${"00".repeat(40)}`;

/**
 * A draft with a file; a request that waits for the manager and that legal approved; one that was granted and
 * revoked; one that the manager denied; and one that they denied and that was appealed.
 */
export function exemptions(employee: string, judges: Judges): ExemptionRows {
  const [draft, pending, denied, granted, appealed] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const { manager, legal, arbiter, colleague } = judges;
  const { request, step, asked, outcome } = about(employee);
  const ofManager = { stage: "request", grp: "manager" };
  const ofLegal = { stage: "request", grp: "legal" };
  const appeal = { stage: "appeal", grp: "appeals" };
  const file = { employee_id: employee, name: "photo", media_type: "image/png", bytes: 1, sha256: "0" };
  const decided = { ended_at: moment(2), decided: true };
  return {
    requests: { pending, denied, granted },
    rows: {
      word_key: { employee_id: employee, wrapped: SEALED },
      exemption_draft: { employee_id: employee, id: draft, form: SEALED },
      exemption_request: request(pending),
      exemption_step: step(pending, ofManager),
      exemption_assignee: asked(pending, ofManager, manager),
      exemption_decision: {
        request_id: pending,
        ...ofLegal,
        employee_id: employee,
        kind: "approved",
        decided_by: legal,
        at: moment(2),
      },
      exemption_silence: { request_id: pending, stage: "request", employee_id: employee, at: moment(3) },
      exemption_turn: {
        id: uuidv7(),
        request_id: pending,
        ...ofManager,
        employee_id: employee,
        kind: "overdue",
        at: moment(3),
      },
      exemption_file: { ...file, id: uuidv7(), request_id: pending, sealed: SEALED },
      exemption: {
        id: uuidv7(),
        employee_id: employee,
        request_id: pending,
        kind: "meanwhile",
        from_at: moment(9),
        until_at: moment(-9),
      },
      exemption_outcome: outcome(appealed, "denied"),
      exemption_appeal: { request_id: appealed, employee_id: employee, words: SEALED, at: moment(2) },
      exemption_message: {
        id: uuidv7(),
        request_id: appealed,
        employee_id: employee,
        kind: "comment",
        stage: "appeal",
        author_id: arbiter,
        words: SEALED,
        at: moment(1),
      },
      exemption_end: {
        request_id: granted,
        employee_id: employee,
        kind: "revoked",
        ended_by: manager,
        words: SEALED,
        at: moment(2),
        effective_at: moment(1),
      },
      absence: {
        id: uuidv7(),
        person_id: employee,
        from_at: moment(5),
        until_at: moment(-99),
        delegate_id: colleague,
      },
      letter: {
        id: uuidv7(),
        person_id: employee,
        kind: "decided",
        request_id: appealed,
        is_applicant: true,
        object_id: appealed,
        next_at: moment(0),
      },
    },
    rest: [
      ["exemption_file", { ...file, id: uuidv7(), request_id: draft, sealed: SEALED }],
      ["exemption_step", step(pending, ofLegal, { closed_at: moment(2) })],
      ["exemption_assignee", asked(pending, ofLegal, legal, decided)],
      ...[appealed, denied, granted].flatMap((id): [string, Row][] => [
        ["exemption_request", request(id)],
        ["exemption_step", step(id, ofManager, { closed_at: moment(3) })],
        ["exemption_assignee", asked(id, ofManager, manager, { ended_at: moment(3), decided: true })],
      ]),
      ["exemption_outcome", outcome(denied, "denied")],
      ["exemption_outcome", outcome(granted, "approved")],
      ["exemption_step", step(appealed, appeal)],
      ["exemption_assignee", asked(appealed, appeal, arbiter)],
      [
        "exemption",
        {
          id: uuidv7(),
          employee_id: employee,
          request_id: granted,
          kind: "granted",
          from_at: moment(3),
          // Longer than the notice of a revocation.
          until_at: moment(-19_999),
          at: moment(3),
        },
      ],
    ],
  };
}

interface Step {
  readonly stage: string;
  readonly grp: string;
}

function about(employee: string) {
  const own = { employee_id: employee };
  const due = moment(-4_000);
  return {
    request: (id: string): Row => ({
      id,
      ...own,
      ground: "sensitive-content",
      words: SEALED,
      from_at: moment(9),
      until_at: moment(-29_999),
      at: moment(9),
    }),
    step: (request_id: string, step: Step, closed: Row = {}): Row => ({
      request_id,
      ...own,
      ...step,
      opened_at: moment(9),
      due_at: due,
      next_at: due,
      phase: "asked",
      ...closed,
    }),
    asked: (request_id: string, step: Step, person_id: string, ended: Row = {}): Row => ({
      request_id,
      ...own,
      ...step,
      person_id,
      kind: "routed",
      since: moment(9),
      due_at: due,
      decided: false,
      ...ended,
    }),
    outcome: (request_id: string, kind: string): Row => ({
      request_id,
      stage: "request",
      ...own,
      kind,
      at: moment(3),
    }),
  };
}
