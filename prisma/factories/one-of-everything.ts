import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { type ExemptionRows, exemptions, type Judges } from "./one-of-each-exemption.ts";
import type { Row } from "./row.ts";

/** One row of every table, all about one employee where a table is about employees. */
export interface Everything {
  readonly rows: Readonly<Record<string, Row>>;
  /** A pause of theirs that is running, a computer that waits to be linked. */
  readonly runningPause: string;
  readonly userCode: string;
  /** A row of law that was proposed and approved, and a notice that was drafted, neither of them in force yet. */
  readonly newLaw: Row;
  readonly newNotice: Row;
  readonly requests: ExemptionRows["requests"];
  /** The id of an export that could be asked for beside theirs. */
  readonly newExport: string;
}

const RECORD_BEGAN = new Date(Date.now() - 180_000).toISOString();
/** What was contested and answered is another record than the one that waits. */
const ANSWERED_RECORD = { started_at: new Date(Date.now() - 170_000).toISOString() };
const ANSWERED = { id: uuidv7(), ...ANSWERED_RECORD };
const moment = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
const bytes = (text: string) => `\\x${Buffer.from(text).toString("hex")}`;

/**
 * Arranges them in the caller's transaction, as the database's owner and past the triggers. The employee
 * must be in the directory, under a program with a notice and applications.
 */
export async function arrangeEverything(
  client: pg.ClientBase,
  employee: string,
  judges: Judges & { readonly steward: string },
): Promise<Everything> {
  const notice = await existing(client, "notice");
  const application = await existing(client, "approved_application");
  const device = uuidv7();
  const pauses = { past: uuidv7(), running: uuidv7() };
  const exempt = exemptions(employee, judges);
  const rows: Record<string, Row> = {
    ...exempt.rows,
    ...devices(employee, device),
    ...answers(employee, String(notice.id), String(application.id)),
    ...activity(employee, device),
    ...exported(employee),
    ...captures(employee, device),
    ...corrections(employee, device, judges.steward),
    ...legalPapers(employee, String(notice.id)),
    erasure: { employee_id: employee, at: moment(90) },
    role_grant: { person_id: employee, role: "steward", granted_at: moment(90) },
    pause: pause(employee, pauses.past, { from: 60, until: 30 }),
    resumption: { pause_id: pauses.past, employee_id: employee, resumed_on: "portal", at: moment(40) },
    act: { actor_kind: "job", kind: "directory.imported", subject_id: employee, details: {} },
  };
  await client.query("set local session_replication_role = replica");
  for (const [table, row] of Object.entries(rows)) rows[table] = await insert(client, table, row);
  await insert(client, "override", { ...rows.override, id: ENDED });
  await insert(client, "notice_draft", { ...rows.notice_draft, id: ENDED });
  await insert(client, "pause", pause(employee, pauses.running, { from: 1, until: -29 }));
  await insert(client, "segment", { ...rows.segment, ...ANSWERED_RECORD });
  await insert(client, "contest", { ...rows.contest, ...ANSWERED });
  for (const [table, row] of exempt.rest) await insert(client, table, row);
  await client.query("set local session_replication_role = origin");
  for (const table of ["program", "jurisdiction", "notice", "approved_application"]) {
    rows[table] = await existing(client, table);
  }
  rows.person = await existing(client, "person", "id", employee);
  rows.person_state = await existing(client, "person_state", "person_id", employee);
  rows.location = await existing(client, "location", "person_id", employee);
  return {
    rows,
    runningPause: pauses.running,
    userCode: String(rows.device_authorization?.user_code),
    newLaw: await approvedLaw(client, employee),
    newNotice: await readyNotice(client, employee),
    requests: exempt.requests,
    newExport: uuidv7(),
  };
}

/** Adds a row of which only these columns are given, and returns all of it. */
export async function insert(client: pg.ClientBase, table: string, row: Row): Promise<Row> {
  const columns = Object.keys(row).join(", ");
  const { rows } = await client.query<{ row: Row }>(
    `insert into ${table} as t (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1)
     returning to_jsonb(t) as row`,
    [JSON.stringify(row)],
  );
  return rows[0]?.row ?? {};
}

async function existing(client: pg.ClientBase, table: string, column?: string, value?: string): Promise<Row> {
  const where = column ? `where ${column} = $1` : "";
  const { rows } = await client.query<{ row: Row }>(
    `select to_jsonb(t) as row from ${table} t ${where} limit 1`,
    column ? [value] : [],
  );
  if (!rows[0]) throw new Error(`there is no ${table} to begin with`);
  return rows[0].row;
}

