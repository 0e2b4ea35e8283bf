import type { ExportActor } from "../../actor/schema.ts";

/** What the files are made from and of. */
export interface Sources {
  readonly actor: ExportActor;
  /** When it was asked for: what came later is not in it. */
  readonly at: Date;
  readonly dataKey: Uint8Array;
  /** Hears how many records were written. */
  readonly wrote: (records: number) => void;
  /** Hears of each picture that could not be had. */
  readonly missed: () => void;
}
