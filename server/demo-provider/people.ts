import { organisation } from "../../prisma/factories/organisation.ts";

export interface DemoPerson {
  /** What the portal knows them by: the OpenID `sub`. */
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly department: string;
  /** What they can do in the portal, in words; always at least one. */
  readonly parts: readonly string[];
}

const ROLE_PARTS = {
  legal: "legal reviewer",
  engineer: "engineer of the training program",
  hr: "people partner, decides what a manager must not see",
  appeals: "ombudsperson, to whom decisions are appealed",
  steward: "data steward, second pair of eyes on raw data",
  admin: "administrator",
} as const;

const HELD = "employee whose collection the law holds";

type Directory = ReturnType<typeof organisation>["people"];

function partsOf(person: Directory[number], people: Directory): string[] {
  const parts: string[] = person.roles.map((role) => ROLE_PARTS[role]);
  if (people.some(({ manager }) => manager === person.subject)) parts.push("manager");
  if (!person.work.startsWith("US")) parts.push(HELD);
  return parts.length > 0 ? parts : ["employee"];
}

/** Everyone in the demo organisation, by name. */
export function demoPeople(): DemoPerson[] {
  const { people } = organisation();
  return people
    .map((person) => ({
      subject: person.subject,
      name: person.name,
      email: person.email,
      title: person.title,
      department: person.department,
      parts: partsOf(person, people),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** One person for each thing that someone can be here, employees first: who to sign in as to see it all. */
export function featuredPeople(people: readonly DemoPerson[]): DemoPerson[] {
  const order = ["employee", "manager", ...Object.values(ROLE_PARTS), HELD];
  return [...new Set(order.flatMap((part) => purest(people, part) ?? []))];
}

/** Whoever has the part and as little else as possible. */
function purest(people: readonly DemoPerson[], part: string): DemoPerson | undefined {
  return people
    .filter(({ parts }) => parts.includes(part))
    .sort((a, b) => a.parts.length - b.parts.length)[0];
}
