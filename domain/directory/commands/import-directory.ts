import { Refusal } from "../../../lib/refusal.ts";
import type { JobActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { brokenLine, repeatedEntry } from "../rules.ts";
import { type DirectoryPerson, directoryPerson } from "../schema.ts";

/**
 * Takes over the company's directory as it is now: adds and updates people, their line, roles and
 * locations. A changed location closes the old one at this moment; nothing is back-dated. People who
 * are no longer listed are deactivated, and so signed out. All or nothing; refuses (invalid) the
 * first entry that is malformed or listed twice, a manager who is not listed, a line that loops, and an
 * empty list, which would sign out everyone.
 */
export async function importDirectory(
  actor: JobActor,
  input: readonly unknown[],
): Promise<{ people: number }> {
  const people = input.map(parsePerson);
  if (people.length === 0) throw new Refusal("invalid", "empty", "The directory lists nobody.");
  const repeated = repeatedEntry(people);
  if (repeated) {
    const { place, text } = repeated;
    throw new Refusal("invalid", "listed-twice", text, { fields: { [place]: text } });
  }
  const broken = brokenLine(people);
  if (broken) throw new Refusal("invalid", "broken-line", broken.text, { fields: { manager: broken.text } });
  return transact(actor, async (tx) => {
    const ids = new Map<string, string>();
    for (const each of people) ids.set(each.subject, await savePerson(tx, each));
    for (const each of people) await saveLine(tx, each, ids);
    await deactivateUnlisted(tx, people);
    await tx.record({ kind: "directory.imported", details: { people: people.length } });
    return { people: people.length };
  });
}

async function deactivateUnlisted(tx: Transaction, people: readonly DirectoryPerson[]): Promise<void> {
  const listed = people.map((each) => each.subject);
  const gone = await tx.db.person.findMany({ where: { subject: { notIn: listed }, active: true } });
  for (const { id } of gone) {
    await tx.db.person.update({ where: { id }, data: { active: false, sessionEpoch: { increment: 1 } } });
    await tx.record({ kind: "person.deactivated", subjectId: id });
  }
}

function parsePerson(input: unknown, place: number): DirectoryPerson {
  const parsed = directoryPerson.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = `${place}.${issue?.path.join(".") ?? ""}`;
  const message = `Entry ${place + 1} of the directory: ${issue?.message ?? "not understood"}`;
  throw new Refusal("invalid", "malformed", message, { fields: { [field]: message } });
}

async function savePerson(tx: Transaction, each: DirectoryPerson): Promise<string> {
  const { subject, email, name, title, department, timeZone } = each;
  const data = { email, name, title, department, timeZone, active: true };
  const saved = await tx.db.person.upsert({ where: { subject }, create: { subject, ...data }, update: data });
  const has = await tx.db.roleGrant.findMany({ where: { personId: saved.id } });
  await tx.db.roleGrant.deleteMany({ where: { personId: saved.id, role: { notIn: each.roles } } });
  const fresh = [...new Set(each.roles)].filter((role) => !has.some((one) => one.role === role));
  await tx.db.roleGrant.createMany({ data: fresh.map((role) => ({ personId: saved.id, role })) });
  await saveLocation(tx, saved.id, "residence", each.residence);
  await saveLocation(tx, saved.id, "work", each.work);
  return saved.id;
}

async function saveLocation(
  tx: Transaction,
  personId: string,
  kind: "residence" | "work",
  jurisdiction: string,
) {
  const current = await tx.db.location.findFirst({ where: { personId, kind, untilAt: null } });
  if (current?.jurisdiction === jurisdiction && !(await isStale(tx, current.confirmedAt))) {
    await tx.db.location.update({ where: { id: current.id }, data: { confirmedAt: tx.now } });
    return;
  }
  if (current) await tx.db.location.update({ where: { id: current.id }, data: { untilAt: tx.now } });
  await tx.db.location.create({
    data: { personId, kind, jurisdiction, fromAt: tx.now, confirmedAt: tx.now, source: "directory" },
  });
}

/** Confirming a location that has gone stale opens a new one: the time in between stays unknown. */
async function isStale(tx: Transaction, confirmedAt: Date): Promise<boolean> {
  const { locationStaleDays } = await tx.db.program.findFirstOrThrow();
  return tx.now.getTime() >= confirmedAt.getTime() + locationStaleDays * 86_400_000;
}

async function saveLine(
  tx: Transaction,
  each: DirectoryPerson,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const managerId = each.manager === null ? null : (ids.get(each.manager) ?? null);
  await tx.db.person.update({ where: { subject: each.subject }, data: { managerId } });
}
