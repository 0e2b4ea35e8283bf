import type { Reader } from "../../../lib/db/reader.ts";
import type { DutyKind } from "../../jurisdiction/schema.ts";

/** A row of law in force, and the notice that stands for it. */
export interface StandingNotice {
  readonly code: string;
  readonly name: string;
  readonly duties: readonly DutyKind[];
  /** Whether nothing may be collected there: counsel's override is asked for, and none is in force. */
  readonly blocked: boolean;
  /** What to give people there: the last version in force, in English if there is one; null when none counts. */
  readonly noticeId: string | null;
  /** The other languages in which that version stands. */
  readonly languages: readonly string[];
  /** Every version whose service or acknowledgement still counts there. */
  readonly counting: readonly string[];
}

/**
 * The same truth as `countingFor` (domain/notice/rules/evidence.ts), as of now and for all rows at once: a row's
 * own line, or the federal one until it has one; not overtaken by a change of substance; with the words that the
 * row prescribes. domain/evidence/queries/coverage.test.ts compares them.
 */
const STANDING_SQL = `
with effective as (
  select * from notice where effective_at <= sayso_now()
), law as (
  select j.code, j.body->>'name' as name, law_duties(j.body) as duties, law_wording(j.body) as wording,
    case when exists (select from effective n where n.jurisdiction = j.code) then j.code else 'US' end as line
  from jurisdiction j where j.until_at is null
), version as (
  select n.jurisdiction as line, max(n.version) as last, coalesce(max(n.version) filter (where n.substance), 0) as since
  from effective n group by n.jurisdiction
), counting as (
  select l.code, n.id, n.language, n.published_at, n.version = v.last as is_last
  from law l join version v on v.line = l.line
  join effective n on n.jurisdiction = l.line and n.version >= v.since and carries_wording(n.content, l.wording)
), chosen as (
  select distinct on (code) code, id, language from counting where is_last
  order by code, language = 'en' desc, published_at
)
select l.code, l.name, l.duties, c.id as "noticeId",
  'override' = any (l.duties) and not exists (
    select from lifted_blocks() o
    where o.code = l.code and o.from_at <= sayso_now() and sayso_now() < o.until_at) as blocked,
  array(select distinct n.language from effective n join version v on v.line = l.line
    where n.jurisdiction = l.line and n.version = v.last and n.language is distinct from c.language
    order by 1) as languages,
  array(select o.id from counting o where o.code = l.code) as counting
from law l left join chosen c using (code)`;

/** One for each row of law that is in force, within a transaction. */
export function standingNotices(db: Reader): Promise<StandingNotice[]> {
  return db.$queryRawUnsafe<StandingNotice[]>(STANDING_SQL);
}
