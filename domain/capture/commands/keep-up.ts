import type { JobActor } from "../../actor/schema.ts";
import { keepProgress } from "../../audit/commands.ts";

/** Forgets that pictures came which are too old to come again. */
export async function forgetCaptureArrivals(actor: JobActor): Promise<void> {
  await keepProgress(actor, (db) => db.$queryRaw`select forget_capture_arrivals()`);
}
