import { languageName } from "../../../../components/notice/language-name.ts";
import { StandingBadge } from "../../../../components/notice/standing-badge.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { DefinitionList } from "../../../../components/ui/definition-list.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { Table } from "../../../../components/ui/table.tsx";
import { Time } from "../../../../components/ui/time.tsx";
import type { LineVersion, PublishedNotice } from "../../../../domain/notice/queries/get-notice.ts";

const LINK = "text-accent underline underline-offset-4";

/** What is known of a published notice beside its text: who, when, and the exact bytes. */
export function Facts({ notice }: { notice: PublishedNotice }) {
  const writers = new Intl.ListFormat("en").format(notice.writtenBy);
  return (
    <Card title="On record">
      <DefinitionList
        entries={[
          {
            term: "In force",
            value: (
              <>
                From <Time at={notice.effectiveAt.getTime()} format="moment" />
                {notice.replacedAt && (
                  <>
                    {" "}
                    until <Time at={notice.replacedAt.getTime()} format="moment" />
                  </>
                )}
              </>
            ),
          },
          { term: "Published", value: <Time at={notice.publishedAt.getTime()} format="moment" /> },
          { term: "Written by", value: writers || "The company's file, by an import" },
          { term: "Approved by", value: notice.approvedBy ?? "Nobody: the portal's set-up begins with it" },
          {
            term: "Change of substance",
            value: notice.substance
              ? "Yes: everyone who has to be given it is asked again"
              : "No: all answers stay as they were",
          },
          {
            term: "SHA-256",
            value: (
              <>
                <span className="break-all font-mono text-sm">{notice.sha256}</span>{" "}
                <span className="text-muted">
                  of {notice.bytes.toLocaleString("en-US")} bytes, unchanged since.
                </span>
              </>
            ),
          },
          {
            term: "Exact bytes",
            value: (
              <a href={`/notices/${notice.id}/bytes`} download className={LINK}>
                Download the notice as a file
              </a>
            ),
          },
          {
            term: "Posted",
            value: (
              <Link href={`/posted/${notice.jurisdiction}`} className={LINK}>
                Public page of {notice.placeName}
              </Link>
            ),
          },
        ]}
      />
    </Card>
  );
}

/** All versions of a place's notice, each to be opened or compared with this one. */
export function Line({ notice }: { notice: PublishedNotice }) {
  return (
    <Card title={`All notices of ${notice.placeName}`}>
      {notice.line.length === 1 ? (
        <EmptyState title="This is the only one so far">
          <p className="text-muted">Once there is another version, you can compare them here.</p>
        </EmptyState>
      ) : (
        <Table
          caption="Versions and translations, the newest first"
          rows={[...notice.line]}
          rowKey={({ id }) => id}
          columns={[
            { heading: "Version", cell: (each) => <Version version={each} current={notice.id} /> },
            {
              heading: "In force from",
              cell: ({ effectiveAt }) => <Time at={effectiveAt.getTime()} format="date" />,
            },
            { heading: "Stands", cell: ({ standing }) => <StandingBadge standing={standing} /> },
            { heading: "Asked again", cell: ({ substance }) => (substance ? "Yes" : "No") },
            {
              heading: "Compare",
              cell: ({ id, version, language }) =>
                id === notice.id ? (
                  <span className="text-muted">You are here</span>
                ) : (
                  <Link
                    href={`/notices/${notice.id}?compare=${id}`}
                    aria-label={`Compare with version ${version}${language === "en" ? "" : `, ${languageName(language)}`}`}
                    className={LINK}
                  >
                    Compare
                  </Link>
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}

function Version({ version: { id, version, language }, current }: { version: LineVersion; current: string }) {
  const name = `${version}${language === "en" ? "" : `, ${languageName(language)}`}`;
  if (id === current) return name;
  return (
    <Link href={`/notices/${id}`} className={LINK}>
      {name}
    </Link>
  );
}
