import type { DirectoryPerson } from "./schema.ts";

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
