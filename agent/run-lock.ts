import { join } from "node:path";
import Database from "libsql";

/** Another agent runs on this state directory. */
export class AlreadyRunning extends Error {}

/** Held until the process ends, however it ends: two agents on one queue would record everything twice. */
export function takeRunLock(directory: string): Database.Database {
  const lock = new Database(join(directory, "queue.lock"));
  try {
    lock.exec("begin exclusive");
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new AlreadyRunning();
    throw error;
  }
}
