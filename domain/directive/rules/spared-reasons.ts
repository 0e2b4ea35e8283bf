import type { Decision, Permission } from "../rules.ts";
import type { Reason } from "../schema.ts";

/** Names that a sentence holds; the others are counted. */
const NAMED = 3;
const LONGEST_NAME = 60;

/**
 * What exemptions take away while something else is collected, in words for the person who uses the computer. Nothing
 * where nothing at all is collected: the decision's own reasons say why.
 */
export function sparedReasons({ permissions, spared }: Decision): Reason[] {
  if (permissions.length === 0) return [];
  const isInPart = (each: Permission) =>
    permissions.some(({ application }) => application === each.application);
  const whole = spared.filter((each) => !isInPart(each));
  const texts = whole.length > 0 ? [`You are exempt in ${names(whole)}: nothing is recorded there.`] : [];
  for (const [categories, inPart] of byCategories(spared.filter(isInPart)))
    texts.push(`You are partly exempt in ${names(inPart)}: nothing of ${categories} is recorded there.`);
  return texts.map((text) => ({ label: "exempt", text }));
}

function byCategories(spared: readonly Permission[]): Map<string, Permission[]> {
  const groups = new Map<string, Permission[]>();
  for (const each of spared) {
    const key = listed(each.categories, "or");
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

function names(spared: readonly Permission[]): string {
  const named = spared.slice(0, NAMED).map(({ application: { name } }) => shortened(name));
  const more = spared.length - named.length;
  return listed(more > 0 ? [...named, `${more} more`] : named, "and");
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function listed(items: readonly string[], link: "and" | "or"): string {
  const last = items.at(-1) ?? "";
  return items.length > 1 ? `${items.slice(0, -1).join(", ")} ${link} ${last}` : last;
}
