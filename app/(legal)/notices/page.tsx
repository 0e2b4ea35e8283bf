import { DraftList } from "../../../components/notice/draft-list.tsx";
import { languageName } from "../../../components/notice/language-name.ts";
import { Card } from "../../../components/ui/card.tsx";
import { Disclosure } from "../../../components/ui/disclosure.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { Link } from "../../../components/ui/link.tsx";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { Table } from "../../../components/ui/table.tsx";
import { Time } from "../../../components/ui/time.tsx";
import { listLines, type NoticeLine } from "../../../domain/notice/queries/list-lines.ts";
import { orNotFound, titleForLegal } from "../../_door/page.ts";
import { identifyForPage } from "../../_door/session.ts";

export const generateMetadata = titleForLegal("Notices");
const LINK = "text-accent underline underline-offset-4";

/** What people are given to read, place by place: in force, to come, being written, waiting for approval. */
export default async function NoticesPage() {
  const actor = await identifyForPage("/notices");
  const lines = await orNotFound(listLines(actor));
  const drafts = lines.flatMap((each) => each.drafts);
  const own = lines.filter(({ inForce, coming }) => inForce !== null || coming.length > 0);
  const names = new Map(lines.map(({ code, name }) => [code, name]));
  return (
    <>
      <PageHeader
        title="Notices"
        lead="What people are given before anything is collected. One legal reviewer writes a notice, another approves it. What was published never changes."
        actions={<LinkButton href="/notices/drafts/new">New draft</LinkButton>}
      />
      <LackingWords lines={lines.filter((each) => each.lacksWording)} />
      <Card title="Drafts">
        {drafts.length > 0 ? (
          <DraftList
            drafts={drafts.sort((a, b) => Number(b.waitsForYou) - Number(a.waitsForYou))}
            nameOf={(code) => names.get(code) ?? code}
          />
        ) : (
          <EmptyState title="No draft is under way">
            <p className="text-muted">
              To change a notice, begin a draft of its next version. What is in force stays as it is until
              then.
            </p>
          </EmptyState>
        )}
      </Card>
      <Card title="Places with a notice of their own">
        {own.length > 0 ? (
          <OwnNotices lines={own} />
        ) : (
          <EmptyState title="No notice was published yet">
            <p className="text-muted">The portal's set-up publishes the first one.</p>
          </EmptyState>
        )}
      </Card>
      <Elsewhere lines={lines.filter(({ inForce, coming }) => inForce === null && coming.length === 0)} />
    </>
  );
}

function LackingWords({ lines }: { lines: NoticeLine[] }) {
  if (lines.length === 0) return null;
  return (
    <Card title="Words that are missing" className="border-danger">
      <p className="max-w-prose">
        The law of these places prescribes words that the notice which people are given there does not say. It
        proves nothing there, so whoever has to be given it is held: nothing is collected from them.
      </p>
      <ul className="grid gap-1">
        {lines.map(({ code, name }) => (
          <li key={code}>
            <Link href={`/notices/drafts/new?place=${code}`} className={LINK}>
              Begin a draft for {name}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function OwnNotices({ lines }: { lines: NoticeLine[] }) {
  return (
    <Table
      caption="Notices by place"
      hideCaption
      rows={lines}
      rowKey={({ code }) => code}
      columns={[
        { heading: "Place", cell: ({ name }) => name },
        {
          heading: "In force",
          cell: ({ inForce }) =>
            inForce ? (
              <>
                <Link href={`/notices/${inForce.id}`} className={LINK}>
                  Version {inForce.version}
                </Link>{" "}
                <span className="text-muted">
                  since <Time at={inForce.effectiveAt.getTime()} format="date" />
                </span>
              </>
            ) : (
              "The federal one"
            ),
        },
        {
          heading: "Coming",
          cell: ({ coming }) =>
            coming.length === 0
              ? "None"
              : coming.map(({ id, version, effectiveAt }) => (
                  <div key={id}>
                    <Link href={`/notices/${id}`} className={LINK}>
                      Version {version}
                    </Link>{" "}
                    <span className="text-muted">
                      from <Time at={effectiveAt.getTime()} />
                    </span>
                  </div>
                )),
        },
        {
          heading: "Languages",
          cell: ({ languages }) => languages.map(languageName).join(", ") || "None yet",
        },
        {
          heading: "Posted",
          cell: ({ code, name }) => (
            <Link href={`/posted/${code}`} aria-label={`Public page of ${name}`} className={LINK}>
              Public page
            </Link>
          ),
        },
      ]}
    />
  );
}

function Elsewhere({ lines }: { lines: NoticeLine[] }) {
  return (
    <Card title="Where the federal notice stands">
      <p className="max-w-prose text-muted">
        {lines.length} places have no notice of their own. People there are given the federal one.{" "}
        <Link href="/posted" className={LINK}>
          All public pages
        </Link>
      </p>
      <Disclosure summary="Begin a draft for one of these places">
        <ul className="columns-1 gap-6 sm:columns-3">
          {lines.map(({ code, name }) => (
            <li key={code} className="py-0.5">
              <Link
                href={`/notices/drafts/new?place=${code}`}
                aria-label={`Begin a draft for ${name}`}
                className={LINK}
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </Disclosure>
    </Card>
  );
}
