import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { getRequest } from "./queries/get-request.ts";
import { expectConsistent, inLine } from "./test-races.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";

// Two groups that both have to say yes, and say it at the same moment: one outcome comes of it, and nothing half done.

const TIMES = 12;
let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());
afterEach(() => expectConsistent(portal));

describe("two groups at the same moment", () => {
  const both = async (i: number, ofLegal: "approved" | "denied") => {
    const { legal } = portal.people;
    const id = await portal.apply(employee, "sensitive-content");
    const pair = [
      () => portal.decide(manager, id),
      () => portal.decide(legal, id, { group: "legal", kind: ofLegal }),
    ];
    const order = i % 2 ? pair.toReversed() : pair;
    return { id, settled: await Promise.allSettled(order.map((each) => each())) };
  };
  const ends = async (id: string) => {
    const { rows } = await portal.owner.query<{ what: string }>(
      `select 'decided ' || grp || ' ' || kind as what from exemption_decision where request_id = $1
       union all select 'outcome ' || kind from exemption_outcome where request_id = $1
       union all select 'in force ' || kind from exemption
         where request_id = $1 and least(ended_at, until_at) > sayso_now() order by 1`,
      [id],
    );
    return rows.map(({ what }) => what);
  };

  test.each(Array.from({ length: TIMES }, (_, i) => i))(
    "two who say yes are one approval (%i)",
    async (i) => {
      const { id, settled } = await both(i, "approved");
      expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
      expect(await ends(id)).toEqual([
        "decided legal approved",
        "decided manager approved",
        "in force granted",
        "outcome approved",
      ]);
    },
  );

  test.each(Array.from({ length: TIMES }, (_, i) => i))("a yes and a no are a no (%i)", async (i) => {
    const { id, settled } = await both(i, "denied");
    const refused = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    const { name } = portal.people.legal;
    // Whoever says no is never too late; whoever says yes may be.
    expect(refused.map(({ message }) => message)).toEqual(
      refused.map(() => `${name} denied this before you. Nothing of yours was recorded now.`),
    );
    expect(await ends(id)).toEqual([
      "decided legal denied",
      ...(refused.length === 0 ? ["decided manager approved"] : []),
      "outcome denied",
    ]);
  });
});

describe("of two who come one after another", () => {
  test.each([true, false])("the first says yes: %s; a no settles it all the same", async (isYesFirst) => {
    const { legal } = portal.people;
    const id = await portal.apply(employee, "sensitive-content");
    const yes = () => portal.decide(manager, id);
    const no = () => portal.decide(legal, id, { group: "legal", kind: "denied" });
    const [first, second] = isYesFirst
      ? await inLine(portal, employee, yes, no)
      : await inLine(portal, employee, no, yes);
    expect(first.status).toBe("fulfilled");
    expect(second.status).toBe(isYesFirst ? "fulfilled" : "rejected");
    expect((await getRequest(employee, id)).state).toBe("denied");
  });
});
