import { unwrapDataKey } from "../../../lib/crypto.ts";
import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { EMPTY_DRAFT } from "../rules/draft.ts";
import { type DraftForm, draftForm, type Ground, type Group } from "../schema.ts";
import { wordKey } from "./word-key.ts";

/** What somebody is still writing, and what there is to choose from. Times in milliseconds. */
export interface Draft {
  /** The request's, once it is sent; null while nothing was saved. */
  readonly id: string | null;
  readonly form: DraftForm;
  readonly savedAt: number | null;
  readonly files: readonly { readonly id: string; readonly name: string; readonly bytes: number }[];
  readonly applications: readonly { readonly id: string; readonly name: string }[];
  readonly devices: readonly { readonly id: string; readonly name: string }[];
  readonly stopsMeanwhile: boolean;
}

export function getDraft(actor: PersonActor): Promise<Draft> {
  return read(actor, async (db) => {
    const draft = await db.exemptionDraft.findUnique({ where: { employeeId: actor.id } });
    const key = await db.wordKey.findUnique({ where: { employeeId: actor.id } });
    const program = await db.program.findFirstOrThrow();
    const kept =
      draft && key
        ? wordKey(unwrapDataKey(actor.id, key.wrapped)).open(draft.form, `draft:${actor.id}`)
        : null;
    return {
      id: draft?.id ?? null,
      form: kept === null ? EMPTY_DRAFT : draftForm.parse(JSON.parse(kept)),
      savedAt: draft?.savedAt.getTime() ?? null,
      files: draft
        ? await db.exemptionFile.findMany({
            where: { requestId: draft.id },
            select: { id: true, name: true, bytes: true },
            orderBy: { at: "asc" },
          })
        : [],
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
      stopsMeanwhile: program.exemptionStops,
    };
  });
}

/** Who would decide a request on this ground, and by when. Empty when nobody can. */
export interface RoutePreview {
  readonly group: Group;
  readonly dueAt: number;
  readonly people: readonly { readonly name: string; readonly title: string; readonly kind: string }[];
}

/** Asked before anything is sent. */
export function previewRoute(actor: PersonActor, ground: Ground): Promise<RoutePreview[]> {
  return read(actor, async (db) => {
    const rows = await db.$queryRaw<
      { grp: Group; kind: string; name: string; title: string; due: number }[]
    >`select grp, kind, name, title, ms(due_at) as due from preview_route(${ground})`;
    return [...new Set(rows.map((row) => row.grp))].map((group) => {
      const own = rows.filter((row) => row.grp === group);
      return {
        group,
        dueAt: own[0]?.due ?? 0,
        people: own.map(({ name, title, kind }) => ({ name, title, kind })),
      };
    });
  });
}
