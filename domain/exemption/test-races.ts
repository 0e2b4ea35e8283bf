import { expect } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import type { RequestPortal } from "./test-requests.ts";

// What tests of races share: who won by the rows, who is first in line, and what holds whatever happened.

export const DID = { approved: "approved this", narrowed: "approved a part of this", denied: "denied this" };

/** As many at once as the portal has connections, and then the next: it turns away whoever waits too long for one. */
export async function atOnce<T>(deeds: readonly (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> {
  const settled: PromiseSettledResult<T>[] = [];
  const next = deeds.entries();
  const work = async () => {
    for (const [place, deed] of next)
      settled[place] = await deed().then(
        (value) => ({ status: "fulfilled", value }),
        (reason: unknown) => ({ status: "rejected", reason }),
      );
  };
  await Promise.all(Array.from({ length: 12 }, work));
  return settled;
}

/** By the rows: who decided the request, and how. */
export async function winnerOf({ owner }: RequestPortal, id: string) {
  const { rows } = await owner.query<{ name: string; id: string; kind: keyof typeof DID }>(
    `select p.name, p.id, d.kind from exemption_decision d join person p on p.id = d.decided_by
     where d.request_id = $1`,
    [id],
  );
  expect(rows).toHaveLength(1);
  return rows[0];
}

/** Both while the applicant's turn is somebody else's: the first waits for it before the second comes. */
export async function inLine(
  portal: RequestPortal,
  applicant: PersonActor,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
) {
  const client = await portal.owner.connect();
  try {
    await client.query("begin");
    await client.query("select from person_state where person_id = $1 for update", [applicant.id]);
    const one = first();
    await portal.someoneWaits();
    const settled = Promise.allSettled([one, second()]);
    // Whoever comes as the turn is given up may get it before those who wait.
    await portal.someoneWaits(2);
    await client.query("commit");
    return await settled;
  } finally {
    client.release();
  }
}

/** What has to hold of the rows whatever happened, and in whatever order. */
export async function expectConsistent({ owner }: RequestPortal): Promise<void> {
  const broken = await owner.query(
    `select 'a step is open although its stage is over' as what from exemption_step s
       join exemption_outcome o using (request_id, stage) where s.closed_at is null
     union all select 'somebody is asked although the step is closed' from exemption_assignee a
       join exemption_step s using (request_id, stage, grp) where s.closed_at is not null and a.ended_at is null
     union all select 'in force meanwhile although nothing is pending' from exemption e
       where e.kind <> 'granted' and least(e.ended_at, e.until_at) > sayso_now()
         and open_stage(e.request_id) is null
     union all select 'granted without an outcome' from exemption e where e.kind = 'granted' and not exists (
       select from exemption_outcome o where o.request_id = e.request_id and o.kind in ('approved', 'narrowed'))
     union all select 'in force although it was given up' from exemption e join exemption_end w using (request_id)
       where w.kind = 'withdrawn' and least(e.ended_at, e.until_at) > sayso_now()
     union all select 'all have decided and nothing came of it' from exemption_step s
       where not exists (select from exemption_step t where t.request_id = s.request_id and t.stage = s.stage
         and t.closed_at is null)
       and not exists (select from exemption_outcome o where o.request_id = s.request_id and o.stage = s.stage)`,
  );
  expect(broken.rows).toEqual([]);
}