function devices(employee: string, id: string): Record<string, Row> {
  const own = { device_id: id, employee_id: employee };
  const hardware = {
    name: "Laptop",
    platform: "linux",
    serial: "S1",
    public_key: {},
    thumbprint: randomUUID(),
  };
  const authorization = uuidv7();
  return {
    device: { id, employee_id: employee, ...hardware },
    device_revocation: { ...own, revoked_by: employee, reason: "lost", at: moment(1) },
    device_token: {
      ...own,
      access_hash: bytes("access"),
      access_expires_at: moment(-15),
      refresh_hash: bytes("refresh"),
      refresh_expires_at: moment(-900),
    },
    device_authorization: {
      id: authorization,
      device_code_hash: bytes("device code"),
      user_code: "BCDFGHJK",
      ...hardware,
      expires_at: moment(-15),
    },
    device_authorization_answer: { authorization_id: authorization, ...own, approved: true },
    device_contact: { ...own, contacted_at: moment(1), agent_version: "1", label: "collected" },
    directive_application: { ...own, applied_at: moment(1), epoch: "e", label: "collected" },
    proof: { thumbprint: "t", jti: "j" },
  };
}

function answers(employee: string, notice: string, application: string): Record<string, Row> {
  const answer = uuidv7();
  const given = { employee_id: employee, notice_id: notice, at: moment(9) };
  const chosen = { employee_id: employee, answer_id: answer };
  return {
    notice_service: { ...given, channel: "portal" },
    notice_sighting: given,
    acknowledgement: { ...given, channel: "portal" },
    consent_answer: { id: answer, ...given, kind: "answered", receipt: "signed" },
    consent_choice: { ...chosen, category: "pointer", state: "given" },
    application_choice: { ...chosen, application_id: application, allowed: true },
  };
}

/** An export that was made, and was removed. */
function exported(employee: string): Record<string, Row> {
  const [id, at] = [uuidv7(), moment(9)];
  const own = { employee_id: employee, export_id: id };
  return {
    export: { employee_id: employee, id, at },
    export_progress: {
      ...own,
      state: "over",
      sha256: "00",
      bytes: 1,
      updated_at: at,
      expires_at: moment(-9),
    },
    export_part: { ...own, number: 1, sealed: bytes("sealed") },
    export_end: { ...own, kind: "removed", at },
  };
}

/** An override, and a draft, that were ended; the ones above go on. */
const ENDED = "00000000-0000-7000-8000-000000000001";

function legalPapers(employee: string, notice: string): Record<string, Row> {
  const [draft, override, posting, pack] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const [proposal, authorisation] = [uuidv7(), uuidv7()];
  const at = moment(9);
  const text = "An office of nobody's, for nothing at all";
  return {
    law_proposal: {
      id: proposal,
      code: "YY",
      base_version: 0,
      body: { code: "YY" },
      reason: text,
      source: text,
      at,
    },
    law_decision: { proposal_id: proposal, approved: true, decided_by: employee, reason: text, at },
    law_confirmation: { code: "US", version: 1, confirmed_by: employee, remark: text, at },
    override: { id: override, code: "YY", grounds: text, until_at: moment(-99), proposed_by: employee, at },
    override_approval: { override_id: override, approved_by: employee, at },
    override_end: { override_id: ENDED, ended_by: employee, reason: text, at },
    notice_draft: { id: draft, jurisdiction: "YY", language: "en", at },
    notice_revision: {
      draft_id: draft,
      number: 1,
      form: {},
      title: text,
      substance: true,
      is_ready: false,
      at,
    },
    notice_return: { draft_id: draft, number: 1, returned_by: employee, reason: text, at },
    notice_draft_end: { draft_id: ENDED, ended_by: employee, at },
    notice_mail: {
      id: uuidv7(),
      employee_id: employee,
      notice_id: notice,
      jurisdiction: "US",
      reason: "notice",
      at,
    },
    authorisation: {
      id: authorisation,
      employee_id: employee,
      notice_id: notice,
      jurisdiction: "US-IL",
      statement: text,
      signature: text,
      at,
    },
    authorisation_withdrawal: { authorisation_id: authorisation, employee_id: employee, at },
    workplace: { id: "nowhere", name: text, address: text, jurisdiction: "YY" },
    posting: {
      id: posting,
      workplace_id: "nowhere",
      notice_id: notice,
      place: text,
      put_up_by: text,
      recorded_by: employee,
      at,
    },
    posting_end: { posting_id: posting, ended_by: employee, reason: text, at },
    posting_inspection: {
      id: uuidv7(),
      posting_id: posting,
      inspected_by: employee,
      in_place: true,
      remark: text,
      at,
    },
    posting_file: {
      id: uuidv7(),
      posting_id: posting,
      media_type: "image/png",
      bytes: 1,
      sha256: "0",
      sealed: bytes("sealed"),
      added_by: employee,
      at,
    },
    evidence_pack: {
      id: pack,
      jurisdiction: "US",
      from_day: "2026-01-01",
      until_day: "2026-02-01",
      asked_by: employee,
      at,
    },
    evidence_pack_progress: { pack_id: pack, state: "working", done: 0, total: 1, said: "" },
    evidence_pack_part: { pack_id: pack, number: 1, bytes: bytes("part") },
  };
}

