import type { ReactNode } from "react";
import type { PostingRow } from "../../domain/posting/schema.ts";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { formatBytes } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { NoticeName } from "./notice-name.tsx";

type PostingCardProps = {
  posting: PostingRow;
  /** Where its files are served from, without their ids. */
  files: string;
  /** What can be done with it. */
  children?: ReactNode;
};

/** One posting from when it was recorded until it came down, with who looked and what was photographed. */
export function PostingCard({ posting, files, children }: PostingCardProps) {
  return (
    <Card level={3} title={posting.place} aside={<State posting={posting} />}>
      <DefinitionList
        entries={[
          { term: "Notice", value: <NoticeName notice={posting.notice} /> },
          {
            term: "Counts from",
            value: (
              <>
                <Time at={posting.at} format="moment" />, recorded by {posting.recordedBy}
              </>
            ),
          },
          { term: "Put up by", value: posting.putUpBy },
          ...(posting.end
            ? [
                {
                  term: "Ended",
                  value: (
                    <>
                      <Time at={posting.end.at} format="moment" />, recorded by {posting.end.by}:{" "}
                      {posting.end.reason}
                    </>
                  ),
                },
              ]
            : []),
          {
            term: "SHA-256 of the notice",
            value: <span className="break-all font-mono text-sm">{posting.notice.sha256}</span>,
          },
        ]}
      />
      <Files posting={posting} files={files} />
      <Inspections posting={posting} />
      {children && <div className="grid gap-3 border-line border-t pt-4">{children}</div>}
    </Card>
  );
}

function State({ posting }: { posting: PostingRow }) {
  if (posting.end) return <Badge>Taken down</Badge>;
  if (posting.isCounting) return <Badge tone="accent">Hangs and counts</Badge>;
  return <Badge tone="danger">Hangs, counts no longer</Badge>;
}

const KIND: Record<string, string> = {
  "image/jpeg": "Photo (JPEG)",
  "image/png": "Picture (PNG)",
  "application/pdf": "PDF",
};

function Files({ posting, files }: { posting: PostingRow; files: string }) {
  if (posting.files.length === 0) return <p className="text-muted">No photo or file is attached.</p>;
  return (
    <ul className="grid gap-1">
      {posting.files.map((each) => (
        <li key={each.id}>
          <a href={`${files}/${each.id}`} download className="text-accent underline underline-offset-4">
            {KIND[each.mediaType] ?? "File"}, {formatBytes(each.bytes)}
          </a>{" "}
          <span className="text-muted text-sm">
            attached <Time at={each.at} format="date" />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Inspections({ posting }: { posting: PostingRow }) {
  if (posting.inspections.length === 0) return <p className="text-muted">Nobody has looked yet.</p>;
  return (
    <Table
      caption="Inspections, newest first"
      rows={[...posting.inspections]}
      rowKey={({ id }) => id}
      columns={[
        { heading: "When", cell: ({ at }) => <Time at={at} format="moment" /> },
        { heading: "In place", cell: ({ inPlace }) => (inPlace ? "Yes" : "No") },
        { heading: "Who looked", cell: ({ by }) => by },
        { heading: "Remark", cell: ({ remark }) => remark },
      ]}
    />
  );
}
