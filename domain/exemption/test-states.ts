import { randomUUID } from "node:crypto";
import type { Part } from "../../prisma/factories/test-portal.ts";
import { askApplicant } from "./commands/discuss.ts";
import { appealExemption, revokeExemption, withdrawRequest } from "./commands/end.ts";
import type { Deed } from "./policy.ts";
import type { State } from "./rules/state.ts";
import type { Ground, Group, Stage } from "./schema.ts";
import { DAY, type RequestPortal, SEALED } from "./test-requests.ts";

/** Everyone who might do something: whoever has to do with it, whoever only could have, and whoever only runs it. */
export const PEOPLE: readonly Part[] = [
  "employee",
  "manager",
  "lead",
  "head",
  "legal",
  "secondLegal",
  "hr",
  "secondHr",
  "arbiter",
  "secondArbiter",
  "colleague",
  "engineer",
  "steward",
  "admin",
];

/** A request of `employee`, brought where it is to be. */
export interface Brought {
  readonly requestId: string;
  readonly ground: Ground;
  /** The step that is open, or the one that was decided last. */
  readonly stage: Stage;
  readonly group: Group;
  /** A question that waits, or none that ever was. */
  readonly questionId: string;
}
export interface Situation {
  readonly state: State;
  /** What those of the first decision see, where it is not the same: they follow no appeal. */
  readonly seenBefore?: State;
  bring(portal: RequestPortal): Promise<Brought>;
  /** Who may do what there, at the step that was brought; whatever is not listed is refused. */
  readonly may: Listed;
  /** What else the page offers: what is to be done at another step of it, or what another page looks at. */
  readonly offers?: Listed;
  /** What the clock does once something is due; nobody else turns it. Left out: nothing. */
  readonly clock?: "reminded" | "lapsed";
}
export type Situations = Readonly<Record<string, Situation>>;
type Listed = Partial<Readonly<Record<Deed, readonly Part[]>>>;

export const REQUEST = { stage: "request", group: "manager" } as const;
export const APPEAL = { stage: "appeal", group: "appeals" } as const;

/** Legal has said yes; the manager is asked. */
export async function pending(portal: RequestPortal, until = 60): Promise<Brought> {
  const { employee, legal } = portal.people;
  const at = await portal.now();
  const requestId = await portal.apply(employee, "sensitive-content", { until: at + until * DAY });
  await portal.decide(legal, requestId, { group: "legal" });
  return { requestId, ground: "sensitive-content", ...REQUEST, questionId: randomUUID() };
}

export async function decided(
  portal: RequestPortal,
  kind: "approved" | "narrowed" | "denied",
): Promise<Brought> {
  const brought = await pending(portal);
  await portal.decide(portal.people.manager, brought.requestId, { kind });
  await portal.putOn(2_000);
  return brought;
}

/** Appeals it. */
export async function appeal(portal: RequestPortal, brought: Brought): Promise<Brought> {
  await appealExemption(portal.people.employee, brought.requestId, "It is needed.");
  return { ...brought, ...APPEAL };
}

export async function appealed(portal: RequestPortal, kind: "narrowed" | "denied"): Promise<Brought> {
  return appeal(portal, await decided(portal, kind));
}

export async function asked(portal: RequestPortal, brought: Brought): Promise<Brought> {
  const { manager, arbiter } = portal.people;
  await askApplicant(brought.stage === "appeal" ? arbiter : manager, brought, "What for?");
  const { rows } = await portal.owner.query<{ id: string }>(
    "select id from exemption_message where request_id = $1 and kind = 'question' order by at desc limit 1",
    [brought.requestId],
  );
  return { ...brought, questionId: rows[0]?.id ?? "" };
}

/** Reminded, escalated, granted until decided. */
export async function overdue(portal: RequestPortal, brought: Brought): Promise<Brought> {
  for (let turn = 0; turn < 3; turn++) await portal.tick(brought.requestId);
  return brought;
}

export async function revoked(portal: RequestPortal): Promise<Brought> {
  const brought = await decided(portal, "approved");
  await revokeExemption(portal.people.manager, brought.requestId, "No longer needed.");
  return brought;
}

export const later = async (portal: RequestPortal, days: number, brought: Brought) => {
  await portal.putOn(days * DAY);
  return brought;
};

/** So that not too much of one employee's is pending. */
export async function putAway({ owner, people }: RequestPortal): Promise<void> {
  const { employee } = people;
  const { rows } = await owner.query<{ id: string; stage: Stage }>(
    "select id, open_stage(id) as stage from exemption_request where employee_id = $1 and open_stage(id) is not null",
    [employee.id],
  );
  for (const { id, stage } of rows) await withdrawRequest(employee, id, stage);
}

/** A photo that it was sent with, past the command that would look at it. Leads to its id. */
export async function addFile({ owner }: RequestPortal, requestId: string): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'exemption.file-added'))
     insert into exemption_file (id, request_id, employee_id, name, media_type, bytes, sha256, sealed)
     select gen_random_uuid(), r.id, r.employee_id, 'photo', 'image/png', 1, '', $2 from exemption_request r
     where r.id = $1 returning id`,
    [requestId, SEALED],
  );
  return rows[0]?.id ?? "";
}
