import { ApproveDraft } from "../../../../../components/notice/approve-draft.tsx";
import { DraftForm } from "../../../../../components/notice/draft-form.tsx";
import { languageName } from "../../../../../components/notice/language-name.ts";
import { SentBack } from "../../../../../components/notice/sent-back.tsx";
import { Badge } from "../../../../../components/ui/badge.tsx";
import { Card } from "../../../../../components/ui/card.tsx";
import { ConfirmDialog } from "../../../../../components/ui/confirm-dialog.tsx";
import { LinkButton } from "../../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../../components/ui/page-header.tsx";
import { Time } from "../../../../../components/ui/time.tsx";
import { formatTime } from "../../../../../components/ui/time-zone.ts";
import { FEDERAL } from "../../../../../domain/jurisdiction/schema.ts";
import { type Draft, getDraft } from "../../../../../domain/notice/queries/get-draft.ts";
import { getProgramDays } from "../../../../../domain/notice/queries/program-days.ts";
import { localTime } from "../../../../../domain/notice/rules/local-time.ts";
import { orNotFound, titleForLegal } from "../../../../_door/page.ts";
import { identifyForPage } from "../../../../_door/session.ts";
import { approve, discard, save, sendBack } from "../../actions.ts";
import { Changes, Preview } from "./reading.tsx";

export const generateMetadata = titleForLegal("Draft of a notice");

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const VIEWS = { write: "Write", preview: "As people see it", changes: "What changes" } as const;
type View = keyof typeof VIEWS;

/** A draft: written, looked at as people will see it, compared with what is in force, and approved by another. */
export default async function DraftPage({ params, searchParams }: Props) {
  const { id } = await params;
  const actor = await identifyForPage(`/notices/drafts/${id}`);
  const draft = await orNotFound(getDraft(actor, id));
  const view = viewOf((await searchParams).show, draft);
  return (
    <>
      <PageHeader
        title={draft.form.title.trim() || "Draft without a title"}
        lead={<State draft={draft} />}
        actions={<Views draft={draft} view={view} />}
      />
      <ApproveDraft
        key={draft.revision}
        draftId={id}
        revision={draft.revision}
        isWaiting={draft.mayApprove}
        consequences={draft.mayApprove ? consequences(draft, actor.timeZone) : []}
        action={approve}
        sendBack={sendBack}
      />
      <SentBack returns={draft.returns} isLast={draft.isSentBack} />
      {view === "changes" && <Changes draft={draft} />}
      {view === "preview" && <Preview draft={draft} programDays={await getProgramDays(actor)} />}
      {view === "write" && <Writing draft={draft} timeZone={actor.timeZone} />}
    </>
  );
}

function viewOf(wanted: string | string[] | undefined, draft: Draft): View {
  if (wanted === "changes" || wanted === "preview") return wanted;
  if (draft.state !== "open") return "preview";
  return wanted !== "write" && draft.mayApprove ? "changes" : "write";
}

function Views({ draft, view }: { draft: Draft; view: View }) {
  const names: View[] = draft.state === "open" ? ["write", "preview", "changes"] : ["preview", "changes"];
  return (
    <nav aria-label="Views of this draft" className="flex flex-wrap gap-2">
      {names.map((name) => (
        <LinkButton
          key={name}
          size="small"
          href={`/notices/drafts/${draft.id}?show=${name}`}
          aria-current={name === view ? "page" : undefined}
          className="aria-[current=page]:border-accent aria-[current=page]:bg-accent-soft"
        >
          {VIEWS[name]}
        </LinkButton>
      ))}
    </nav>
  );
}

function State({ draft }: { draft: Draft }) {
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-2">
        <span>
          {draft.placeName}, {languageName(draft.language)}
          {draft.translates !== null && `, translates version ${draft.translates}`}
        </span>
        <Badge tone={draft.isReady && !draft.isSentBack && draft.state === "open" ? "accent" : "plain"}>
          {stateWord(draft)}
        </Badge>
      </p>
      <p className="text-sm">
        Revision {draft.revision}, saved {draft.editor ? `by ${draft.editor}` : "by an import"},{" "}
        <Time at={draft.savedAt.getTime()} />. {writers(draft.editors)}
      </p>
      {typeof draft.state === "object" && (
        <p>
          <LinkButton size="small" href={`/notices/${draft.state.published}`}>
            See the published notice
          </LinkButton>
        </p>
      )}
    </div>
  );
}

function stateWord({ state, isReady, isSentBack, mayApprove }: Draft): string {
  if (state === "discarded") return "Discarded";
  if (state !== "open") return "Published";
  if (isSentBack) return "Sent back";
  if (!isReady) return "Being written";
  return mayApprove ? "Waits for your approval" : "Waits for somebody else's approval";
}

function writers(names: readonly string[]): string {
  if (names.length === 0) return "";
  const list = new Intl.ListFormat("en").format(names);
  return `Written by ${list}, who cannot approve it.`;
}

/** What approval brings about, so that nobody is surprised by it. */
function consequences(draft: Draft, timeZone: string): string[] {
  const from = draft.effectiveAt
    ? `It is in force from ${formatTime(draft.effectiveAt.getTime(), "moment", timeZone)} on.`
    : "It is in force from the moment you approve it.";
  return [
    from,
    ...asked(draft),
    "Its text can never be changed or taken back. A later version can follow it.",
  ];
}

function asked({ translates, substance, isFirst, jurisdiction }: Draft): string[] {
  if (translates !== null || !(substance || isFirst))
    return ["Nobody is asked again: all answers stay as they are."];
  const again = `From then on everyone who has to be given it is asked${isFirst ? "" : " again"}, and nothing is collected from them until they have answered.`;
  return jurisdiction === FEDERAL && !isFirst
    ? [again, "Consent that was given under the version before ends with it."]
    : [again];
}

function Writing({ draft, timeZone }: { draft: Draft; timeZone: string }) {
  const unasked = draft.translates !== null ? "translation" : draft.isFirst ? "first" : null;
  return (
    <>
      <DraftForm
        draftId={draft.id}
        revision={draft.revision}
        form={draft.form}
        placeName={draft.placeName}
        requiredWording={draft.requiredWording}
        substance={draft.substance}
        unasked={unasked}
        day={draft.effectiveAt ? localTime(draft.effectiveAt, timeZone) : ""}
        timeZone={timeZone}
        action={save}
      />
      <Card title="Discard it">
        <p className="max-w-prose text-muted">
          The draft is closed and cannot be published any more. What was written stays on record.
        </p>
        <div>
          <ConfirmDialog
            trigger="Discard this draft"
            title="Discard this draft?"
            confirm="Discard it"
            pendingLabel="Discarding…"
            action={discard}
            fields={{ draftId: draft.id }}
          >
            <p>It is closed for everyone. What is in force stays as it is.</p>
          </ConfirmDialog>
        </div>
      </Card>
    </>
  );
}
