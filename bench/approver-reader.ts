import { actorForSession } from "../domain/actor/queries.ts";
import { getScopeNames } from "../domain/exemption/queries/get-scope-names.ts";
import { listDecided } from "../domain/exemption/queries/list-decided.ts";
import { listQueue, wasEverAsked } from "../domain/exemption/queries/list-queue.ts";
import { getPauseState } from "../domain/pause/queries.ts";
import { disconnect } from "../lib/db/connection.ts";
import { loadOrganisation } from "../prisma/factories/load.ts";
import { organisation } from "../prisma/factories/organisation.ts";
import { fillWithRequests, WAITING } from "./approver-population.ts";
import { median } from "./median.ts";

// A portal's domain on a database of its own, in a process of its own: fills it, then reads one approver's pages as
// often as it is told to, and says how long one reading took.

const OFTEN = 20;
const [ownerUrl = "", requests = "", decided = ""] = process.argv.slice(2);
const company = organisation(30);
const subject =
  company.people.find(({ manager, title }) => manager !== null && /Team Manager/.test(title))?.subject ?? "";

await loadOrganisation(company);
await fillWithRequests(ownerUrl, subject, { requests: Number(requests), decided: Number(decided) });
const approver = await actorForSession({ subject, epoch: 1 });
const colleague = await actorForSession({ subject: company.people.at(-1)?.subject ?? "", epoch: 1 });
const expected = Math.min(50, Number(decided));

/** All that each page reads, the frame around it included. */
const pages = {
  queue: async () => {
    const actor = await actorForSession({ subject, epoch: 1 });
    await getPauseState(actor);
    await wasEverAsked(actor);
    expectRows((await listQueue(actor)).rows.length, WAITING);
    await getScopeNames(actor);
  },
  /** What every page asks for somebody who decides nothing. */
  frame: async () => expectRows(Number(await wasEverAsked(colleague)), 0),
  decided: async () => expectRows((await listDecided(approver)).rows.length, expected),
};

function expectRows(rows: number, wanted: number): void {
  if (rows !== wanted) throw new Error(`${rows} rows, and not ${wanted}`);
}

async function milliseconds(page: () => Promise<void>): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < OFTEN; time++) {
    const start = performance.now();
    await page();
    took.push(performance.now() - start);
  }
  return median(took);
}

process.on("message", async (page: keyof typeof pages) => process.send?.(await milliseconds(pages[page])));
process.on("disconnect", () => disconnect());
process.send?.("ready");
