import type { Scope } from "../../domain/exemption/schema.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { formatCount } from "../ui/quantity.ts";
import { hoursInWords } from "./hours.ts";

/** What applications and computers are called, by their ids. Those without a name are counted, or said by their id. */
export interface ScopeNames {
  readonly applications: Readonly<Record<string, string>>;
  readonly devices: Readonly<Record<string, string>>;
}

/** What a scope leaves out, in one sentence without its days, e.g. `Keyboard, in Terminal, Mon to Fri, 09:00 to 12:00`. */
export function scopeInWords(scope: Scope, names: ScopeNames): string {
  const { what, applications, devices } = partsOf(scope, names);
  const hours = scope.hours && hoursInWords(scope.hours).join("; ");
  return [what ?? "Everything", applications && `in ${applications}`, devices && `on ${devices}`, hours]
    .filter(Boolean)
    .join(", ");
}

/** Each part of a scope in words; null where it is all. */
export function partsOf({ categories, applications, devices }: Scope, names: ScopeNames) {
  const list = (each: readonly string[]) => new Intl.ListFormat("en-US").format(each);
  const known = devices?.flatMap((id) => names.devices[id] ?? []) ?? [];
  const unnamed = (devices?.length ?? 0) - known.length;
  const counted =
    unnamed > 0 ? [formatCount(unnamed, known.length > 0 ? "other computer" : "chosen computer")] : [];
  return {
    what: categories && list(categories.map((each) => CATEGORY_WORDS[each].name)),
    applications: applications && list(applications.map((id) => names.applications[id] ?? id)),
    devices: devices && list([...known, ...counted]),
  };
}
