import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { Ground, Group } from "../schema.ts";

/** One step of a way to a decision: who would be asked, and by when. Times in milliseconds. */
export interface RoutePreview {
  readonly group: Group;
  /** Whether human resources decide, because nobody is above the applicant who may. */
  readonly isInPlaceOfManager: boolean;
  readonly dueAt: number;
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly title: string;
    readonly kind: string;
  }[];
}

interface Row {
  grp: Group;
  id: string;
  kind: string;
  name: string;
  title: string;
  due: number;
  inPlace: boolean;
}

/** Who would decide a request of the actor's on this ground, before anything is sent. Empty when nobody can. */
export function previewRoute(actor: PersonActor, ground: Ground): Promise<RoutePreview[]> {
  return read(actor, (db) => routeOf(db, ground));
}

/** The same within a transaction. */
export async function routeOf(db: Reader, ground: Ground): Promise<RoutePreview[]> {
  return grouped(
    await db.$queryRaw<Row[]>`
      select grp, person_id as id, kind, name, title, ms(due_at) as due, in_place as "inPlace"
      from preview_route(${ground})`,
  );
}

/** Who would decide the actor's appeal. Empty when nobody can, or when it is not their request. */
export function previewAppeal(actor: PersonActor, requestId: string): Promise<RoutePreview[]> {
  return read(actor, async (db) =>
    grouped(
      await db.$queryRaw<Row[]>`
        select grp, person_id as id, kind, name, title, ms(due_at) as due, false as "inPlace"
        from preview_appeal(${requestId}::uuid)`,
    ),
  );
}

function grouped(rows: readonly Row[]): RoutePreview[] {
  return [...new Set(rows.map(({ grp }) => grp))].map((group) => {
    const own = rows.filter(({ grp }) => grp === group);
    const people = own.map(({ id, name, title, kind }) => ({ id, name, title, kind }));
    return { group, isInPlaceOfManager: own[0]?.inPlace ?? false, dueAt: own[0]?.due ?? 0, people };
  });
}
