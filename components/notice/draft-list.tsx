import { Badge } from "../ui/badge.tsx";
import { Link } from "../ui/link.tsx";
import { Time } from "../ui/time.tsx";
import { languageName } from "./language-name.ts";

type ListedDraft = {
  id: string;
  jurisdiction: string;
  language: string;
  title: string;
  editor: string | null;
  savedAt: Date;
  isReady: boolean;
  isSentBack: boolean;
  waitsForYou: boolean;
};

type DraftListProps = {
  drafts: ListedDraft[];
  nameOf: (code: string) => string;
};

/** Drafts under way, each with what it waits for. */
export function DraftList({ drafts, nameOf }: DraftListProps) {
  return (
    <ul className="grid gap-3">
      {drafts.map((draft) => (
        <li key={draft.id} className="grid gap-1 border-line border-b pb-3 last:border-0 last:pb-0">
          <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <Link
              href={`/notices/drafts/${draft.id}`}
              className="font-medium text-accent underline underline-offset-4"
            >
              {draft.title.trim() || "Without a title yet"}
            </Link>
            <Badge tone={draft.waitsForYou ? "accent" : "plain"}>{stateWord(draft)}</Badge>
          </div>
          <p className="text-muted text-sm">
            {nameOf(draft.jurisdiction)}
            {draft.language !== "en" && `, ${languageName(draft.language)}`}. Saved{" "}
            {draft.editor ? `by ${draft.editor}` : "by an import"}, <Time at={draft.savedAt.getTime()} />.
          </p>
        </li>
      ))}
    </ul>
  );
}

function stateWord({ isReady, isSentBack, waitsForYou }: ListedDraft): string {
  if (isSentBack) return "Sent back";
  if (!isReady) return "Being written";
  return waitsForYou ? "Waits for your approval" : "Waits for somebody else's approval";
}
