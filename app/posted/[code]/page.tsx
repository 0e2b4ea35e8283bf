import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { languageName } from "../../../components/notice/language-name.ts";
import { NoticeView } from "../../../components/notice/notice-view.tsx";
import { DefinitionList } from "../../../components/ui/definition-list.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { PrintButton } from "../../../components/ui/print-button.tsx";
import { Time } from "../../../components/ui/time.tsx";
import { findPosted, type PostedNotice, type Posting } from "../../../domain/notice/queries/posted.ts";

type Props = { params: Promise<{ code: string }> };

/** Read once for the title and the page. */
const postedAt = cache(async (code: string) => (await findPosted(code)) ?? notFound());

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await postedAt((await params).code);
  return { title: `Notice for ${name}` };
}

/** The notice in force for a place, at an address that stays, for whoever comes by. */
export default async function PostedNoticePage({ params }: Props) {
  const posted = await postedAt((await params).code);
  const { name, notices } = posted;
  return (
    <>
      <PageHeader
        title={`Notice for ${name}`}
        lead={leadOf(posted)}
        actions={
          <span className="print:hidden">
            <PrintButton />
          </span>
        }
      />
      {notices.length > 1 && (
        <nav aria-label="Languages" className="flex flex-wrap gap-4 print:hidden">
          {notices.map(({ language }) => (
            <a
              key={language}
              href={`#${language}`}
              lang={language}
              hrefLang={language}
              className="text-accent underline underline-offset-4"
            >
              {ownName(language)}
            </a>
          ))}
        </nav>
      )}
      {notices.map((notice) => (
        <Posted key={notice.id} notice={notice} />
      ))}
    </>
  );
}

function leadOf({ name, isOwn, isBlocked }: Posting): string {
  const inForce = isOwn
    ? "This notice is in force here now."
    : `${name} has no notice of its own. The federal notice of the United States is in force here now.`;
  if (!isBlocked) return inForce;
  const shown = isOwn ? "This is its notice." : "What follows is the federal notice of the United States.";
  return `Collecting is not allowed in ${name} unless the company's lawyers lift that in writing. Until then nothing is collected there. ${shown}`;
}

function Posted({ notice }: { notice: PostedNotice }) {
  const { title, body, language, version, effectiveAt, sha256 } = notice;
  return (
    <article id={language} lang={language} className="grid scroll-mt-4 gap-4">
      <NoticeView title={title} body={body} />
      <div lang="en" className="text-sm">
        <DefinitionList
          entries={[
            { term: "Version", value: `${version}, ${languageName(language)}` },
            { term: "In force since", value: <Time at={effectiveAt.getTime()} format="moment" /> },
            { term: "SHA-256 of its text", value: <span className="break-all font-mono">{sha256}</span> },
          ]}
        />
      </div>
    </article>
  );
}

/** What speakers of a language call it. */
function ownName(code: string): string {
  return new Intl.DisplayNames(code, { type: "language" }).of(code) ?? code;
}
