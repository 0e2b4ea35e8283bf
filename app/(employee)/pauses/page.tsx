import type { Metadata } from "next";
import { PauseControl } from "../../../components/pause/pause-control.tsx";
import { PauseHistory } from "../../../components/pause/pause-history.tsx";
import { Card } from "../../../components/ui/card.tsx";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { getPauseState, listPauses } from "../../../domain/pause/queries.ts";
import { identifyForPage } from "../../_door/session.ts";
import { pauseProps } from "../pause-props.ts";

export const metadata: Metadata = { title: "Pauses" };

const PAGE = 50;

/** Pause, and every pause there was. Readable by its owner alone. */
export default async function PausesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await identifyForPage("/pauses");
  const { before } = await searchParams;
  const state = await getPauseState(actor);
  const pauses = await listPauses(actor, { before: dateOf(before), limit: PAGE });
  const oldest = pauses.length === PAGE ? pauses.at(-1) : undefined;
  return (
    <>
      <PageHeader
        title="Pauses"
        lead="A pause stops collection on all your devices at once, and ends by itself. Only you can see this page: no manager, lawyer or administrator can."
      />
      <Card title={state.running ? "Paused" : "Pause now"}>
        <PauseControl {...pauseProps(state)} />
      </Card>
      <PauseHistory pauses={pauses} now={state.now} />
      {oldest && (
        <div>
          <LinkButton href={`/pauses?before=${oldest.startedAt.getTime()}`}>Earlier pauses</LinkButton>
        </div>
      )}
    </>
  );
}

function dateOf(text: string | string[] | undefined): Date | undefined {
  const ms = typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(ms) && ms < 8e15 ? new Date(ms) : undefined;
}
