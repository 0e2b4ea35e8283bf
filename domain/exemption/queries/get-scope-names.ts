import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";

/** What applications are called, retired ones too, and the actor's own computers, by their ids. */
export interface NamesOfScopes {
  readonly applications: Readonly<Record<string, string>>;
  readonly devices: Readonly<Record<string, string>>;
}

export function getScopeNames(actor: PersonActor): Promise<NamesOfScopes> {
  return read(actor, async (db) => {
    const select = { id: true, name: true };
    const applications = await db.approvedApplication.findMany({ select });
    const devices = await db.device.findMany({ where: { employeeId: actor.id }, select });
    return { applications: byId(applications), devices: byId(devices) };
  });
}

function byId(rows: readonly { readonly id: string; readonly name: string }[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
