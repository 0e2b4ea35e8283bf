import { admit } from "../../../lib/db/ingest.ts";
import type { JobActor } from "../../actor/schema.ts";

/** Makes the partitions that records of the coming weeks go into. Daily is plenty: they reach four weeks ahead. */
export async function makePartitions(_actor: JobActor): Promise<void> {
  await admit("ensure-partitions", "select ensure_partitions()", []);
}
