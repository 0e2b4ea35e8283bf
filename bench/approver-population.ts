import { asOwner } from "./legal-population.ts";

/** How many requests there are, and how many of them one approver decided. */
export interface Amount {
  readonly requests: number;
  readonly decided: number;
}
/** What waits for that approver, however many there are. */
export const WAITING = 30;

/**
 * Fills the tables with requests of a crowd, ten of each: `WAITING` wait for the approver of this subject, `decided`
 * were decided by them, and the others wait for, or were decided by, two hundred others.
 */
export async function fillWithRequests(
  ownerUrl: string,
  subject: string,
  { requests, decided }: Amount,
): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await client.query(
      `insert into person (id, subject, email, name, title, department, time_zone)
       select uuidv7(), 'crowd-' || i, 'crowd-' || i || '@larkspur.example', 'Fern ' || initcap(substr(md5(i::text), 1, 7)),
         'Specialist', 'Crowd', 'America/New_York' from generate_series(1, $1::integer / 10 + 200) i`,
      [requests],
    );
    await client.query(
      `create temp table asked as
       select i, gen_random_uuid() as id, p.id as employee_id, i <= ${WAITING} or i % 2 = 0 and i > ${WAITING} + $2 as is_open,
         case when i <= ${WAITING} + $2 then me.id else other.id end as judge_id,
         now() - (i % 9000) * interval '1 hour' as at
       from generate_series(1, $1::integer) i
       join person p on p.subject = 'crowd-' || (201 + i % ($1::integer / 10))
       join person other on other.subject = 'crowd-' || (1 + i % 200)
       join person me on me.subject = $3`,
      [requests, decided, subject],
    );
    for (const statement of ROWS) await client.query(statement);
    await client.query("vacuum analyze");
  });
}

const ROWS = [
  `insert into exemption_request (id, employee_id, ground, words, from_at, until_at, at)
   select id, employee_id, (array['bandwidth', 'power', 'other'])[1 + i % 3], decode(repeat('00', 60), 'hex'), at,
     at + interval '90 days', at from asked`,
  `insert into exemption_step (request_id, employee_id, stage, grp, opened_at, due_at, next_at, phase, closed_at)
   select id, employee_id, 'request', 'manager', at, at + interval '3 days',
     case when is_open then at + interval '2 days' end, 'asked', case when not is_open then at + interval '1 day' end
   from asked`,
  `insert into exemption_assignee (request_id, stage, grp, employee_id, person_id, kind, since, due_at, ended_at, decided)
   select id, 'request', 'manager', employee_id, judge_id, 'routed', at, at + interval '3 days',
     case when not is_open then at + interval '1 day' end, not is_open from asked`,
  `insert into exemption_decision (request_id, stage, grp, employee_id, kind, decided_by, at)
   select id, 'request', 'manager', employee_id, 'approved', judge_id, at + interval '1 day' from asked where not is_open`,
  `insert into exemption_outcome (request_id, stage, employee_id, kind, at)
   select id, 'request', employee_id, 'approved', at + interval '1 day' from asked where not is_open`,
  `insert into exemption_message (id, request_id, employee_id, kind, stage, author_id, words, at)
   select gen_random_uuid(), id, employee_id, 'comment', 'request', employee_id, decode(repeat('00', 60), 'hex'), at from asked`,
];
