import type { JobActor } from "../../actor/schema.ts";
import { keepProgress, type Transaction, transact } from "../commands.ts";

type Writer = Transaction["db"];

/** A worker that has said nothing for this long is gone. */
export const GONE_SECONDS = 20;
/** Work that brings its worker down each time is given up. */
export const GIVEN_UP_HOURS = 6;

/** Another worker has taken the work over, since this one said nothing for too long; or nobody wants it any more. */
export class ClaimLost extends Error {}

/**
 * Work that one worker does, known by when it last said so. Whatever it writes of the work it writes only while it
 * is still its own: what two workers wrote never comes to stand together.
 */
export abstract class Claim {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly actor: JobActor,
    private saidAt: Date,
  ) {}

  /** Says once more that it is alive, if it was it that said so last, and returns when; undefined otherwise. */
  protected abstract renew(db: Writer, saidAt: Date): Promise<Date | undefined>;

  /** One writing after another. Throws ClaimLost, and nothing is written, once the work is not its own. */
  write(fn: (db: Writer) => Promise<unknown>): Promise<void> {
    return this.inTurn(() => keepProgress(this.actor, (db) => this.renewed(db, () => fn(db))));
  }

  /** The same for what is an act as well. */
  conclude(fn: (tx: Transaction) => Promise<unknown>): Promise<void> {
    return this.inTurn(() => transact(this.actor, (tx) => this.renewed(tx.db, () => fn(tx))));
  }

  private inTurn(write: () => Promise<Date>): Promise<void> {
    const written = this.turn.then(async () => {
      this.saidAt = await write();
    });
    this.turn = written.catch(() => undefined);
    return written;
  }

  private async renewed(db: Writer, write: () => Promise<unknown>): Promise<Date> {
    const at = await this.renew(db, this.saidAt);
    if (!at) throw new ClaimLost();
    await write();
    return at;
  }
}

/** What is done with work of one kind. */
interface Work<Claimed extends Claim> {
  /** Takes the next; null when there is none. `isHopeless`: for hours nobody has come to its end. */
  readonly claim: () => Promise<{ claim: Claimed; isHopeless: boolean } | null>;
  readonly make: (claim: Claimed) => Promise<void>;
  /** Says that it could not be made. */
  readonly fail: (claim: Claimed) => Promise<void>;
  /** Lets the next worker begin it at once. */
  readonly release: (claim: Claimed) => Promise<void>;
}

/**
 * Does all work that waits. Work that fails says so, and the failure is thrown; one that is stopped in the middle
 * waits again.
 */
export async function workOff<Claimed extends Claim>(
  { claim: next, make, fail, release }: Work<Claimed>,
  stopping?: AbortSignal,
): Promise<void> {
  while (!stopping?.aborted) {
    const taken = await next();
    if (taken === null) return;
    const { claim, isHopeless } = taken;
    try {
      await (isHopeless ? fail(claim) : make(claim));
    } catch (error) {
      if (error instanceof ClaimLost) continue;
      if (stopping?.aborted) return release(claim);
      await fail(claim);
      throw error;
    }
  }
}
