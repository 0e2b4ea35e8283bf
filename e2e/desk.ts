import { setTimeout as sleep } from "node:timers/promises";
import { allowAll, test as base, expect, signIn } from "./actors.ts";
import { Agent } from "./agent.ts";
import { Desktop, type Window } from "./desktop.ts";
import { MovedClock } from "./moved-clock.ts";
import type { Person, Portal } from "./portal.ts";
import { discardedSteps, keysStored } from "./records.ts";

/** Between the last key and the next window, as hands need. */
export const REST_MS = 700;

/** More than one text takes to be typed, window and all. */
const TYPING_MS = 8_000;
const MINUTE_MS = 60_000;

/** One employee at a real desktop with the real agent; knows how many keys may have been counted so far. */
export class Desk {
  private typed = 0;
  /** How many steps the portal is known to have thrown away. */
  private refused = 0;
  /** What the agent takes for the machine's clock. */
  readonly clock = new MovedClock();
  readonly agent: Agent;

  private constructor(
    readonly portal: Portal,
    readonly person: Person,
    readonly desktop: Desktop,
    /** An approved application. */
    readonly terminal: Window,
    /** One that nobody approved, in front. */
    readonly other: Window,
  ) {
    this.agent = new Agent({ ...desktop.env, ...this.clock.env });
  }

  static async open(portal: Portal, person: Person): Promise<Desk> {
    const desktop = await Desktop.open();
    const terminal = await desktop.terminal();
    const other = await desktop.unapproved();
    return new Desk(portal, person, desktop, terminal, other);
  }

  /** Types in the approved application and turns to the other one, which ends the record. */
  async work(text: string): Promise<void> {
    await this.begin(text);
    await sleep(REST_MS);
    await this.turnAway();
    await this.agent.becomes("excluded-app");
  }

  /** As `work`, all of it within one minute of the clock: records end with it, and bursts with their record. */
  async workWithinMinute(text: string): Promise<void> {
    const left = MINUTE_MS - (Date.now() % MINUTE_MS);
    if (left < TYPING_MS) await sleep(left + 500);
    await this.work(text);
  }

  /** Types in an approved application and stays there: the record is still open. */
  async begin(text: string, where = this.terminal): Promise<void> {
    await this.desktop.focus(where);
    await this.agent.becomes("collected");
    if (text !== "") await this.desktop.type(text);
    this.typed += text.length;
  }

  /** Presses a shortcut in the approved application. */
  async chord(keys: string): Promise<void> {
    await this.begin("");
    await this.desktop.press(keys);
    await this.turnAway();
    await this.agent.becomes("excluded-app");
  }

  /** Types in the approved application while nothing may be collected. */
  async workUnheard(text: string): Promise<void> {
    await this.desktop.focus(this.terminal);
    await this.desktop.type(text);
    await this.turnAway();
  }

  /**
   * Turns to the other application once the hook has heard all keys. What it hears only after the turn, because
   * the machine was too busy, counts as typed in the other one: the agent loses it rather than guesses.
   */
  async turnAway(): Promise<void> {
    await this.desktop.heardBy(this.agent.hooks());
    await this.desktop.focus(this.other);
  }

  /** Everything that was typed while it was allowed is stored once, and nothing else was ever sent. */
  async settled(): Promise<void> {
    const stored = () => keysStored(this.portal, this.person);
    // After an outage the agent comes again when chance lets it, half a minute later at most.
    await expect.poll(stored, { timeout: 70_000, message: this.agent.log }).toBe(this.typed);
    const refused = await discardedSteps(this.portal, this.person);
    expect(refused, "the agent sent nothing that it should not").toBe(this.refused);
  }

  /**
   * Takes what is stored and refused now as the measure, where an interruption makes it uncertain what was in time.
   * Leads to how many keys and refused steps that adds.
   */
  async takeStock(): Promise<{ keys: number; refused: number }> {
    await expect.poll(() => this.agent.unsent(), { timeout: 20_000, message: this.agent.log }).toBe(0);
    const before = { keys: this.typed, refused: this.refused };
    this.typed = await keysStored(this.portal, this.person);
    this.refused = await discardedSteps(this.portal, this.person);
    return { keys: this.typed - before.keys, refused: this.refused - before.refused };
  }

  async close(): Promise<void> {
    await this.agent.close();
    await this.desktop.close();
    this.clock.close();
  }
}

/** Playwright's test with a desk whose owner has allowed everything, shared by the tests of a worker. */
export const test = base.extend<object, { desk: Desk }>({
  desk: [
    async ({ portal, browser }, use) => {
      const person = await portal.freshEmployee();
      const context = await browser.newContext({ baseURL: portal.url });
      await signIn(context, portal, person);
      const page = await context.newPage();
      const desk = await Desk.open(portal, person);
      try {
        await desk.agent.enrol(portal.url, page);
        await allowAll(page);
        await context.close();
        await desk.agent.starts();
        await use(desk);
      } finally {
        await desk.close();
      }
    },
    { scope: "worker", timeout: 180_000 },
  ],
});
