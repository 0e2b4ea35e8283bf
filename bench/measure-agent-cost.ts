import { setTimeout as sleep } from "node:timers/promises";
import { actorForSession } from "../domain/actor/queries.ts";
import type { Inhabitant } from "./population.ts";
import { RealAgent } from "./real-agent.ts";
import type { Running } from "./servers.ts";

const SETTLE_MS = 5_000;
/** Two syncs each, and a minute's records in between. */
const IDLE_MS = 120_000;
const TYPING_MS = 180_000;
const HOURS_8 = 8 * 3_600_000;

/** A quarter of a minute at a desk, again and again: some 300 keys a minute, and a hand that goes to the mouse. */
const RECORDED: readonly (readonly string[])[] = [
  ["type", "--delay", "140", "the quarterly figures are in the second"],
  ["key", "Return"],
  ["mousemove", "--sync", "300", "200"],
  ["mousemove", "--sync", "420", "260"],
  ["click", "1"],
  ["type", "--delay", "140", "table, see row 17"],
  ["key", "ctrl+s"],
  ["click", "--repeat", "4", "--delay", "80", "5"],
  ["mousemove", "--sync", "350", "230"],
  ["click", "--repeat", "2", "--delay", "60", "1"],
];

/** What the real agent costs its machine: nobody at the keyboard, then somebody who types without a rest. */
export async function measureAgentCost(door: Running, people: readonly Inhabitant[]) {
  const person = people.at(-1);
  if (!person) throw new Error("there is nobody to type");
  const agent = await RealAgent.start(
    door.url,
    await actorForSession({ subject: person.employeeId, epoch: 1 }),
  );
  try {
    await sleep(SETTLE_MS);
    const idle = await share(agent, () => sleep(IDLE_MS));
    const bytes = agent.status().bytesToday ?? Number.NaN;
    const typing = await share(agent, () => replay(agent));
    const bytesPerMs = ((agent.status().bytesToday ?? Number.NaN) - bytes) / typing.ms;
    return {
      name: "agent_cost",
      idleCpuPercent: rounded(idle.percent),
      typingCpuPercent: rounded(typing.percent),
      rssMb: Math.round(agent.rssMb()),
      bytesPer8h: Math.round(bytesPerMs * HOURS_8),
    };
  } finally {
    await agent.stop();
  }
}

/** The share of one core that the agent used meanwhile. */
async function share(agent: RealAgent, work: () => Promise<void>): Promise<{ percent: number; ms: number }> {
  const before = agent.cpuMs();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  return { percent: (100 * (agent.cpuMs() - before)) / ms, ms };
}

async function replay(agent: RealAgent): Promise<void> {
  for (const end = Date.now() + TYPING_MS; Date.now() < end; ) {
    for (const step of RECORDED) {
      agent.xdotool(...step);
      await sleep(200);
    }
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
