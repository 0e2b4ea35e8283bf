import { expect } from "./actors.ts";
import { Agent } from "./agent.ts";
import { Desktop, type Window } from "./desktop.ts";
import type { Person, Portal } from "./portal.ts";
import { discardedSteps, keysStored } from "./records.ts";

/** One employee at a real desktop with the real agent; knows how many keys may have been counted so far. */
export class Desk {
  private typed = 0;

  private constructor(
    readonly portal: Portal,
    readonly person: Person,
    readonly agent: Agent,
    readonly desktop: Desktop,
    /** An approved application. */
    readonly terminal: Window,
    /** One that nobody approved, in front. */
    readonly other: Window,
  ) {}

  static async open(portal: Portal, person: Person): Promise<Desk> {
    const desktop = await Desktop.open();
    const terminal = await desktop.terminal();
    const other = await desktop.unapproved();
    return new Desk(portal, person, new Agent(desktop.env), desktop, terminal, other);
  }

  /** Types in the approved application and turns to the other one, which ends the record. */
  async work(text: string): Promise<void> {
    await this.desktop.focus(this.terminal);
    await this.agent.becomes("collected");
    await this.desktop.type(text);
    this.typed += text.length;
    await this.turnAway();
    await this.agent.becomes("excluded-app");
  }

  /** Types in the approved application while nothing may be collected. */
  async workUnheard(text: string): Promise<void> {
    await this.desktop.focus(this.terminal);
    await this.desktop.type(text);
    await this.turnAway();
  }

  turnAway(): Promise<void> {
    return this.desktop.focus(this.other);
  }

  /** Everything that was typed while it was allowed is stored once, and nothing else ever was. */
  async settled(): Promise<void> {
    const stored = () => keysStored(this.portal, this.person);
    await expect.poll(stored, { timeout: 20_000, message: this.agent.log }).toBe(this.typed);
    expect(await discardedSteps(this.portal, this.person), "the agent sent nothing that it should not").toBe(
      0,
    );
  }

  /** Takes what is stored now as the measure, where an interruption makes it uncertain which keys were in time. */
  async takeStock(): Promise<number> {
    await expect.poll(() => this.agent.status().queueLength).toBe(0);
    const before = this.typed;
    this.typed = await keysStored(this.portal, this.person);
    return this.typed - before;
  }

  async close(): Promise<void> {
    await this.agent.close();
    await this.desktop.close();
  }
}
