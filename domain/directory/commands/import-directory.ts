import { Refusal } from "../../../lib/refusal.ts";
import type { JobActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { brokenLine, misplacedEntry, repeatedEntry } from "../rules.ts";
import { type DirectoryPerson, directoryPerson } from "../schema.ts";
import { directoryChanges } from "./directory-changes.ts";
import { saveChanges } from "./save-directory.ts";
import { parseWorkplaces, saveWorkplaces, workplaceChanges } from "./workplace-changes.ts";

/** A large company's first import writes a hundred thousand rows. */
const LIMIT_MS = 120_000;

/**
 * Takes over the company's directory as it is now: adds and updates people, their line, roles and
 * locations. A changed location closes the old one at this moment; nothing is back-dated. Only those for
 * whom something changes are locked meanwhile; everyone, where a workplace changes. People who are no longer
 * listed are deactivated, and so signed out; where they were ends. All or nothing; refuses (invalid) the first
 * entry that is malformed or listed twice, a manager who is not listed, a line that loops, a workplace that is not listed or
 * lies elsewhere, and an empty list, which would sign out everyone.
 * @param places the company's workplaces; one that is no longer listed is closed. Left out, they stay as they are.
 */
export async function importDirectory(
  actor: JobActor,
  input: readonly unknown[],
  places?: readonly unknown[],
): Promise<{ people: number }> {
  const listed = places && parseWorkplaces(places);
  const people = input.map(parsePerson);
  if (people.length === 0) throw new Refusal("invalid", "empty", "The directory lists nobody.");
  const repeated = repeatedEntry(people);
  if (repeated) {
    const { place, text } = repeated;
    throw new Refusal("invalid", "listed-twice", text, { fields: { [place]: text } });
  }
  const broken = brokenLine(people);
  if (broken) throw new Refusal("invalid", "broken-line", broken.text, { fields: { manager: broken.text } });
  const work = async (tx: Transaction) => {
    // One import at a time: what changes is worked out before it is locked.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtext('directory'))`;
    const workplaces = await workplaceChanges(tx, listed);
    const misplaced = misplacedEntry(people, workplaces.open);
    if (misplaced) {
      const { place, text } = misplaced;
      throw new Refusal("invalid", "misplaced", text, { fields: { [`${place}.workplace`]: text } });
    }
    const changes = await directoryChanges(tx, people);
    const at = await lock(tx, changes.decided, workplaces.isNew);
    await saveWorkplaces(tx, workplaces, at);
    await saveChanges(tx, changes, at);
    for (const subjectId of changes.gone) await tx.record({ kind: "person.deactivated", subjectId });
    await tx.record({ kind: "directory.imported", details: { people: people.length } });
    return { people: people.length };
  };
  return transact(actor, work, { limitMs: LIMIT_MS });
}

/** A workplace is part of what is decided about everyone who may sit there. */
function lock(tx: Transaction, people: readonly string[], isProgramChanged: boolean): Promise<Date> | Date {
  if (isProgramChanged) return tx.lockEveryone();
  return people.length > 0 ? tx.lockPeople(people) : tx.now;
}

function parsePerson(input: unknown, place: number): DirectoryPerson {
  const parsed = directoryPerson.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = `${place}.${issue?.path.join(".") ?? ""}`;
  const message = `Entry ${place + 1} of the directory: ${issue?.message ?? "not understood"}`;
  throw new Refusal("invalid", "malformed", message, { fields: { [field]: message } });
}