/** One that waits, of the record above, and an answer to another one. */
function corrections(employee: string, device: string, steward: string): Record<string, Row> {
  const contest = {
    employee_id: employee,
    id: uuidv7(),
    device_id: device,
    reason: "wrong-time",
    at: moment(1),
  };
  return {
    contest: { ...contest, started_at: RECORD_BEGAN, words: bytes("sealed") },
    contest_answer: {
      employee_id: employee,
      contest_id: ANSWERED.id,
      outcome: "stands",
      words: bytes("sealed"),
      answered_by: steward,
      at: moment(1),
    },
  };
}

/** A proposal that somebody approved, for whoever may carry it out. */
async function approvedLaw(client: pg.ClientBase, employee: string): Promise<Row> {
  const id = uuidv7();
  const body = { code: "ZZ", name: "Nowhere", level: "none", collectionAllowedDefault: true };
  const why = { reason: "A test", source: "A test" };
  await client.query("set local session_replication_role = replica");
  await insert(client, "law_proposal", { id, code: "ZZ", base_version: 0, body, ...why, at: moment(9) });
  const decided = { approved: true, decided_by: employee, reason: "", at: moment(8) };
  await insert(client, "law_decision", { proposal_id: id, ...decided });
  await client.query("set local session_replication_role = origin");
  return { code: "ZZ", version: 1, body, source: "A test", proposal_id: id, until_at: null };
}

/** A draft that somebody put forward, for whoever may approve it. */
async function readyNotice(client: pg.ClientBase, employee: string): Promise<Row> {
  const id = uuidv7();
  const content = JSON.stringify({ title: "Nowhere" });
  const text = {
    title: "Nowhere",
    content,
    sha256: createHash("sha256").update(content).digest("hex"),
    substance: true,
  };
  await client.query("set local session_replication_role = replica");
  await insert(client, "notice_draft", { id, jurisdiction: "ZZ", language: "en", at: moment(9) });
  const revision = { draft_id: id, number: 1, form: {}, is_ready: true, edited_by: employee, at: moment(9) };
  await insert(client, "notice_revision", { ...revision, ...text });
  await client.query("set local session_replication_role = origin");
  const place = { jurisdiction: "ZZ", language: "en", version: 1 };
  return { id: uuidv7(), ...place, ...text, draft_id: id, draft_revision: 1 };
}

function pause(employee: string, id: string, minutesAgo: { from: number; until: number }): Row {
  const started = Date.now() - minutesAgo.from * 60_000;
  const length = (minutesAgo.from - minutesAgo.until) * 60;
  const end = new Date(started + length * 1000).toISOString();
  return {
    id,
    employee_id: employee,
    length_seconds: length,
    started_at: new Date(started).toISOString(),
    planned_end_at: end,
    ended_at: end,
    started_on: "portal",
  };
}

function activity(employee: string, device: string): Record<string, Row> {
  const own = { employee_id: employee, device_id: device };
  const day = { ...own, day: moment(0).slice(0, 10) };
  const counts = { moves: 1, clicks: 1, drags: 0, scrolls: 0, keys: 3, shortcuts: 0 };
  const batch = uuidv7();
  return {
    data_key: { employee_id: employee, wrapped: bytes("key") },
    batch: { ...own, batch_id: batch, received_at: moment(1), stored: 1, discarded: 0 },
    segment: {
      ...own,
      started_at: RECORD_BEGAN,
      ended_at: moment(2.5),
      batch_id: batch,
      ...counts,
      steps: bytes("sealed"),
      keyboard_steps: bytes("sealed too"),
      day: day.day,
    },
    coverage_hour: { ...own, hour: `${moment(0).slice(0, 13)}:00:00Z`, labels: bytes("\0".repeat(60)) },
    activity_day: { ...day, application: "files", segments: 1, tenths: 300, ...counts, bytes: 99 },
    discard_day: { ...day, reason: "paused", times: 1, steps: 2, tenths: 10 },
    usage_day: {
      ...day,
      heartbeats: 1,
      cpu_ms: 1,
      rss_mb: 1,
      bytes_sent: 1,
      bytes_received: 1,
      dropped_segments: 0,
    },
    retention_tally: { keyboard: 1 },
  };
}

function captures(employee: string, device: string): Record<string, Row> {
  const own = { employee_id: employee, capture_id: uuidv7(), day: moment(0).slice(0, 10) };
  const object = "0123456789abcdef0123456789abcdef";
  return {
    capture: { ...own, taken_at: moment(3), device_id: device, object, bytes: 9, width: 640, height: 400 },
    capture_arrival: own,
    // As it is while the picture is put, so that its row can come.
    capture_removal: { object },
  };
}
