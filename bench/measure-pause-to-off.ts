import { setTimeout as sleep } from "node:timers/promises";
import { actorForSession } from "../domain/actor/queries.ts";
import type { PersonActor } from "../domain/actor/schema.ts";
import { resumePause, startPause } from "../domain/pause/commands.ts";
import { percentile } from "./median.ts";
import type { Inhabitant } from "./population.ts";
import { RealAgent } from "./real-agent.ts";
import type { Running } from "./servers.ts";
import { SimulatedAgent, startAgents } from "./simulated-agent.ts";

const PAUSES = 100;

/**
 * From the moment Pause is asked for, as a page does it in a process of its own, to the moment the real
 * agent's input hook is gone: commit, NOTIFY, event stream, sync, signature, end of the hook's process.
 * The other agents are connected all the while, and keep up their rhythm.
 */
export async function measurePauseToOff(door: Running, people: readonly Inhabitant[]) {
  const [first, ...others] = people;
  if (!first) throw new Error("there is nobody to pause");
  const owner = await actorForSession({ subject: first.employeeId, epoch: 1 });
  const fleet = others.map(({ device }) => new SimulatedAgent(device, door.url));
  await startAgents(fleet);
  const agent = await RealAgent.start(door.url, owner);
  const times: number[] = [];
  try {
    for (let i = 0; i < PAUSES; i++) times.push(await pauseToOff(agent, owner));
  } finally {
    await agent.stop();
    for (const each of fleet) each.stop();
  }
  const [p50Ms, p99Ms] = [percentile(times, 0.5), percentile(times, 0.99)];
  return { name: "pause_to_off", agents: fleet.length + 1, p50Ms, p99Ms };
}

async function pauseToOff(agent: RealAgent, owner: PersonActor): Promise<number> {
  const asked = performance.now();
  await startPause(owner, { seconds: 1800 });
  await agent.until((status) => status.isHooked === false && status.label === "paused");
  const time = performance.now() - asked;
  await resumePause(owner);
  await agent.until((status) => status.isHooked === true && status.label === "collected");
  await sleep(100);
  return time;
}
