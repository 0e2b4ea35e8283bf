import pg from "pg";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { applyForExemption } from "./commands/apply.ts";
import { decideExemption } from "./commands/decide.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { saveExemptionDraft } from "./commands/save-draft.ts";
import { EMPTY_DRAFT } from "./rules/draft.ts";
import type { Ground, Group, Scope, Stage } from "./schema.ts";

export const DAY = 86_400_000;
export const clockwork = jobActor("exemption-clock");

/** A portal whose clock the test moves, from a Tuesday's noon on, and what tests of requests do in it. */
export interface RequestPortal extends TestPortal, Pick<TestClock, "now" | "putOn"> {
  /** Puts the clock on to when this request's clock next does something, and lets it. */
  tick(requestId: string): Promise<void>;
  apply(who: PersonActor, ground: Ground, over?: Partial<Scope>, renews?: string): Promise<string>;
  decide(who: PersonActor, requestId: string, how?: Partial<Decided>): Promise<void>;
  /** One statement of the app role as this person, with an act, and what Postgres said no with; all undone. */
  attempt(who: PersonActor, sql: string, values: readonly unknown[]): Promise<string | null>;
  /** The same of several statements, one after another. */
  attemptAll(who: PersonActor, statements: readonly Statement[]): Promise<string | null>;
  /** Every row about this request, for comparing. */
  rowsOf(requestId: string): Promise<string>;
}
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}
interface Decided {
  readonly stage: Stage;
  readonly group: Group;
  readonly kind: "approved" | "narrowed" | "denied";
  readonly scope: Scope;
}

/** As long as words sealed are. */
export const SEALED = Buffer.alloc(40);

export async function openRequestPortal(size?: number): Promise<RequestPortal> {
  const portal = await openTestPortal(size);
  const { owner } = portal;
  const clock = await movableClock(owner);
  const { now, putOn } = clock;
  await clock.toTuesdayNoon(portal.people.employee.timeZone);
  return {
    ...portal,
    now,
    putOn,
    tick: async (requestId) => {
      const { rows } = await owner.query<{ at: Date }>(
        "select min(next_at) as at from exemption_step where request_id = $1 and closed_at is null",
        [requestId],
      );
      await putOn(Math.max(0, (rows[0]?.at?.getTime() ?? 0) - (await now()) + 1_000));
      await runExemptionClock(clockwork);
    },
    apply: async (who, ground, over = {}, renews) => {
      await saveExemptionDraft(who, EMPTY_DRAFT);
      const at = await now();
      const scope = { ...SCOPE, from: at, until: at + 60 * DAY, ...over };
      return (await applyForExemption(who, { ground, words: "Because.", scope, renews: renews ?? null })).id;
    },
    decide: (who, requestId, how = {}) => decide(who, requestId, how, now),
    attempt: (who, text, values) => attempt(portal, who, [{ text, values }]),
    attemptAll: (who, statements) => attempt(portal, who, statements),
    rowsOf: (requestId) => rowsOf(portal, requestId),
  };
}

const SCOPE: Omit<Scope, "from" | "until"> = {
  categories: null,
  applications: ["terminal"],
  devices: null,
  hours: null,
};

async function decide(
  who: PersonActor,
  requestId: string,
  { stage = "request", group = "manager", kind = "approved", scope }: Partial<Decided>,
  now: () => Promise<number>,
): Promise<void> {
  const at = await now();
  const said = {
    approved: { kind, words: stage === "appeal" ? "Yes, after all." : "" },
    narrowed: { kind, words: "Less.", scope: scope ?? { ...SCOPE, from: at + 1_000, until: at + 20 * DAY } },
    denied: { kind, words: "No.", remedy: stage === "request" ? "Ask again." : "" },
  };
  await decideExemption(who, { requestId, stage, group }, said[kind]);
}

/** As whom the app role speaks for this person. */
export function speakerOf({ id }: PersonActor): Speaker {
  return { kind: "person", id, subjects: [id] };
}

async function attempt(
  { owner }: TestPortal,
  who: PersonActor,
  statements: readonly Statement[],
): Promise<string | null> {
  const client = await owner.connect();
  // Said in as few messages as there can be: tests try this tens of thousands of times.
  const me = pg.escapeLiteral(who.id);
  try {
    await client.query(
      `begin; set local role sayso_app; select set_config('app.kind', 'person', true),
         set_config('app.actor', ${me}, true), set_config('app.subjects', '{' || ${me} || '}', true)`,
    );
    for (const { text, values } of statements) await client.query(text, [...values]);
    await client.query(
      `insert into act (actor_kind, actor_id, kind) values ('person', ${me}, 'exemption.decided');
       set constraints all immediate`,
    );
    return null;
  } catch (error) {
    if (error instanceof Error && "code" in error) return `${String(error.code)} ${error.message}`;
    throw error;
  } finally {
    await client.query("rollback");
    client.release();
  }
}

const TABLES = [
  "exemption_step",
  "exemption_assignee",
  "exemption_decision",
  "exemption_outcome",
  "exemption_silence",
  "exemption_end",
  "exemption_appeal",
  "exemption_message",
  "exemption_file",
  "exemption_turn",
  "exemption",
  "letter",
];

async function rowsOf({ owner }: TestPortal, requestId: string): Promise<string> {
  const parts = TABLES.map(
    (table) => `select '${table}' as of, to_jsonb(t)::text as said from ${table} t where request_id = $1`,
  );
  // Named: planning it takes the database longer than answering it.
  const { rows } = await owner.query<{ of: string; said: string }>({
    name: "rows of a request",
    text: `${parts.join(" union all ")}
     union all select 'renewal', to_jsonb(t)::text from exemption_request t where t.renews = $1 order by 1, 2`,
    values: [requestId],
  });
  return rows.map(({ of, said }) => `${of} ${said}`).join("\n");
}
