import type { HeldToday } from "../../domain/activity/rules/my-data.ts";
import { formatCount } from "../ui/quantity.ts";

/** The end of a sentence that names what is stored: how much of it nobody but its subject can see yet. */
export function aloneWords({ records, pictures }: HeldToday): string {
  const stored = records.stored + pictures.stored;
  const held = records.held + pictures.held;
  if (held === stored) return `, ${stored === 1 ? "" : "all "}still yours alone.`;
  if (held === 0) return stored === 1 ? ", no longer yours alone." : ", none of it yours alone any more.";
  const said = [
    records.held > 0 && formatCount(records.held, "record"),
    pictures.held > 0 && formatCount(pictures.held, "screen picture"),
  ];
  return `. Still yours alone: ${said.filter(Boolean).join(" and ")}.`;
}
