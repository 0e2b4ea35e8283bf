import type { WorkplacePostings } from "../../domain/posting/schema.ts";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Link } from "../ui/link.tsx";
import { formatCount } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";
import { NoticeName } from "./notice-name.tsx";
import { PostingState } from "./posting-state.tsx";

/** One workplace in the list: what hangs, what should, and what to do. */
export function WorkplaceCard({ workplace }: { workplace: WorkplacePostings }) {
  const { id, name, address, jurisdictionName } = workplace;
  return (
    <Card
      title={
        <Link href={`/postings/${id}`} className="text-accent underline underline-offset-4">
          {name}
        </Link>
      }
      aside={<PostingState workplace={workplace} />}
    >
      <p className="text-muted">{[jurisdictionName, address].filter(Boolean).join(" · ")}</p>
      <WorkplaceFacts workplace={workplace} />
    </Card>
  );
}

/** What hangs there now, what should, since when and who looked. */
export function WorkplaceFacts({ workplace }: { workplace: WorkplacePostings }) {
  const { people, toPost, isAsked, closedAt } = workplace;
  const hanging = workplace.postings.filter((each) => each.end === null);
  const [latest] = hanging;
  const look = latest?.inspections[0];
  const gap = workplace.gaps.find((each) => each.to === Infinity);
  return (
    <DefinitionList
      entries={[
        ...(closedAt === null
          ? [{ term: "People here", value: formatCount(people, "person", "people") }]
          : [{ term: "Closed", value: <Time at={closedAt} format="date" /> }]),
        ...(isAsked
          ? [{ term: "Should hang", value: toPost ? <NoticeName notice={toPost} /> : <NothingCounts /> }]
          : []),
        { term: "Hangs", value: latest ? <Hangs latest={latest} more={hanging.length - 1} /> : "Nothing" },
        ...(latest
          ? [
              {
                term: "Last looked at",
                value: look ? (
                  <>
                    <Time at={look.at} format="date" /> by {look.by}
                  </>
                ) : (
                  "Not yet"
                ),
              },
            ]
          : []),
        ...(gap && closedAt === null
          ? [
              {
                term: "Gap",
                value: (
                  <>
                    Since <Time at={gap.from} format="moment" />. Nothing is collected from people who work
                    here.
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function Hangs({ latest, more }: { latest: WorkplacePostings["postings"][number]; more: number }) {
  return (
    <>
      <NoticeName notice={latest.notice} />, {latest.place}, since <Time at={latest.at} format="date" />, put
      up by {latest.putUpBy}
      {latest.isCounting ? "" : ". It counts no longer."}
      {more > 0 && <span className="block text-muted text-sm">and {formatCount(more, "other posting")}</span>}
    </>
  );
}

function NothingCounts() {
  return (
    <>
      No notice that is in force says what the law prescribes here.{" "}
      <Link href="/notices" className="text-accent underline underline-offset-4">
        Publish one first
      </Link>
    </>
  );
}
