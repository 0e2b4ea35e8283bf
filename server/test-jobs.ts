import { startJobs } from "./jobs.ts";

// The jobs in a process of their own, for tests that kill it.
const stop = await startJobs();
process.once("SIGTERM", async () => {
  await stop();
  process.exit(0);
});
process.send?.("at work");
