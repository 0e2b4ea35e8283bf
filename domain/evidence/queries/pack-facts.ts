import { read } from "../../../lib/db/reader.ts";
import type { JobActor } from "../../actor/schema.ts";
import { type LawBody, lawBody } from "../../jurisdiction/schema.ts";
import { workplacesOf } from "../../posting/queries/list-workplaces.ts";
import type { WorkplacePostings } from "../../posting/schema.ts";
import { spanOf } from "../rules/pack.ts";

/** Whom and when a pack is about. */
export interface PackScope {
  readonly id: string;
  readonly code: string;
  readonly fromDay: string;
  readonly untilDay: string;
  readonly from: Date;
  readonly until: Date;
  readonly askedAt: Date;
}

/** A version of the law with how it came to be. */
export interface LawVersion {
  readonly version: number;
  readonly from_at: Date;
  readonly until_at: Date | null;
  readonly source: string;
  readonly reason: string | null;
  readonly changed_by: string | null;
  readonly proposed_by: string | null;
  readonly proposed_at: Date | null;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly confirmed_by: string | null;
  readonly confirmed_at: Date | null;
  readonly duties: readonly string[];
  readonly body: LawBody | null;
}

export interface PackNotice {
  readonly id: string;
  readonly jurisdiction: string;
  readonly language: string;
  readonly version: number;
  readonly title: string;
  readonly content: string;
  readonly sha256: string;
  readonly substance: boolean;
  readonly effective_at: Date;
  readonly published_at: Date;
  readonly published_by: string | null;
}

export interface PackOverride {
  readonly id: string;
  readonly grounds: string;
  readonly proposed_by: string;
  readonly at: Date;
  readonly approved_by: string | null;
  readonly approved_at: Date | null;
  readonly until_at: Date;
  readonly ended_by: string | null;
  readonly ended_at: Date | null;
  readonly ended_because: string | null;
}

/** All of a pack but what is about its people. */
export interface PackFacts {
  readonly scope: PackScope;
  readonly name: string;
  readonly askedBy: string;
  readonly laws: readonly LawVersion[];
  readonly notices: readonly PackNotice[];
  readonly workplaces: readonly WorkplacePostings[];
  readonly overrides: readonly PackOverride[];
}

export async function packScope(actor: JobActor, id: string): Promise<PackScope> {
  const pack = await read(actor, (db) => db.evidencePack.findUniqueOrThrow({ where: { id } }));
  const dayOf = (date: Date) => date.toISOString().slice(0, 10);
  const days = { fromDay: dayOf(pack.fromDay), untilDay: dayOf(pack.untilDay) };
  return { id, code: pack.jurisdiction, ...days, ...spanOf(pack), askedAt: pack.at };
}

/** What was so until the end of the period: what came later is not evidence of it. */
export function packFacts(actor: JobActor, scope: PackScope): Promise<PackFacts> {
  const { code, from, until } = scope;
  return read(actor, async (db) => {
    const laws = await db.$queryRaw<(LawVersion & { body: unknown })[]>`
      select j.version, j.from_at, case when j.until_at < ${until} then j.until_at end as until_at, j.source,
        j.reason, c.name as changed_by, p.name as proposed_by, r.at as proposed_at, d.name as decided_by,
        n.at as decided_at, f.name as confirmed_by, s.at as confirmed_at, law_duties(j.body) as duties, j.body
      from jurisdiction j left join person c on c.id = j.changed_by
      left join law_proposal r on r.id = j.proposal_id left join person p on p.id = r.proposed_by
      left join law_decision n on n.proposal_id = j.proposal_id left join person d on d.id = n.decided_by
      left join law_confirmation s on s.code = j.code and s.version = j.version and s.at < ${until}
      left join person f on f.id = s.confirmed_by
      where j.code = ${code} and j.from_at < ${until} order by j.version`;
    const notices = await db.$queryRaw<PackNotice[]>`
      select n.id, n.jurisdiction, n.language, n.version, n.title, n.content, n.sha256, n.substance, n.effective_at,
        n.published_at, p.name as published_by
      from notice n left join person p on p.id = n.published_by
      where n.jurisdiction in (${code}, 'US') and n.published_at < ${until}
      order by n.jurisdiction, n.version, n.language`;
    const overrides = await db.$queryRaw<PackOverride[]>`
      select o.id, o.grounds, p.name as proposed_by, o.at, b.name as approved_by, a.at as approved_at, o.until_at,
        x.name as ended_by, e.at as ended_at, e.reason as ended_because
      from override o join person p on p.id = o.proposed_by
      left join override_approval a on a.override_id = o.id and a.at < ${until}
      left join person b on b.id = a.approved_by
      left join override_end e on e.override_id = o.id and e.at < ${until}
      left join person x on x.id = e.ended_by
      where o.code = ${code} and o.at < ${until} and least(o.until_at, e.at) > ${from} order by o.at`;
    const [asked] = await db.$queryRaw<{ name: string }[]>`
      select p.name from evidence_pack k join person p on p.id = k.asked_by where k.id = ${scope.id}::uuid`;
    const workplaces = await workplacesOf(db, until, code === "US" ? {} : { jurisdiction: code });
    const parsed = laws.map((each) => ({ ...each, body: lawBody.loose().safeParse(each.body).data ?? null }));
    return {
      scope,
      name: parsed.at(-1)?.body?.name ?? code,
      askedBy: asked?.name ?? "",
      laws: parsed,
      notices,
      overrides,
      workplaces: workplaces.map((each) => within(each, scope)),
    };
  });
}

/** A workplace as it stood in the period. */
function within(workplace: WorkplacePostings, { from, until }: PackScope): WorkplacePostings {
  const [start, end] = [from.getTime(), until.getTime()];
  const postings = workplace.postings
    .filter((each) => each.at < end && (each.end?.at ?? Infinity) > start)
    .map((each) => ({
      ...each,
      end: each.end && each.end.at < end ? each.end : null,
      inspections: each.inspections.filter(({ at }) => at < end),
      files: each.files.filter(({ at }) => at < end),
    }));
  const gaps = workplace.gaps
    .map((each) => ({ from: Math.max(each.from, start), to: Math.min(each.to, end) }))
    .filter((each) => each.from < each.to);
  return { ...workplace, postings, gaps };
}
