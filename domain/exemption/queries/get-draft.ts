import { sha256, unwrapDataKey } from "../../../lib/crypto.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { OwnReader, PersonActor } from "../../actor/schema.ts";
import { EMPTY_DRAFT, type ReadDraft, readDraft, stopsMeanwhile } from "../rules/draft.ts";
import { type DraftForm, draftForm, OTHER_GROUND } from "../schema.ts";
import { type RoutePreview, routeOf } from "./preview-route.ts";
import { wordKey } from "./word-key.ts";

/** A file that goes with a draft. */
export interface DraftFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** What somebody is still writing. Times in milliseconds. */
export interface SavedDraft {
  /** The request's, once it is sent. */
  readonly id: string;
  readonly form: DraftForm;
  readonly savedAt: number;
  readonly files: readonly DraftFile[];
}

/** The same with what there is to choose from. `saved` is null while nothing was. */
export interface Draft {
  readonly at: number;
  readonly saved: SavedDraft | null;
  readonly form: DraftForm;
  readonly applications: readonly { readonly id: string; readonly name: string }[];
  readonly devices: readonly { readonly id: string; readonly name: string }[];
}

export function getDraft(actor: PersonActor): Promise<Draft> {
  return read(actor, async (db, now) => {
    const saved = await savedDraft(db, actor);
    return {
      at: now.getTime(),
      saved,
      form: saved?.form ?? EMPTY_DRAFT,
      applications: await db.approvedApplication.findMany({
        where: { retiredAt: null },
        select: { id: true, name: true },
        orderBy: { name: "asc" },
      }),
      devices: await db.device.findMany({
        where: { employeeId: actor.id, revocation: null },
        select: { id: true, name: true },
        orderBy: { enrolledAt: "asc" },
      }),
    };
  });
}

/** What a draft would do if it were sent now. */
export interface Check {
  readonly at: number;
  readonly draft: SavedDraft;
  readonly read: ReadDraft;
  /** Who would decide it; empty when nobody can. Null while no ground is chosen. */
  readonly route: readonly RoutePreview[] | null;
  readonly stopsMeanwhile: boolean;
  /** Known by what it was shown with: another draft, other files or other deciders have another one. */
  readonly shown: string;
}

/** Looks at the actor's draft before it is sent; null when there is none. */
export function checkDraft(actor: PersonActor): Promise<Check | null> {
  return read(actor, (db, now) => checkIn(db, actor, now.getTime()));
}

/** The same within a transaction. */
export async function checkIn(db: Reader, actor: PersonActor, now: number): Promise<Check | null> {
  const draft = await savedDraft(db, actor);
  if (!draft) return null;
  const { ground } = draft.form;
  const route = ground && (await routeOf(db, ground));
  const program = await db.program.findFirstOrThrow();
  const stops = ground !== null && stopsMeanwhile(ground, program.exemptionStops);
  const deciders = route?.map(({ group, people }) => [group, people.map(({ id }) => id)]);
  const seen = [draft.id, draft.form, draft.files.map(({ id }) => id), deciders, stops];
  return {
    at: now,
    draft,
    read: await readRenewal(db, draft.form, readDraft(draft.form, actor.timeZone, now)),
    route,
    stopsMeanwhile: stops,
    shown: sha256(JSON.stringify(seen)).toString("base64url"),
  };
}

/** A renewal keeps the ground of what it renews. */
async function readRenewal(db: Reader, { ground, renews }: DraftForm, done: ReadDraft): Promise<ReadDraft> {
  const renewed = renews && (await db.exemptionRequest.findUnique({ where: { id: renews } }));
  if (!renewed || ground === null || renewed.ground === ground) return done;
  return { application: null, errors: { ground: OTHER_GROUND, ...done.errors } };
}

/** The actor's draft with its files, opened; null when there is none. */
export async function savedDraft(db: Reader, actor: OwnReader): Promise<SavedDraft | null> {
  const draft = await db.exemptionDraft.findUnique({ where: { employeeId: actor.id } });
  const key = draft && (await db.wordKey.findUnique({ where: { employeeId: actor.id } }));
  if (!key) return null;
  const text = wordKey(unwrapDataKey(actor.id, key.wrapped)).open(draft.form, `draft:${actor.id}`);
  const files = await db.exemptionFile.findMany({
    where: { requestId: draft.id },
    select: { id: true, name: true, mediaType: true, bytes: true },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return { id: draft.id, form: draftForm.parse(JSON.parse(text)), savedAt: draft.savedAt.getTime(), files };
}
