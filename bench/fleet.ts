import { setInterval } from "node:timers";
import { populate } from "./population.ts";
import { SimulatedAgent, startAgents } from "./simulated-agent.ts";

// A fleet of agents that speak the real protocol to a running portal:
//   DATABASE_URL=<owner> SAYSO_DIRECTIVE_KEY=<the portal's> npm run fleet -- http://localhost:3000 1000
// It adds its people and devices to that database, and prints a line every ten seconds.

const [portal, size = "1000"] = process.argv.slice(2);
const ownerUrl = process.env.DATABASE_URL;
if (!portal || !ownerUrl || !(Number(size) > 0)) {
  console.error("Usage: DATABASE_URL=<owner's> npm run fleet -- <portal's address> [how many, 1000]");
  process.exit(1);
}

const people = await populate(ownerUrl, portal, Number(size));
const agents = people.map(({ device }) => new SimulatedAgent(device, portal));
await startAgents(agents);
console.log(`${agents.length} agents are connected to ${portal}; Ctrl-C ends them.`);

let before = 0;
const report = setInterval(() => {
  const syncs = agents.reduce((sum, each) => sum + each.syncs, 0);
  const failures = agents.reduce((sum, each) => sum + each.failures, 0);
  const collecting = agents.filter((each) => each.label === "collected").length;
  console.log(
    JSON.stringify({ agents: agents.length, collecting, syncsPerSecond: (syncs - before) / 10, failures }),
  );
  before = syncs;
}, 10_000);

process.on("SIGINT", () => {
  clearInterval(report);
  for (const agent of agents) agent.stop();
  process.exit(0);
});
