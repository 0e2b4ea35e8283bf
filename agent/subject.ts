import type { Category } from "../domain/notice/schema.ts";
import type { Subject } from "./summarise.ts";

/** Two windows of one application may go by other names, of which not the same is left. */
export function isSameSubject(one: Subject | null, other: Subject | null): boolean {
  if (one === null || other === null) return one === other;
  const [mine, others] = [one.categories, other.categories];
  return one.id === other.id && mine.size === others.size && [...mine].every((each) => others.has(each));
}

/** For pictures too: none is taken while somebody types. */
const HEARD = ["keyboard", "pointer", "screen"] as const satisfies Category[];

export function needsHook(subjects: ReadonlyMap<string, Subject>): boolean {
  return [...subjects.values()].some(({ categories }) => HEARD.some((each) => categories.has(each)));
}
