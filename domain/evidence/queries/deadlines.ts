import { read } from "../../../lib/db/reader.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { FEDERAL } from "../../jurisdiction/schema.ts";
import type { Deadline, PlaceCoverage } from "../schema/coverage.ts";

const WITHIN_DAYS = 30;
const INSPECTED_DAYS = 90;

/** Each line once. The people of notices and of years are known from coverage. */
const SQL = `
select 'override-ends' as kind, o.until_at as at, o.code, null as what, null::float8 as people
from override o join override_approval a on a.override_id = o.id
where o.until_at > sayso_now() and not exists (select from override_end e where e.override_id = o.id)
union
select 'override-waits', o.until_at, o.code, null, null from override o
where o.until_at > sayso_now() and not exists (select from override_approval a where a.override_id = o.id)
  and not exists (select from override_end e where e.override_id = o.id)
union
select 'locations-stale', min(l.confirmed_at) + g.stale, null, null, count(distinct l.person_id)
from (select make_interval(days => location_stale_days) as stale from program) g
  join location l on l.confirmed_at > sayso_now() - g.stale
    and l.confirmed_at <= sayso_now() - g.stale + interval '${WITHIN_DAYS} days'
  join person p on p.id = l.person_id and p.active
where l.until_at is null group by g.stale
union
select 'notice-begins', n.effective_at, n.jurisdiction, n.title, null
from notice n where n.effective_at > sayso_now() and n.substance
union
select 'posting-uninspected', greatest(o.at, i.at) + interval '${INSPECTED_DAYS} days', w.jurisdiction, w.name, null
from posting o join workplace w on w.id = o.workplace_id and w.closed_at is null
  left join lateral (select max(at) as at from posting_inspection i where i.posting_id = o.id) i on true
where not exists (select from posting_end e where e.posting_id = o.id)
  and greatest(o.at, i.at) < sayso_now() - interval '${INSPECTED_DAYS} days'
union
select 'proposal', null, p.code, null, null from law_proposal p
where not exists (select from law_decision d where d.proposal_id = p.id)
  and p.base_version = (select coalesce(max(version), 0) from jurisdiction j where j.code = p.code)
union
select 'draft', null, d.jurisdiction, r.title, null from notice_draft d
  join lateral (select * from notice_revision r where r.draft_id = d.id order by number desc limit 1) r on r.is_ready
where not exists (select from notice_draft_end e where e.draft_id = d.id)
  and not exists (select from notice_return b where b.draft_id = d.id and b.number = r.number)
  and not exists (select from notice n where n.draft_id = d.id)
order by at nulls last, kind, code`;

/**
 * What comes up and what waits, the soonest first and what has no time last. Refuses (forbidden) everybody but legal.
 * @param places as `getCoverage` counted them
 */
export async function listDeadlines(
  actor: PersonActor,
  places: readonly PlaceCoverage[],
): Promise<Deadline[]> {
  expectLegal(actor);
  return read(actor, async (db, now) => {
    const own = await db.notice.findMany({ distinct: ["jurisdiction"], select: { jurisdiction: true } });
    const lines = new Set(own.map((each) => each.jurisdiction));
    const rows = await db.$queryRawUnsafe<Deadline[]>(SQL);
    const found = rows.map((each) =>
      each.kind === "notice-begins" ? { ...each, people: underLine(each.code, places, lines) } : each,
    );
    return [...found, ...yearly(places, now)].sort((a, b) => dateOf(a) - dateOf(b));
  });
}

function dateOf({ at }: Deadline): number {
  return at?.getTime() ?? Infinity;
}

/** To how many people a line's notice is given: everyone for the federal one, which applies to all. */
function underLine(
  code: string | null,
  places: readonly PlaceCoverage[],
  lines: ReadonlySet<string>,
): number {
  const line = code !== null && lines.has(code) ? code : FEDERAL;
  return places.find((each) => each.code === line)?.people ?? 0;
}

function yearly(places: readonly PlaceCoverage[], now: Date): Deadline[] {
  return places
    .filter(({ people, missing }) => people > 0 && missing.some((each) => each.duty === "yearly-notice"))
    .map(({ code, people }) => ({
      kind: "yearly-notice",
      at: new Date(Date.UTC(now.getUTCFullYear() + 1, 0, 1)),
      code,
      what: null,
      people,
    }));
}
