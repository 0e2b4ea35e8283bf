type Wake = (job: string) => Promise<void>;

declare global {
  // Next's route bundles and the process that hosts them are separate module graphs; the queues are the latter's.
  var saysoWakeJob: Wake | undefined;
}

/** Says how a job is begun at once; undefined when none is worked here any more. */
export function setWake(wake: Wake | undefined): void {
  globalThis.saysoWakeJob = wake;
}

/** Asks for a job now, rather than at its next time. A hint: what there is to do stands in the tables. */
export async function wakeJob(job: string): Promise<void> {
  await globalThis.saysoWakeJob?.(job).catch(() => undefined);
}
