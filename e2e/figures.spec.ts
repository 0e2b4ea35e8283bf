import AxeBuilder from "@axe-core/playwright";
import type pg from "pg";
import { putSettled, type Settled } from "../domain/exemption/test-settled.ts";
import { expect, test } from "./actors.ts";
import type { Portal } from "./portal.ts";

// The program's figures, with something in them. Who may see them: routes.spec.ts; what they may say:
// domain/exemption/queries/figures.test.ts.

const each = (people: readonly number[], kind: Omit<Settled, "person">): Settled[] =>
  people.map((person) => ({ person, ...kind }));

/** Two months that are over for as long as this test may take, and what they are called. */
const SETTLED: readonly Settled[] = [
  ...each([0, 1, 2, 3, 4, 5, 6], { ground: "bandwidth", outcome: "approved", months: 2 }),
  ...each([0, 1, 2, 3, 4], { ground: "bandwidth", outcome: "denied", months: 2 }),
  ...each([5, 6, 7, 8, 9], { ground: "power", outcome: "approved", months: 2 }),
  ...each([9], { ground: "health", outcome: "denied", months: 2 }),
  ...each([0, 1, 2, 3, 4], { ground: "sensitive-content", outcome: "narrowed", months: 3 }),
  ...each([0, 1, 2, 3, 4, 5], { ground: "other", outcome: "denied", months: 3, stage: "appeal" }),
];

/** One transaction for which triggers stand aside. */
async function pastTriggers<T>(portal: Portal, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await portal.session();
  try {
    await client.query("begin; set local session_replication_role = replica");
    const done = await work(client);
    await client.query("commit");
    return done;
  } finally {
    client.release(true);
  }
}

/** Puts them there, of people who apply in no other test. Leads to their ids, and to what the two months are called. */
async function settleMonths(portal: Portal): Promise<{ ids: string[]; months: string[] }> {
  const crowd = await portal.sql<{ id: string }>(
    `select id from person p where exists (select from person r where r.manager_id = p.id)
     union select person_id from role_grant order by id`,
  );
  return pastTriggers(portal, async (client) => {
    const ids = await putSettled(
      client,
      crowd.map(({ id }) => id),
      SETTLED,
    );
    const { rows } = await client.query<{ name: string }>(
      `select to_char((now() at time zone 'UTC') - n * interval '1 month', 'FMMonth YYYY') as name
       from unnest(array[2, 3]) as n order by n`,
    );
    return { ids, months: rows.map(({ name }) => name) };
  });
}

function takeAway(portal: Portal, ids: readonly string[]): Promise<void> {
  return pastTriggers(portal, async (client) => {
    for (const table of ["exemption_outcome", "exemption_appeal"])
      await client.query(`delete from ${table} where request_id = any ($1)`, [ids]);
    await client.query("delete from exemption_request where id = any ($1)", [ids]);
  });
}

test("the program's people read what was settled in each month, wide and narrow, light and dark", async ({
  portal,
  browserOf,
}) => {
  const { ids, months } = await settleMonths(portal);
  try {
    const [later = "", earlier = ""] = months;
    const page = await (await browserOf(await portal.person("hr"))).newPage();
    await page.goto("/program/exemptions");
    await expect(page.getByText("Nothing to show yet")).toHaveCount(0);
    const rows = async (caption: string) => {
      const texts = await page.getByRole("table", { name: caption }).getByRole("row").allInnerTexts();
      return texts.slice(1).map((text) => text.split(/\s*\t\s*|\n/));
    };
    const days = ["5 days", "5 days"];
    await expect(page.getByText("18 requests settled.")).toBeVisible();
    expect(await rows(`Requests settled in ${later}`)).toEqual([
      ["Bandwidth at home", "Approved", "7", ...days],
      ["Bandwidth at home", "Denied", "5", ...days],
      ["All other grounds", "All outcomes", "6", ...days],
    ]);
    expect(await rows(`Requests settled in ${earlier}`)).toEqual([
      ["Sensitive content", "Approved in part", "5", ...days],
    ]);
    expect(await rows(`Appeals ended in ${earlier}`)).toEqual([["Denied", "6", ...days]]);
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 320]) {
        // Nothing is looked at while it turns from one colour to the other.
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        const at = `${colorScheme}, ${width}`;
        expect
          .soft(
            violations.map((each) => `${each.id} ${each.nodes[0]?.target}`),
            at,
          )
          .toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(wide, `${at}: the page scrolls sideways`).toBeLessThanOrEqual(0);
      }
    }
  } finally {
    await takeAway(portal, ids);
  }
});
