import type { Standing } from "../../domain/notice/rules/line.ts";
import { Badge } from "../ui/badge.tsx";

const WORDS: Record<Standing, string> = {
  "in-force": "In force",
  coming: "Not in force yet",
  replaced: "Replaced",
};

/** Where a version stands in its line, in words. */
export function StandingBadge({ standing }: { standing: Standing }) {
  return <Badge tone={standing === "in-force" ? "accent" : "plain"}>{WORDS[standing]}</Badge>;
}
