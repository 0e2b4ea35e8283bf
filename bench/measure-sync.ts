import { gzipSync } from "node:zlib";
import type { SyncRequest } from "../domain/activity/schema.ts";
import { syncBody } from "./device.ts";
import { drive, rawRequest } from "./load.ts";
import { median } from "./median.ts";
import type { Inhabitant } from "./population.ts";
import { batchOf } from "./recording.ts";
import { type Running, startBare } from "./servers.ts";

const PATH = "/api/agent/v1/sync";
const ROUNDS = 3;
const WARM_UP = 4;
const MEASURED = 8;
/** Rounds lie side by side in a past that everybody had agreed to, each record in a minute of its own. */
const PER_SYNC = 3;
const FIRST_MINUTE = Math.floor(Date.now() / 60_000) - 9 * 1440;

/**
 * The ordinary sync of 1,000 devices, a connection each: proof and token checked, three segments cut,
 * sealed and stored durably, a lease signed. Beside it, in turns, the bare server with the same requests.
 */
export async function measureSync(door: Running, people: readonly Inhabitant[]) {
  const bare = await startBare();
  const sync: number[] = [];
  const bareRequests: number[] = [];
  try {
    const epochs = await applyDirectives(people);
    let minute = FIRST_MINUTE;
    for (let round = 0; round < ROUNDS; round++) {
      const count = WARM_UP + MEASURED;
      // Proofs live for a minute: made just before they are used.
      const lanes = people.map((person) => lane(person, epochs.get(person) ?? "", minute, count));
      minute += count * PER_SYNC;
      bareRequests.push(await rate(bare, lanes));
      sync.push(await rate(door, lanes));
    }
  } finally {
    await bare.stop();
  }
  const [syncsPerSecond, bareRequestsPerSecond] = [median(sync), median(bareRequests)];
  const ratio = median(sync.map((each, i) => each / (bareRequests[i] ?? Number.NaN)));
  return { name: "sync", syncsPerSecond, bareRequestsPerSecond, ratio };
}

async function rate(server: Running, lanes: readonly (readonly Buffer[])[]): Promise<number> {
  await drive(
    server.port,
    lanes.map((lane) => lane.slice(0, WARM_UP)),
  );
  const driven = await drive(
    server.port,
    lanes.map((lane) => lane.slice(WARM_UP)),
  );
  if (driven.statuses.get(200) !== driven.answers) {
    throw new Error(`not every sync was answered well: ${JSON.stringify([...driven.statuses])}`);
  }
  return driven.answers / driven.seconds;
}

/** Everybody visits once, so that from then on the ordinary answer is a lease. */
async function applyDirectives(people: readonly Inhabitant[]): Promise<Map<Inhabitant, string>> {
  const epochs = new Map<Inhabitant, string>();
  for (let i = 0; i < people.length; i += 50) {
    await Promise.all(
      people.slice(i, i + 50).map(async (person) => {
        const { directive } = await person.device.sync({});
        const claims = JSON.parse(Buffer.from(directive?.split(".")[1] ?? "", "base64url").toString());
        if (claims.label !== "collected")
          throw new Error(`nothing may be collected: ${JSON.stringify(claims.reasons)}`);
        epochs.set(person, claims.epoch);
      }),
    );
  }
  return epochs;
}

function lane({ device }: Inhabitant, epoch: string, minute: number, count: number): Buffer[] {
  return Array.from({ length: count }, (_, i) => {
    const batches = [batchOf(PER_SYNC, minute + i * PER_SYNC)];
    return syncRequest(device, { applied: { epoch, at: Date.now() }, batches });
  });
}

export function syncRequest(device: Inhabitant["device"], request: Partial<SyncRequest>): Buffer {
  const headers = {
    ...device.headers("POST", "/sync"),
    "content-type": "application/json",
    "content-encoding": "gzip",
  };
  return rawRequest(PATH, headers, gzipSync(JSON.stringify(syncBody(request))));
}
