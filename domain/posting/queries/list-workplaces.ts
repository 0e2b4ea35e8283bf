import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { ElectronicPosting, PostingOverview, WorkplacePostings } from "../schema.ts";
import { describeWorkplace, type PostedRow, type Seats, WITH_ALL } from "./describe-workplace.ts";
import { loadPostingRules } from "./load-rules.ts";

/** Every workplace with what hangs there, and the places that ask for a posting. Refuses (forbidden) all but legal. */
export async function listWorkplaces(actor: PersonActor): Promise<PostingOverview> {
  if (!actor.roles.includes("legal"))
    throw new Refusal("forbidden", "legal-only", "Only legal reviewers see this.");
  return read(actor, async (db, now) => ({
    at: now.getTime(),
    workplaces: await workplacesOf(db, now, {}),
    electronic: await electronicPostings(db),
  }));
}

/** One of them. Refuses (forbidden) all but legal, (not_found) what does not exist. */
export async function getWorkplace(
  actor: PersonActor,
  id: string,
): Promise<{ at: number; workplace: WorkplacePostings }> {
  if (!actor.roles.includes("legal"))
    throw new Refusal("forbidden", "legal-only", "Only legal reviewers see this.");
  return read(actor, async (db, now) => {
    const [workplace] = await workplacesOf(db, now, { id });
    if (!workplace) throw new Refusal("not_found", "no-such-workplace", "There is no such workplace.");
    return { at: now.getTime(), workplace };
  });
}

/** Within a transaction that may see them; `where` as Prisma has it for a workplace. */
export async function workplacesOf(
  db: Reader,
  now: Date,
  where: { id?: string; jurisdiction?: string },
): Promise<WorkplacePostings[]> {
  const rows = await db.workplace.findMany({
    where,
    orderBy: [{ closedAt: { sort: "asc", nulls: "first" } }, { jurisdiction: "asc" }, { name: "asc" }],
    include: { postings: { orderBy: { at: "desc" }, include: WITH_ALL } },
  });
  const rules = await loadPostingRules(db);
  const notices = new Map(
    (await db.notice.findMany({ omit: { content: true } })).map((each) => [each.id, each]),
  );
  const names = await namesOf(
    db,
    rows.flatMap(({ postings }) => postings.flatMap(peopleIn)),
  );
  const seats = await seatsOf(db);
  const context = { rules, notices, names, now: now.getTime() };
  return rows.map((row) => describeWorkplace(row, seats.get(row.id), context));
}

function peopleIn({ recordedBy, end, inspections }: PostedRow): string[] {
  return [recordedBy, ...(end ? [end.endedBy] : []), ...inspections.map((each) => each.inspectedBy)];
}

async function namesOf(db: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const people = await db.person.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}

async function seatsOf(db: Reader): Promise<Map<string, Seats>> {
  const rows = await db.$queryRaw<(Seats & { id: string })[]>`
    select l.workplace_id as id, min(l.from_at) as since,
      count(*) filter (where l.until_at is null and p.active)::int as people
    from location l join person p on p.id = l.person_id where l.workplace_id is not null group by 1`;
  return new Map(rows.map((each) => [each.id, each]));
}

/** Every place whose law asks for a posting now, with who works there at none of the workplaces. */
async function electronicPostings(db: Reader): Promise<ElectronicPosting[]> {
  return db.$queryRaw<ElectronicPosting[]>`
    select j.code, j.body->>'name' as name, (
      select count(*)::int from location l join person p on p.id = l.person_id
      where l.kind = 'work' and l.until_at is null and l.workplace_id is null and l.jurisdiction = j.code
        and p.active) as people
    from jurisdiction j
    where j.until_at is null and 'posting' = any (law_duties(j.body)) order by 2`;
}
