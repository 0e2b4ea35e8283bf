import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { QUIET_MS } from "../agent/picture/photographer.ts";
import { allowAll, expect, test } from "./actors.ts";
import { Desk } from "./desk.ts";
import { CALCULATOR_COLOUR } from "./desktop.ts";
import { coloursOf, objectionsTo, pixelsOf } from "./plain-panels.ts";
import type { Portal } from "./portal.ts";
import { everythingTold, expectNoneInFiles, runsFound, textsUnlike } from "./typed-texts.ts";

// Pictures from the screen of a real desktop to their owner's gallery, and to their end.

test.use({ program: { sync_seconds: 1 }, behindRelay: true });

/** A key is told of so much later at most, and whether it is quiet is asked before a picture. */
const HEARD_MS = 3_000;

/**
 * Nothing is pictured, though it is quiet: syncs and pictures are driven by one loop, so when a sync has been answered
 * that began after a picture was due, the picture would be in the making. That takes longer than from look to look.
 */
async function picturesNone({ agent }: Desk): Promise<void> {
  const due = Date.now() + QUIET_MS + HEARD_MS;
  const grabbers = new Set<number>();
  const syncedAt = () => {
    for (const pid of agent.grabbers()) grabbers.add(pid);
    return agent.status().lastSyncAt ?? 0;
  };
  await expect.poll(syncedAt, { timeout: 60_000, message: agent.log, intervals: [50] }).toBeGreaterThan(due);
  expect([...grabbers], "processes that picture").toEqual([]);
  expect(agent.status().pictures).toEqual({ today: 0, waiting: 0, refused: 0, dropped: 0 });
}

/** Until a picture was made and has come to the portal; leads to how many processes made pictures meanwhile. */
async function picturesOne({ agent }: Desk): Promise<number> {
  const grabbers = new Set<number>();
  const pictures = () => {
    for (const pid of agent.grabbers()) grabbers.add(pid);
    return agent.status().pictures;
  };
  const sent = { today: 1, waiting: 0, refused: 0, dropped: 0 };
  await expect.poll(pictures, { timeout: 90_000, message: agent.log, intervals: [50] }).toEqual(sent);
  return grabbers.size;
}

const sentPictures = (portal: Portal) => portal.relay.calls.flatMap(({ picture }) => picture ?? []);

function storedFiles({ directory }: Portal): string[] {
  const all = readdirSync(join(directory, "captures"), { recursive: true, withFileTypes: true });
  return all.filter((each) => each.isFile()).map(({ name }) => name);
}

/** The picture as the gallery has it. */
async function shownIn(page: Page): Promise<Buffer> {
  const image = page.getByRole("main").locator("img");
  await expect(image).toHaveCount(1);
  const answer = await page.request.get((await image.getAttribute("src")) ?? "");
  expect(answer.headers()["content-type"]).toBe("image/png");
  return answer.body();
}

test("a picture comes of what is allowed, and of nothing else, with no word in it; its owner sees it first, and its end", async ({
  page,
  portal,
  person,
}) => {
  test.setTimeout(180_000);
  const desk = await Desk.open(portal, person);
  const { agent, desktop, terminal } = desk;
  try {
    const calculator = await desktop.calculator();
    await agent.enrol(portal.url, page);
    await allowAll(page);
    await agent.starts();
    const [refused = "", without = "", paused = "", pictured = ""] = textsUnlike(
      await everythingTold(desk, portal),
      4,
    );

    await test.step("none while the screen is refused, though the rest is collected", async () => {
      await agent.applies(() => page.getByRole("button", { name: "Take back screen" }).click());
      await desk.begin(refused, calculator);
      await picturesNone(desk);
    });
    await test.step("none in an application of which no picture is approved", async () => {
      await desk.begin("", terminal);
      await agent.applies(() => page.getByRole("button", { name: "Allow screen" }).click());
      await desk.begin(without, terminal);
      await picturesNone(desk);
    });
    await test.step("none while paused", async () => {
      await desk.turnAway();
      await agent.command("pause", "5");
      await agent.becomes("paused");
      await desktop.focus(calculator);
      await desktop.type(paused);
      await picturesNone(desk);
      await desk.turnAway();
      await agent.command("resume");
      await agent.becomes("excluded-app");
    });
    await test.step("one of an approved application, with nothing of what is written in it", async () => {
      await desk.begin(pictured, calculator);
      expect(await picturesOne(desk)).toBe(1);
      const [sent = Buffer.alloc(0), ...more] = sentPictures(portal);
      expect(more).toEqual([]);
      expect(await objectionsTo(sent)).toEqual([]);
      const pixels = await pixelsOf(sent);
      expect(pixels, "the window in front, and no more").toMatchObject(await desktop.sizeOf(calculator));
      expect(coloursOf(pixels), "what the window is, but for the text in it").toEqual([CALCULATOR_COLOUR]);
      await page.goto("/my-data/captures");
      const name = /^Screen picture, Calculator/;
      await expect(page.getByRole("main").getByRole("link", { name })).toHaveCount(1);
      expect(await pixelsOf(await shownIn(page))).toEqual(pixels);
      expect(storedFiles(portal)).toHaveLength(1);
      await page.goto("/my-data");
      await expect(
        page.getByRole("main").getByRole("link", { name: "1 picture", exact: true }),
      ).toBeVisible();
    });
    await test.step("what was typed meanwhile is nowhere", async () => {
      await desk.turnAway();
      await desk.settled();
      const texts = [refused, without, paused, pictured];
      expect(runsFound(texts, await everythingTold(desk, portal))).toEqual([]);
      for (const directory of [agent.directory, portal.directory]) expectNoneInFiles(texts, directory);
    });
    await test.step("deleted in the gallery, it is gone from the store", async () => {
      await page.goto("/my-data/captures");
      await page
        .getByRole("main")
        .getByRole("link", { name: /^Screen picture/ })
        .focus();
      await page.keyboard.press("Delete");
      await expect(page.getByText("No pictures")).toBeVisible();
      await expect.poll(() => storedFiles(portal)).toEqual([]);
      await page.goto("/my-data");
      await expect(page.getByRole("main").getByRole("link", { name: "1 picture", exact: true })).toHaveCount(
        0,
      );
    });
  } finally {
    await desk.close();
  }
});
