import type { IncomingMessage } from "node:http";
import type { Session } from "./session.ts";

const SOON_MS = 1_000;
const MOST_MS = 60_000;

/** Keeps the portal's event stream open. All that it can say is "come". */
export class Nudges {
  private response: IncomingMessage | null = null;
  private timer: NodeJS.Timeout | null = null;
  private failures = 0;
  private stopped = false;
  private wasOpen = false;

  constructor(
    private readonly session: Session,
    private readonly onCome: () => void,
  ) {}

  start(): void {
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.response?.destroy();
  }

  private async connect(): Promise<void> {
    try {
      const response = await this.session.events();
      if (this.stopped || response.statusCode !== 200) {
        response.destroy();
        throw new Error(`the event stream was refused (${response.statusCode})`);
      }
      this.response = response;
      this.failures = 0;
      // Whatever was said while no stream was open has been missed.
      if (this.wasOpen) this.onCome();
      this.wasOpen = true;
      await this.listen(response);
    } catch {
      this.failures++;
    }
    this.response = null;
    this.again();
  }

  private async listen(response: IncomingMessage): Promise<void> {
    let rest = "";
    response.setEncoding("utf8");
    for await (const part of response) {
      const lines = (rest + String(part)).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? "").slice(-1_000);
      for (const line of lines) if (/^event: ?come$/.test(line)) this.onCome();
    }
  }

  /** Full jitter, so that a restarted portal is not met by all agents at once. */
  private again(): void {
    if (this.stopped) return;
    const wait = Math.random() * Math.min(MOST_MS, SOON_MS * 2 ** this.failures);
    this.timer = setTimeout(() => void this.connect(), wait);
  }
}
