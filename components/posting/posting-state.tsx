import type { WorkplacePostings } from "../../domain/posting/schema.ts";
import { Badge } from "../ui/badge.tsx";

/** Whether a workplace has what the law asks for, in a word or two. */
export function PostingState({ workplace }: { workplace: WorkplacePostings }) {
  if (workplace.closedAt !== null) return <Badge>Closed</Badge>;
  if (workplace.postings.some((each) => each.isCounting)) return <Badge tone="accent">Posted</Badge>;
  if (!workplace.isAsked) return <Badge>Not asked for here</Badge>;
  return <Badge tone="danger">Not posted</Badge>;
}
