import { openTestPortal, type Speaker, speak, type TestPortal } from "../../prisma/factories/test-portal.ts";
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

/** A portal whose clock the test moves, and what tests of requests do in it. */
export interface RequestPortal extends TestPortal {
  /** The database's clock, in milliseconds. */
  now(): Promise<number>;
  /** Puts the clock on. It never goes back. */
  putOn(ms: number): Promise<void>;
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
  await owner.query("create table test_clock (ahead interval not null); insert into test_clock values ('0')");
  await owner.query(`grant select on test_clock to public;
    create or replace function sayso_now() returns timestamptz language sql volatile as
    $$ select date_trunc('milliseconds', clock_timestamp() + (select ahead from public.test_clock)) $$`);
  const now = async () => {
    const { rows } = await owner.query<{ now: Date }>("select sayso_now() as now");
    return rows[0]?.now.getTime() ?? 0;
  };
  const putOn = async (ms: number) => {
    await owner.query("update test_clock set ahead = ahead + make_interval(secs => $1)", [ms / 1000]);
  };
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
  try {
    await client.query("begin; set local role sayso_app");
    await speak(client, speakerOf(who));
    for (const { text, values } of statements) await client.query(text, [...values]);
    await client.query(
      "insert into act (actor_kind, actor_id, kind) values ('person', $1, 'exemption.decided')",
      [who.id],
    );
    await client.query("set constraints all immediate");
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
  const { rows } = await owner.query<{ of: string; said: string }>(
    `${parts.join(" union all ")}
     union all select 'renewal', to_jsonb(t)::text from exemption_request t where t.renews = $1 order by 1, 2`,
    [requestId],
  );
  return rows.map(({ of, said }) => `${of} ${said}`).join("\n");
}
