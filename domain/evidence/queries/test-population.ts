import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { dayOf } from "../../../lib/day.ts";

/** Numbers that look like chance and are the same for the same seed. */
export function chance(seed: number): {
  below(limit: number): number;
  of<T>(values: readonly T[]): T;
  is(part: number): boolean;
} {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    of: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error("there is nothing to choose from");
      return value;
    },
    is: (part) => next() < part,
  };
}

type Chance = ReturnType<typeof chance>;

/** Few places, so that people meet: with notices of their own, of every kind of duty, blocked, and without a row. */
const PLACES = ["US-NY", "US-CT", "US-DE", "US-ME", "US-IL", "US-MI", "US-TX", "US-WY", "DE", "US", "XX"];
const ZONES = [
  "America/New_York",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Europe/Berlin",
  "Asia/Kathmandu",
];
const DAY = 86_400_000;

/**
 * A world by chance, written past every guard: people who moved, notices old and new and yet to come, law that was
 * edited, postings, overrides, and every kind of evidence, in any order and of any age.
 */
export async function populateByChance(owner: pg.Pool, seed: number, people: number): Promise<void> {
  const by = chance(seed);
  const client = await owner.connect();
  try {
    await client.query("set session_replication_role = replica");
    await clear(client);
    await changeLaw(client, by);
    const notices = await publish(client, by);
    await post(client, by, notices);
    const world: World = {
      person: [],
      location: [],
      acknowledgement: [],
      notice_service: [],
      authorisation: [],
      authorisation_withdrawal: [],
    };
    for (let i = 0; i < people; i++) settle(world, by, notices);
    for (const [table, rows] of Object.entries(world)) await insert(client, table, rows);
  } finally {
    await client.query("set session_replication_role = origin");
    client.release();
  }
}

const ago = (by: Chance, days: number) => new Date(Date.now() - by.below(days * DAY));

async function clear(client: pg.PoolClient): Promise<void> {
  for (const table of [
    "authorisation_withdrawal",
    "authorisation",
    "acknowledgement",
    "notice_service",
    "posting_end",
    "posting",
    "override_end",
    "override_approval",
    "override",
  ])
    await client.query(`delete from ${table}`);
  await client.query("delete from notice where jurisdiction <> 'US' or version > 1");
  await client.query(
    "update notice set published_at = now() - interval '2 years', effective_at = now() - interval '2 years'",
  );
  await client.query("delete from jurisdiction where version > 1");
  await client.query("update jurisdiction set until_at = null, from_at = now() - interval '2 years'");
}

const EDITS = [
  [],
  ["posting"],
  ["acknowledgement", "posting"],
  ["authorisation", "notice"],
  ["yearly-notice"],
  ["daily-notice-or-acknowledgement", "posting"],
  ["notice", "yearly-notice", "authorisation"],
];

async function changeLaw(client: pg.PoolClient, by: Chance): Promise<void> {
  for (const code of PLACES.filter(() => by.is(0.4))) {
    const at = ago(by, 100);
    const kinds = by.of(EDITS).map((kind) => ({ kind, text: "Asked for.", basis: null }));
    const wording = by.is(0.3) ? ["words that the law prescribes"] : [];
    await client.query("update jurisdiction set until_at = $2 where code = $1 and until_at is null", [
      code,
      at,
    ]);
    if (by.is(0.1)) continue;
    await client.query(
      `insert into jurisdiction (code, version, body, source, from_at)
       select code, version + 1, body || jsonb_build_object('duties', $2::jsonb, 'requiredWording', $3::jsonb), source, $4
       from jurisdiction where code = $1 and version = 1`,
      [code, JSON.stringify(kinds), JSON.stringify(wording), at],
    );
  }
  for (const code of ["DE", "US-TX"].filter(() => by.is(0.6))) {
    const [{ id: legal }] = (await client.query("select id from person limit 1")).rows;
    const id = randomUUID();
    const at = ago(by, 60);
    const until = new Date(at.getTime() + (10 + by.below(100)) * DAY);
    await client.query("insert into override values ($1, $2, 'Grounds that are long enough.', $3, $4, $5)", [
      id,
      code,
      until,
      legal,
      at,
    ]);
    if (by.is(0.8)) await client.query("insert into override_approval values ($1, $2, $3)", [id, legal, at]);
    if (by.is(0.2))
      await client.query("insert into override_end values ($1, $2, 'Over.', $3)", [id, legal, ago(by, 10)]);
  }
}

