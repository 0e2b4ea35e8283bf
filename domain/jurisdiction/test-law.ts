import { readFile } from "node:fs/promises";
import type { TestPortal } from "../../prisma/factories/test-portal.ts";
import { actorForSession } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { lawOf } from "./rules/law-file.ts";
import type { JurisdictionRow, LawBody } from "./schema.ts";

/** The two people of legal, of whom one proposes and the other decides. */
export async function legalOf(portal: TestPortal): Promise<{ fern: PersonActor; sorrel: PersonActor }> {
  const subjects = portal.organisation.people
    .filter(({ roles }) => roles.includes("legal"))
    .map(({ subject }) => subject);
  const [fern, sorrel] = await Promise.all(subjects.map((subject) => actorForSession({ subject, epoch: 1 })));
  if (!fern || !sorrel) throw new Error("the organisation has fewer than two people of legal");
  return { fern, sorrel };
}

/** The rows of the data file, as they come. */
export async function fileRows(): Promise<JurisdictionRow[]> {
  return JSON.parse(await readFile(new URL("../../prisma/data/jurisdictions.json", import.meta.url), "utf8"));
}

export interface Version {
  readonly version: number;
  readonly body: LawBody;
  readonly source: string;
  readonly reason: string | null;
  readonly changed_by: string | null;
  readonly proposal_id: string | null;
  readonly from_at: Date;
  readonly until_at: Date | null;
}

/** The versions of a row, oldest first. */
export async function versionsOf(portal: TestPortal, code: string): Promise<Version[]> {
  const { rows } = await portal.owner.query<Version>(
    `select version, body, source, reason, changed_by, proposal_id, from_at, until_at
     from jurisdiction where code = $1 order by version`,
    [code],
  );
  return rows;
}

/** The row in force. */
export async function inForce(portal: TestPortal, code: string): Promise<{ version: number; body: LawBody }> {
  const last = (await versionsOf(portal, code)).at(-1);
  if (!last || last.until_at) throw new Error(`${code} has no row in force`);
  return { version: last.version, body: lawOf(last.body) };
}

/** Puts a proposed override so far back that its end has passed. */
export async function letLapse({ owner }: TestPortal, overrideId: string): Promise<void> {
  await owner.query(`begin; set local session_replication_role = replica;
    update override set at = at - (until_at - sayso_now()), until_at = sayso_now() where id = '${overrideId}';
    commit`);
}

/** The proposals of a row, oldest first. */
export async function proposalsOf(portal: TestPortal, code: string) {
  const { rows } = await portal.owner.query<{
    id: string;
    body: LawBody;
    proposed_by: string | null;
    approved: boolean | null;
  }>(
    `select p.id, p.body, p.proposed_by, d.approved from law_proposal p left join law_decision d on d.proposal_id = p.id
     where p.code = $1 order by p.at`,
    [code],
  );
  return rows;
}

/** What the ledger recorded last. */
export async function lastAct(portal: TestPortal): Promise<Record<string, unknown>> {
  const { rows } = await portal.owner.query(
    "select kind, actor_kind, actor_id, object_id, details from act order by seq desc limit 1",
  );
  return rows[0];
}
