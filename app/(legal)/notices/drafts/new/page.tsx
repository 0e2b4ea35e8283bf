import { BeginDraftForm } from "../../../../../components/notice/begin-draft-form.tsx";
import { Card } from "../../../../../components/ui/card.tsx";
import { PageHeader } from "../../../../../components/ui/page-header.tsx";
import { listLines } from "../../../../../domain/notice/queries/list-lines.ts";
import { orNotFound, titleForLegal } from "../../../../_door/page.ts";
import { identifyForPage } from "../../../../_door/session.ts";
import { begin } from "../../actions.ts";

export const generateMetadata = titleForLegal("New draft of a notice");

type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Begins a draft; `?place=US-NY` chooses the place. */
export default async function NewDraftPage({ searchParams }: Search) {
  const actor = await identifyForPage("/notices/drafts/new");
  const lines = await orNotFound(listLines(actor));
  const { place } = await searchParams;
  const chosen = lines.find(({ code }) => code === place);
  return (
    <>
      <PageHeader
        title="New draft"
        lead="A notice is written in English first. Once it is published, it can be translated."
      />
      <Card title="Where, and from what">
        <BeginDraftForm
          places={lines.map(({ code, name }) => ({ code, name }))}
          place={chosen?.code ?? ""}
          from={chosen && (chosen.inForce ? "in-force" : "federal")}
          action={begin}
        />
      </Card>
    </>
  );
}
