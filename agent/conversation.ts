/** `carry` takes what is queued along; `light` asks only what is in force. */
export type Errand = "carry" | "light";

/** One conversation with the portal at a time. Whoever comes meanwhile is heard right after it. */
export class Conversation {
  private busy = false;
  private again: Errand | null = null;

  constructor(
    /** One exchange; says what to come again for at once. */
    private readonly round: (errand: Errand) => Promise<Errand | null>,
    /** After the last one; not called when a round threw. */
    private readonly onQuiet: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  get isBusy(): boolean {
    return this.busy;
  }

  come(errand: Errand): void {
    if (this.busy) {
      this.again = this.again === "carry" ? "carry" : errand;
      return;
    }
    this.busy = true;
    this.converse(errand).then(this.onQuiet, this.onError);
  }

  private async converse(first: Errand): Promise<void> {
    try {
      for (let errand: Errand | null = first; errand !== null; ) {
        this.again = null;
        const more: Errand | null = await this.round(errand);
        errand = more === "carry" ? more : (this.again ?? more);
      }
    } finally {
      this.busy = false;
    }
  }
}
