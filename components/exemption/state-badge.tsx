import type { State } from "../../domain/exemption/rules/state.ts";
import { Badge } from "../ui/badge.tsx";
import { STATE_WORDS } from "./words.ts";

/** The state of a request in a word or two. */
export function StateBadge({ state }: { state: State }) {
  const { name, tone } = STATE_WORDS[state];
  return <Badge tone={tone}>{name}</Badge>;
}
