import { readdirSync } from "node:fs";
import { expect } from "./actors.ts";
import { commandOf } from "./agent.ts";
import { test } from "./desk.ts";

// What people do at the computer itself, and what the agent does when nobody asked it to.

test.use({ program: { sync_seconds: 1, lease_seconds: 20 }, behindRelay: true, mayComplain: true });
test.describe.configure({ timeout: 180_000 });

test("pause and resume at the computer's command line, seen in the browser at once", async ({
  desk,
  browserOf,
}) => {
  const { agent, person } = desk;
  const page = await (await browserOf(person)).newPage();
  await page.goto("/");
  await desk.work("before the pause");
  const paused = await agent.command("pause", "5");
  expect(paused).toMatchObject({
    code: 0,
    output: expect.stringContaining("Paused for 5 minutes, on all your devices."),
  });
  await agent.becomes("paused");
  await expect.poll(() => agent.hooks()).toEqual([]);
  await expect(page.getByRole("main").getByRole("timer")).toHaveText(/^[45]:\d\d$/);
  await desk.workUnheard("during the pause");
  const status = JSON.parse((await agent.command("status", "--json")).output);
  expect(status).toMatchObject({ linked: true, running: true, label: "paused", isHooked: false });
  expect(await agent.command("resume")).toMatchObject({ code: 0 });
  await expect(page.getByRole("timer")).toHaveCount(0);
  await agent.becomes("excluded-app");
  await desk.work("after the pause");
  await desk.settled();
});

test("pause at the computer's command line holds even when the portal cannot be reached", async ({
  desk,
  portal,
}) => {
  const { agent } = desk;
  portal.relay.isDown = true;
  portal.relay.cut();
  const paused = await agent.command("pause", "5");
  expect(paused.output).toContain("Paused for 5 minutes on this computer.");
  await agent.becomes("paused");
  await expect.poll(() => agent.hooks()).toEqual([]);
  await desk.workUnheard("nobody hears this");
  portal.relay.isDown = false;
  await agent.command("resume");
  await agent.becomes("excluded-app", 70_000);
  await desk.settled();
});

test("an answer that the portal did not sign stops it until an honest one comes", async ({
  desk,
  portal,
}) => {
  const { agent } = desk;
  await desk.work("trusted");
  await desk.settled();
  // One character of the signature's payload is another one.
  portal.relay.forge = (body) =>
    body.replace(/("(?:lease|directive)":"[\w-]+\.[\w-]{20})[\w-]/, (_, kept) => `${kept}_`);
  await agent.becomes("untrusted");
  await expect.poll(() => agent.hooks()).toEqual([]);
  await desk.workUnheard("under a forged directive");
  portal.relay.forge = null;
  await agent.becomes("excluded-app", 70_000);
  await desk.work("trusted again");
  await desk.settled();
});

test("two agents never run on one state, and a killed one leaves no hook behind", async ({ desk }) => {
  const { agent } = desk;
  expect(await agent.command("run")).toMatchObject({
    code: 1,
    output: expect.stringContaining("running already"),
  });
  await expect.poll(() => agent.hooks().length).toBe(1);
  const [hook = 0] = agent.hooks();
  expect(commandOf(hook)).toContain("agent-hook");
  await agent.kill();
  expect(commandOf(hook)).toBe("");
  expect((await agent.command("status")).output).toContain("The agent is not running.");
  await agent.starts();
  await desk.work("and on it goes");
  await desk.settled();
});

test("switched off in order it says so, and its owner sees how to turn it on", async ({
  desk,
  browserOf,
}) => {
  const { agent, person } = desk;
  const page = await (await browserOf(person)).newPage();
  await page.goto("/devices");
  await agent.stop();
  await expect(page.getByRole("main")).toContainText("Agent off");
  await expect(page.getByRole("main")).toContainText("sayso-agent run");
  await agent.starts();
  await expect(page.getByRole("main")).not.toContainText("Agent off");
});

test("unlinked at the computer, nothing of the account is left on it", async ({ desk }) => {
  const { agent } = desk;
  const unlinked = await agent.command("unlink");
  expect(unlinked).toMatchObject({
    code: 0,
    output: expect.stringContaining("its keys and all that was not sent are destroyed"),
  });
  expect(await agent.ended()).toBe(3);
  expect(agent.log).toContain("This computer is not linked any more, and nothing is collected.");
  const left = readdirSync(agent.directory, { recursive: true, encoding: "utf8" });
  expect(left.filter((name) => /key|queue|link|hold/.test(name))).toEqual([]);
});
