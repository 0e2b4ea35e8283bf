import { dayOf } from "../../../lib/day.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { exportsHolding } from "../../export/queries/holding.ts";
import { type AskedChoice, type Choice, type ChoiceErrors, isAsked, parseChoice } from "../rules/choice.ts";

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What would be deleted. */
export interface FoundRecords {
  readonly records: number;
  /** Recorded time, in tenths of a second. */
  readonly tenths: number;
  /** As they are stored. */
  readonly bytes: number;
  /** When the first began and the last ended, in milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly applications: readonly {
    readonly name: string;
    readonly records: number;
    readonly tenths: number;
  }[];
  /** Exports, there or being made, that may hold some of these records: they end with them. */
  readonly downloads: number;
  /** When this was looked at (milliseconds), and what tells these records from others: what is confirmed is this. */
  readonly shownAt: number;
  readonly mark: string;
}

export interface DeletionPreview {
  /** By field, in a sentence, why nothing was looked for; empty where something was, or nothing was asked. */
  readonly errors: ChoiceErrors;
  /** Null where nothing was looked for. */
  readonly found: FoundRecords | null;
  /** What can be chosen. */
  readonly applications: readonly Named[];
  readonly devices: readonly Named[];
  /** YYYY-MM-DD where the person is. */
  readonly today: string;
}

export const UNNAMED = "Application not recorded";

/** How much of the actor's own records would be deleted. Nothing is. */
export function previewDeletion(actor: PersonActor, asked: AskedChoice): Promise<DeletionPreview> {
  return read(actor, async (db, now) => {
    const choosable = await whatCanBeChosen(db, actor.id);
    const parsed = parseIn(choosable, asked, actor);
    const rest = { ...choosable, today: dayOf(actor.timeZone, now.getTime()) };
    if (!isAsked(asked)) return { ...rest, errors: {}, found: null };
    if ("errors" in parsed) return { ...rest, errors: parsed.errors, found: null };
    return { ...rest, errors: {}, found: await find(db, { actor, choice: parsed.choice, choosable, now }) };
  });
}

/** Makes sense of what was filled in, within a transaction of its actor. */
export async function readChoice(
  db: Reader,
  asked: AskedChoice,
  actor: PersonActor,
): Promise<ReturnType<typeof parseChoice>> {
  return parseIn(await whatCanBeChosen(db, actor.id), asked, actor);
}

type Choosable = Pick<DeletionPreview, "applications" | "devices">;

function parseIn({ applications, devices }: Choosable, asked: AskedChoice, { timeZone }: PersonActor) {
  const ids = (named: readonly Named[]) => named.map(({ id }) => id);
  return parseChoice(asked, { applications: ids(applications), devices: ids(devices) }, timeZone);
}

async function whatCanBeChosen(db: Reader, employeeId: string): Promise<Choosable> {
  const select = { id: true, name: true } as const;
  return {
    applications: await db.approvedApplication.findMany({ select, orderBy: { name: "asc" } }),
    devices: await db.device.findMany({ where: { employeeId }, select, orderBy: { enrolledAt: "asc" } }),
  };
}

/** The spans as the database takes them. */
export function timesOf({ spans }: Choice): { froms: string[]; untils: string[] } {
  return {
    froms: spans.map(({ from }) => new Date(from).toISOString()),
    untils: spans.map(({ to }) => new Date(to).toISOString()),
  };
}

interface Sum {
  application: string;
  records: bigint;
  tenths: bigint;
  bytes: bigint;
  began: Date;
  ended: Date;
  mark: string;
}

interface Sought {
  readonly actor: PersonActor;
  readonly choice: Choice;
  readonly choosable: Choosable;
  readonly now: Date;
}

async function find(
  db: Reader,
  { actor, choice, choosable: { applications }, now }: Sought,
): Promise<FoundRecords> {
  const { froms, untils } = timesOf(choice);
  const sums = await db.$queryRaw<Sum[]>`
    select application, count(*) as records, sum(tenths) as tenths, sum(bytes) as bytes, min(started_at) as began,
      max(ended_at) as ended, sum(mark)::text as mark
    from records_within(${froms}::timestamptz[], ${untils}::timestamptz[], ${choice.deviceId}::uuid,
      ${choice.application}::text, ${now}::timestamptz)
    group by 1 order by sum(tenths) desc, 1`;
  const total = (of: (sum: Sum) => bigint) => sums.reduce((all, sum) => all + of(sum), 0n);
  const records = total((sum) => sum.records);
  const from = Math.min(...sums.map(({ began }) => began.getTime()));
  return {
    records: Number(records),
    tenths: Number(total((sum) => sum.tenths)),
    bytes: Number(total((sum) => sum.bytes)),
    from,
    to: Math.max(...sums.map(({ ended }) => ended.getTime())),
    applications: sums.map((sum) => ({
      name: sum.application === "" ? UNNAMED : nameOf(applications, sum.application),
      records: Number(sum.records),
      tenths: Number(sum.tenths),
    })),
    downloads: records > 0n ? (await exportsHolding(db, actor.id, new Date(from))).length : 0,
    shownAt: now.getTime(),
    mark: `${records}.${total((sum) => BigInt(sum.mark))}`,
  };
}

function nameOf(applications: readonly Named[], id: string): string {
  return applications.find((each) => each.id === id)?.name ?? id;
}
