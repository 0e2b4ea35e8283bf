import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withdrawRequest } from "./commands/end.ts";
import { GROUNDS, type Ground } from "./schema.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";

// What is left out while a request waits: always on grounds that cannot wait, on the others as the program says.

let portal: RequestPortal;
beforeAll(async () => {
  portal = await openRequestPortal();
});
afterAll(() => portal.close());

const set = (stops: boolean) =>
  portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'program.set-up'))
     update program set exemption_stops = $1`,
    [stops],
  );
/** What is left out now because of it, and whether its own rules say so. */
async function meanwhile(requestId: string) {
  const { rows } = await portal.owner.query(
    `select e.kind, e.applications, r.stops_meanwhile from exemption_request r
     left join exemption e on e.request_id = r.id and least(e.ended_at, e.until_at) > sayso_now()
       and e.from_at <= sayso_now()
     where r.id = $1`,
    [requestId],
  );
  return rows;
}
const STOPPED = [{ kind: "meanwhile", applications: ["terminal"], stops_meanwhile: true }];
const GOES_ON = [{ kind: null, applications: null, stops_meanwhile: false }];
const ALWAYS: readonly Ground[] = ["sensitive-content", "health", "conviction"];

describe.each(GROUNDS)("%s", (ground) => {
  test("as long as it waits it is left out, where the program says so", async () => {
    const { employee } = portal.people;
    await set(true);
    const id = await portal.apply(employee, ground);
    expect(await meanwhile(id)).toEqual(STOPPED);
    // What applied when it was sent applies to it until it is settled.
    await set(false);
    expect(await meanwhile(id)).toEqual(STOPPED);
    await withdrawRequest(employee, id, "request");
    expect(await meanwhile(id)).toEqual([{ ...GOES_ON[0], stops_meanwhile: true }]);
  });

  test(`where the program says no, it is ${ALWAYS.includes(ground) ? "left out all the same" : "not"}`, async () => {
    const { employee } = portal.people;
    await set(false);
    const id = await portal.apply(employee, ground);
    const expected = ALWAYS.includes(ground) ? STOPPED : GOES_ON;
    expect(await meanwhile(id)).toEqual(expected);
    await set(true);
    expect(await meanwhile(id)).toEqual(expected);
    await withdrawRequest(employee, id, "request");
  });
});

test("silence grants also what was not left out while it waited", async () => {
  const { employee } = portal.people;
  await set(false);
  const id = await portal.apply(employee, "bandwidth");
  for (let turn = 0; turn < 3; turn++) {
    expect(await meanwhile(id)).toEqual(GOES_ON);
    await portal.tick(id);
  }
  expect(await meanwhile(id)).toEqual([{ ...GOES_ON[0], kind: "overdue", applications: ["terminal"] }]);
  await withdrawRequest(employee, id, "request");
});
