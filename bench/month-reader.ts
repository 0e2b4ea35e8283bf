import { getMyData } from "../domain/activity/queries/get-my-data.ts";
import { actorForSession } from "../domain/actor/queries.ts";
import { wasEverAsked } from "../domain/exemption/queries/list-queue.ts";
import { getPauseState } from "../domain/pause/queries.ts";
import { monthOf, shiftDay } from "../lib/calendar.ts";
import { dayOf } from "../lib/day.ts";
import { disconnect } from "../lib/db/connection.ts";
import { loadOrganisation } from "../prisma/factories/load.ts";
import { organisation } from "../prisma/factories/organisation.ts";
import { median } from "./median.ts";
import { fillWithSegments } from "./month-population.ts";

// A portal's domain on a database of its own, in a process of its own: fills it, then reads one person's month as
// often as it is told to, and says how long one reading took.

const OFTEN = 20;
const MONTH_MINUTES = 28 * 1_380;
const [ownerUrl = "", segments = ""] = process.argv.slice(2);
const company = organisation(30);
const subject = company.people.at(-1)?.subject ?? "";

await loadOrganisation(company);
const { segmentsEach } = await fillWithSegments(ownerUrl, subject, Number(segments));
const { timeZone } = await actorForSession({ subject, epoch: 1 });
/** The last day of the month that is over. */
const on = shiftDay(monthOf(dayOf(timeZone, Date.now())), -1);

/** All that each page reads, the frame around it included. */
const pages = {
  month: () => readView("month"),
  all: () => readView("all"),
};

async function readView(view: keyof typeof pages): Promise<void> {
  const actor = await actorForSession({ subject, epoch: 1 });
  await getPauseState(actor);
  await wasEverAsked(actor);
  const { held, devices, recorded, discards, costs } = await getMyData(actor, { view, on });
  const minutes = devices[0]?.total.reduce((sum, each) => sum + each.minutes, 0) ?? 0;
  const isWhole =
    held.stored === segmentsEach && held.held > 0 && held.held < segmentsEach && recorded.segments > 1_000;
  if (!isWhole || minutes < MONTH_MINUTES || discards.length !== 1 || costs.length !== 1)
    throw new Error(`not what there is: ${JSON.stringify({ held, minutes, recorded })}`);
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
