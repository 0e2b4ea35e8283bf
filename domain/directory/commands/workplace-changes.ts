import { Refusal } from "../../../lib/refusal.ts";
import type { Transaction } from "../../audit/commands.ts";
import { type DirectoryWorkplace, directoryWorkplace } from "../schema.ts";

/** In which workplaces an import differs from what is stored. */
export interface WorkplaceChanges {
  /** Those where people can be said to sit from now on. */
  readonly open: readonly Pick<DirectoryWorkplace, "id" | "jurisdiction">[];
  readonly added: readonly DirectoryWorkplace[];
  /** Also those that were closed and are listed again. */
  readonly changed: readonly DirectoryWorkplace[];
  /** Ids of those that are open and no longer listed. */
  readonly gone: readonly string[];
  readonly isNew: boolean;
}

/** Refuses (invalid) the first entry that is malformed or listed twice. */
export function parseWorkplaces(input: readonly unknown[]): DirectoryWorkplace[] {
  const workplaces = input.map(parse);
  const seen = new Set<string>();
  for (const [place, { id }] of workplaces.entries()) {
    if (seen.has(id)) throw refusal(place, "id", `${id} is listed twice.`);
    seen.add(id);
  }
  return workplaces;
}

function parse(input: unknown, place: number): DirectoryWorkplace {
  const parsed = directoryWorkplace.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refusal(place, issue?.path.join(".") ?? "", issue?.message ?? "not understood");
}

function refusal(place: number, field: string, why: string): Refusal {
  const message = `Workplace ${place + 1} of the directory: ${why}`;
  return new Refusal("invalid", "malformed", message, { fields: { [`${place}.${field}`]: message } });
}

/**
 * Works out what an import would change, and changes nothing. Refuses (invalid) a workplace that is said to
 * lie in another jurisdiction than before: what hangs there, and whoever sat there, belongs to the old one.
 */
export async function workplaceChanges(
  tx: Transaction,
  listed: readonly DirectoryWorkplace[] | undefined,
): Promise<WorkplaceChanges> {
  const rows = await tx.db.workplace.findMany();
  const open = rows.filter((each) => each.closedAt === null);
  if (!listed) return { open, added: [], changed: [], gone: [], isNew: false };
  const stored = new Map(rows.map((each) => [each.id, each]));
  for (const [place, { id, jurisdiction }] of listed.entries()) {
    const lies = stored.get(id)?.jurisdiction ?? jurisdiction;
    if (lies !== jurisdiction)
      throw refusal(
        place,
        "jurisdiction",
        `${id} is in ${lies}. A workplace elsewhere has an id of its own.`,
      );
  }
  const added = listed.filter(({ id }) => !stored.has(id));
  const changed = listed.filter((each) => {
    const known = stored.get(each.id);
    return known && (known.closedAt || known.name !== each.name || known.address !== each.address);
  });
  const ids = new Set(listed.map(({ id }) => id));
  const gone = open.flatMap(({ id }) => (ids.has(id) ? [] : [id]));
  return { open: listed, added, changed, gone, isNew: added.length + changed.length + gone.length > 0 };
}

/** Writes them. Nothing is deleted: what hung where, and when, stays known. */
export async function saveWorkplaces(
  tx: Transaction,
  { added, changed, gone }: WorkplaceChanges,
  at: Date,
): Promise<void> {
  if (added.length > 0) await tx.db.workplace.createMany({ data: [...added] });
  for (const { id, name, address } of changed) {
    await tx.db.workplace.update({ where: { id }, data: { name, address, closedAt: null } });
  }
  if (gone.length > 0) {
    await tx.db.workplace.updateMany({ where: { id: { in: [...gone] } }, data: { closedAt: at } });
  }
}
