import type { DirectoryPerson, DirectoryWorkplace } from "./schema.ts";

/**
 * The first person whose manager is unknown or whose reporting line comes back to themselves, with
 * the sentence that says so; null when every line ends at the top.
 */
export function brokenLine(people: readonly Pick<DirectoryPerson, "subject" | "manager">[]): {
  subject: string;
  text: string;
} | null {
  const managers = new Map(people.map((each) => [each.subject, each.manager]));
  for (const { subject } of people) {
    const seen = new Set<string>();
    for (let at: string | null = subject; at !== null; at = managers.get(at) ?? null) {
      if (seen.has(at)) return { subject, text: `The reporting line of ${subject} comes back to ${at}.` };
      if (!managers.has(at)) return { subject, text: `The manager ${at} is not in the directory.` };
      seen.add(at);
    }
  }
  return null;
}

/** The first entry that is somebody who was listed before, by subject or by address; null when each is somebody else. */
export function repeatedEntry(
  people: readonly Pick<DirectoryPerson, "subject" | "email">[],
): { place: number; text: string } | null {
  const seen = new Set<string>();
  for (const [place, { subject, email }] of people.entries()) {
    const address = email.toLowerCase();
    for (const name of [`subject ${subject}`, `address ${address}`]) {
      if (seen.has(name))
        return { place, text: `Entry ${place + 1} of the directory: the ${name} is listed twice.` };
      seen.add(name);
    }
  }
  return null;
}

/** The first entry whose workplace is not listed, or lies elsewhere than they work; null when all are in place. */
export function misplacedEntry(
  people: readonly Pick<DirectoryPerson, "work" | "workplace">[],
  workplaces: readonly Pick<DirectoryWorkplace, "id" | "jurisdiction">[],
): { place: number; text: string } | null {
  const placeOf = new Map(workplaces.map(({ id, jurisdiction }) => [id, jurisdiction]));
  for (const [place, { work, workplace }] of people.entries()) {
    if (!workplace) continue;
    const said = `Entry ${place + 1} of the directory: the workplace ${workplace}`;
    const lies = placeOf.get(workplace);
    if (!lies) return { place, text: `${said} is not listed.` };
    if (lies !== work)
      return { place, text: `${said} is in ${lies}, and the entry says that the work is in ${work}.` };
  }
  return null;
}
