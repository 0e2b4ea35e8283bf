import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Computer, isSameComputer } from "../../directory/rules/same-computer.ts";

/** What applications are called, retired ones too, and the actor's own computers, by their ids. */
export interface NamesOfScopes {
  readonly applications: Readonly<Record<string, string>>;
  readonly devices: Readonly<Record<string, string>>;
}

export function getScopeNames(actor: PersonActor): Promise<NamesOfScopes> {
  return read(actor, async (db) => {
    const select = { id: true, name: true };
    const applications = await db.approvedApplication.findMany({ select });
    const devices = await db.device.findMany({
      where: { employeeId: actor.id },
      select: { ...select, platform: true, serial: true, revocation: { select: { at: true } } },
    });
    return { applications: byId(applications), devices: byId(devices.map((each) => named(each, devices))) };
  });
}

interface Linked extends Computer {
  readonly id: string;
  readonly revocation: object | null;
}

/** A computer that is linked no more says so with its name, unless it was linked anew. */
function named(device: Linked, all: readonly Linked[]): { id: string; name: string } {
  const isLinked = all.some((each) => each.revocation === null && isSameComputer(each, device));
  return { id: device.id, name: isLinked ? device.name : `${device.name} (no longer linked)` };
}

function byId(rows: readonly { readonly id: string; readonly name: string }[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
