import { objectStore } from "../../../lib/object-store/configured.ts";
import { StoreTrouble } from "../../../lib/object-store/store.ts";
import type { JobActor } from "../../actor/schema.ts";
import { keepProgress } from "../../audit/commands.ts";

/** What a run did. */
export interface Swept {
  readonly removed: number;
  /** Why the run ended before nothing was due, in a word for the log; null when nothing was. */
  readonly stopped: string | null;
}

const TOGETHER = 50;
/** A store that fails so often is unwell, not the object. */
const TROUBLES_IN_A_ROW = 3;

/**
 * Takes out of the store what was deleted, and what was put and never got its row. Each is put off before it is tried,
 * twice as long every time and an hour at most: what a run that is cut off had taken on, and what the store could not
 * do, is due again.
 */
export async function sweepCaptures(actor: JobActor, stopping?: AbortSignal): Promise<Swept> {
  let removed = 0;
  let inARow = 0;
  for (;;) {
    const due = await takeOn(actor);
    if (due.length === 0) return { removed, stopped: null };
    for (const object of due) {
      if (stopping?.aborted) return { removed, stopped: "stopping" };
      const trouble = await removeFromStore(object);
      inARow = trouble ? inARow + 1 : 0;
      if (trouble && inARow >= TROUBLES_IN_A_ROW) return { removed, stopped: trouble.trouble };
      if (trouble) continue;
      await keepProgress(actor, (db) => db.captureRemoval.deleteMany({ where: { object } }));
      removed += 1;
    }
  }
}

async function takeOn(actor: JobActor): Promise<string[]> {
  const rows = await keepProgress(
    actor,
    (db) => db.$queryRaw<{ object: string }[]>`
      update capture_removal set tries = tries + 1,
        due_at = sayso_now() + least(interval '1 minute' * power(2, least(tries, 10)), interval '1 hour')
      where object in (
        select object from capture_removal where due_at <= sayso_now()
        order by due_at limit ${TOGETHER}::integer for update skip locked)
      returning object`,
  );
  return rows.map(({ object }) => object);
}

async function removeFromStore(object: string): Promise<StoreTrouble | null> {
  try {
    await objectStore().remove(object);
    return null;
  } catch (error) {
    if (error instanceof StoreTrouble) return error;
    throw error;
  }
}