async function publish(client: pg.PoolClient, by: Chance): Promise<string[]> {
  const {
    rows: [{ id: first }],
  } = await client.query("select id from notice");
  const ids: string[] = [first];
  for (const code of ["US", ...PLACES.slice(0, 7)]) {
    const versions = by.below(4);
    let at = Date.now() - (200 + by.below(300)) * DAY;
    for (let version = code === "US" ? 2 : 1; version <= versions; version++) {
      const words = by.is(0.6) ? ["Words that  the law PRESCRIBES, and more."] : [];
      const content = JSON.stringify({ title: `${code} ${version}`, statements: words });
      const id = randomUUID();
      await client.query(
        `insert into notice (id, jurisdiction, language, version, title, content, sha256, substance, effective_at, published_at)
         values ($1, $2, 'en', $3, 'By chance', $4, $5, $6, $7, $7)`,
        [
          id,
          code,
          version,
          content,
          createHash("sha256").update(content).digest("hex"),
          by.is(0.5),
          new Date(at),
        ],
      );
      ids.push(id);
      // The last may take effect only later.
      at += by.below(250) * DAY;
    }
  }
  return ids;
}

async function post(client: pg.PoolClient, by: Chance, notices: readonly string[]): Promise<void> {
  const {
    rows: [{ id: legal }],
  } = await client.query("select id from person limit 1");
  for (const code of PLACES.slice(0, 5)) {
    await client.query("insert into workplace values ($1, $2, '', $2) on conflict do nothing", [
      `at-${code.toLowerCase()}`,
      code,
    ]);
    for (let n = by.below(4); n > 0; n--) {
      const id = randomUUID();
      await client.query("insert into posting values ($1, $2, $3, 'Kitchen', 'Nobody', $4, $5)", [
        id,
        `at-${code.toLowerCase()}`,
        by.of(notices),
        legal,
        ago(by, 90),
      ]);
      if (by.is(0.3))
        await client.query("insert into posting_end values ($1, $2, 'Gone.', $3)", [id, legal, ago(by, 5)]);
    }
  }
}

type Row = Readonly<Record<string, unknown>>;
/** What becomes of people, by table. */
type World = Record<
  "person" | "location" | "acknowledgement" | "notice_service" | "authorisation" | "authorisation_withdrawal",
  Row[]
>;

/** All rows of a table at once, each of which names the same columns. */
async function insert(client: pg.PoolClient, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(", ");
  if (columns === "") return;
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

function settle(world: World, by: Chance, notices: readonly string[]): void {
  const id = randomUUID();
  const zone = by.of(ZONES);
  world.person.push({
    id,
    subject: id,
    email: "x@larkspur.example",
    name: `${by.of(["Aster", "Émile", "zoe", "Ada", "O'Hara"])} ${by.below(40)}`,
    title: "",
    department: "",
    time_zone: zone,
    active: by.is(0.9),
  });
  for (const kind of ["residence", "work"]) place(world, by, id, kind);
  for (const notice_id of notices) {
    if (by.is(0.35))
      world.acknowledgement.push({ employee_id: id, notice_id, at: ago(by, 300), channel: "portal" });
    for (const channel of ["portal", "mail"].filter(() => by.is(0.3))) {
      // Most within days, where a zone decides whether it is still today, or this year.
      const at = ago(by, by.of([1, 2, 3, 700]));
      const day = dayOf(zone, at.getTime());
      world.notice_service.push({ employee_id: id, notice_id, at, channel, time_zone: zone, day });
    }
    if (by.is(0.2)) sign(world, by, id, notice_id);
  }
}

function place(world: World, by: Chance, id: string, kind: string): void {
  if (by.is(0.05)) return;
  const since = ago(by, 500);
  const now = by.of(PLACES);
  const at = kind === "work" && PLACES.indexOf(now) < 5 && by.is(0.6) ? `at-${now.toLowerCase()}` : null;
  const add = (
    jurisdiction: string,
    from: Date,
    until: Date | null,
    confirmed: Date,
    workplace: string | null,
  ) =>
    world.location.push({
      id: randomUUID(),
      person_id: id,
      kind,
      jurisdiction,
      from_at: from,
      until_at: until,
      source: "chance",
      confirmed_at: confirmed,
      workplace_id: workplace,
    });
  add(by.of(PLACES), new Date(since.getTime() - 100 * DAY), since, since, null);
  if (by.is(0.05)) return;
  const confirmed = by.is(0.1) ? new Date(Date.now() - 401 * DAY) : ago(by, 390);
  add(now, since, null, confirmed, at);
}

function sign(world: World, by: Chance, id: string, notice: string): void {
  const authorisation = randomUUID();
  world.authorisation.push({
    id: authorisation,
    employee_id: id,
    notice_id: notice,
    jurisdiction: by.of(PLACES),
    statement: "I authorise it.",
    signature: "Signed",
    at: ago(by, 100),
  });
  if (by.is(0.3))
    world.authorisation_withdrawal.push({ authorisation_id: authorisation, employee_id: id, at: ago(by, 1) });
}
