import { type ClientRequest, request } from "node:http";
import { createLocalJWKSet, jwtVerify } from "jose";
import { DIRECTIVE_TYP, type Directive, directive } from "../domain/directive/schema.ts";
import { publicKeys } from "../lib/signing.ts";
import type { Device } from "./device.ts";
import { batchOf } from "./recording.ts";

const EVENTS = "/api/agent/v1/events";

/**
 * An agent without a computer: it holds its event stream open, comes when it is called and when its time
 * is up, checks the directive's signature, applies it, and delivers a minute's worth of records.
 */
export class SimulatedAgent {
  readonly device: Device;
  readonly #portal: string;
  #stream: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #applied: { epoch: string; at: number } | null = null;
  #delivered = Math.floor(Date.now() / 60_000);
  #syncing: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  label: Directive["label"] = "offline";
  /** Told after each directive that was applied. */
  onApplied: (label: Directive["label"]) => void = () => {};
  syncs = 0;
  failures = 0;

  constructor(device: Device, portal: string) {
    this.device = device;
    this.#portal = portal;
  }

  /** Opens the stream and syncs until the directive in force is the newest. */
  async start(): Promise<void> {
    await this.#listen();
    await this.sync();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#stream?.destroy();
  }

  /** One sync at a time; being called in the middle of one means another after it. */
  async sync(): Promise<void> {
    if (this.#syncing) {
      this.#again = true;
      return this.#syncing;
    }
    this.#syncing = this.#visit().finally(() => {
      this.#syncing = null;
      if (!this.#again || this.#stopped) return;
      this.#again = false;
      this.sync().catch(() => {});
    });
    return this.#syncing;
  }

  async #visit(): Promise<void> {
    clearTimeout(this.#timer);
    let wait = 5_000 * Math.random();
    try {
      const answer = await this.device.sync({
        applied: this.#applied,
        label: this.label,
        batches: this.#records(),
      });
      this.syncs += 1;
      wait = answer.nextSyncMs;
      if (answer.directive) await this.#apply(answer.directive);
    } catch (error) {
      this.failures += 1;
      if (this.failures === 1) console.error(error);
    }
    if (!this.#stopped) this.#timer = setTimeout(() => this.sync().catch(() => {}), wait);
  }

  /** The last whole minute, once. */
  #records() {
    const minute = Math.floor(Date.now() / 60_000) - 1;
    if (this.label !== "collected" || minute <= this.#delivered) return [];
    this.#delivered = minute;
    return [batchOf(1, minute)];
  }

  async #apply(jws: string): Promise<void> {
    const keys = createLocalJWKSet(await publicKeys());
    const { payload } = await jwtVerify(jws, keys, { typ: DIRECTIVE_TYP, currentDate: new Date() });
    const { epoch, label } = directive.parse(payload);
    this.#applied = { epoch, at: Date.now() };
    this.label = label;
    this.onApplied(label);
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const stream = request(this.#portal + EVENTS, {
        headers: this.device.headers("GET", "/events"),
        agent: false,
      });
      this.#stream = stream;
      stream.on("response", (response) => {
        if (response.statusCode !== 200)
          return reject(new Error(`the stream was refused: ${response.statusCode}`));
        resolve();
        response.setEncoding("utf8");
        response.on("data", (text: string) => {
          if (text.includes("event: come")) this.sync().catch(() => {});
        });
        response.on("close", () => this.#reconnect());
      });
      stream.on("error", (error) => {
        reject(error);
        this.#reconnect();
      });
      stream.end();
    });
  }

  #reconnect(): void {
    if (this.#stopped) return;
    setTimeout(() => {
      if (this.#stopped) return;
      this.#listen().then(
        () => this.sync(),
        () => {},
      );
    }, 2_000 * Math.random());
  }
}

/** Starts them a few at a time, so that the start is not what is measured. */
export async function startAgents(agents: readonly SimulatedAgent[]): Promise<void> {
  for (let i = 0; i < agents.length; i += 50) {
    await Promise.all(agents.slice(i, i + 50).map((agent) => agent.start()));
  }
}
