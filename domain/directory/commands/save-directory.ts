import { v7 as uuidv7 } from "uuid";
import type { Transaction } from "../../audit/commands.ts";
import { type DirectoryChanges, isWhereItWas, type LocationChange } from "./directory-changes.ts";

/** Writes them, a statement for each kind of change; what counts from a time counts from `at`. */
export async function saveChanges(tx: Transaction, changes: DirectoryChanges, at: Date): Promise<void> {
  await savePeople(tx, changes);
  await saveRoles(tx, changes);
  await saveLocations(tx, changes, at);
}

async function savePeople(tx: Transaction, { added, changed, gone }: DirectoryChanges): Promise<void> {
  await tx.db.$executeRaw`
    insert into person (id, subject, email, name, title, department, time_zone, manager_id)
    select (n->>'id')::uuid, n->>'subject', n->>'email', n->>'name', n->>'title', n->>'department',
      n->>'timeZone', (n->>'managerId')::uuid
    from jsonb_array_elements(${JSON.stringify(added)}::jsonb) as n`;
  await tx.db.$executeRaw`
    update person set email = n->>'email', name = n->>'name', title = n->>'title',
      department = n->>'department', time_zone = n->>'timeZone', manager_id = (n->>'managerId')::uuid,
      active = true
    from jsonb_array_elements(${JSON.stringify(changed)}::jsonb) as n
    where person.id = (n->>'id')::uuid`;
  await tx.db.person.updateMany({
    where: { id: { in: [...gone] } },
    data: { active: false, sessionEpoch: { increment: 1 } },
  });
}

async function saveRoles(tx: Transaction, { granted, revoked }: DirectoryChanges): Promise<void> {
  await tx.db.$executeRaw`
    delete from role_grant using jsonb_array_elements(${JSON.stringify(revoked)}::jsonb) as n
    where person_id = (n->>'personId')::uuid and role = n->>'role'`;
  await tx.db.roleGrant.createMany({ data: [...granted] });
}

async function saveLocations(
  tx: Transaction,
  { locations, gone, staleAfter }: DirectoryChanges,
  at: Date,
): Promise<void> {
  // Nobody works here who has left: no evidence of later days is about them.
  await tx.db.location.updateMany({
    where: { personId: { in: [...gone] }, untilAt: null },
    data: { untilAt: at },
  });
  // Confirming a location that has gone stale opens a new one: the time in between stays unknown.
  const isConfirmed = (each: LocationChange) =>
    isWhereItWas(each) && at.getTime() < (each.current?.confirmedAt.getTime() ?? 0) + staleAfter;
  const currentOf = (some: readonly LocationChange[]) =>
    some.flatMap(({ current }) => (current ? [current.id] : []));
  const opened = locations.filter((each) => !isConfirmed(each));
  await setOn(tx, currentOf(locations.filter(isConfirmed)), { confirmedAt: at });
  await setOn(tx, currentOf(opened), { untilAt: at });
  const fresh = { fromAt: at, confirmedAt: at, source: "directory" };
  await tx.db.location.createMany({
    data: opened.map(({ personId, kind, jurisdiction, workplaceId }) => ({
      id: uuidv7(),
      personId,
      kind,
      jurisdiction,
      workplaceId,
      ...fresh,
    })),
  });
}

async function setOn(tx: Transaction, ids: string[], data: { confirmedAt?: Date; untilAt?: Date }) {
  await tx.db.location.updateMany({ where: { id: { in: ids } }, data });
}
