import { admit } from "../../../lib/db/ingest.ts";
import type { JobActor } from "../../actor/schema.ts";

/** Forgets proofs whose time is over: they would be refused for their age alone. */
export async function forgetProofs(_actor: JobActor): Promise<void> {
  await admit("forget-proofs", "select forget_proofs()", []);
}

/** Forgets codes a day after they expired, with whatever was answered. */
export async function forgetDeviceRequests(_actor: JobActor): Promise<void> {
  await admit("forget-device-requests", "select forget_device_requests()", []);
}
