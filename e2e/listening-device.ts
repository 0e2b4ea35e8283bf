import { decodeJwt } from "jose";
import type { Device } from "../bench/device.ts";
import { directive } from "../domain/directive/schema.ts";
import { expect } from "./actors.ts";
import type { Portal } from "./portal.ts";

/** An agent's conversation without a computer: its stream is open, and it comes when it is called. */
export class ListeningDevice {
  private readonly ended = new AbortController();
  /** What the newest directive says. */
  label = "";
  reasons: string[] = [];

  private constructor(readonly device: Device) {}

  static async open(portal: Portal, device: Device): Promise<ListeningDevice> {
    const listening = new ListeningDevice(device);
    const response = await fetch(`${portal.url}/api/agent/v1/events`, {
      headers: device.headers("GET", "/events"),
      signal: listening.ended.signal,
    });
    if (!response.ok || !response.body) throw new Error(`the stream was refused: ${response.status}`);
    listening.follow(response.body).catch(() => undefined);
    await listening.ask();
    return listening;
  }

  close(): void {
    this.ended.abort();
  }

  async becomes(label: string): Promise<void> {
    await expect.poll(() => this.label, { timeout: 10_000, intervals: [50] }).toBe(label);
  }

  private async follow(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of stream) {
      const lines = (rest + decoder.decode(bytes)).split("\n");
      rest = lines.pop() ?? "";
      if (lines.includes("event: come")) await this.ask();
    }
  }

  private async ask(): Promise<void> {
    const answer = await this.device.sync({});
    if (!answer.directive) throw new Error("whoever has applied nothing is given a directive");
    const { label, reasons } = directive.parse(decodeJwt(answer.directive));
    this.label = label;
    this.reasons = reasons.map((each) => each.text);
  }
}
