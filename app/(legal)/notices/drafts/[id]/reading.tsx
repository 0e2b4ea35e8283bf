import { DifferenceView } from "../../../../../components/notice/difference-view.tsx";
import { FIELD_WORDS } from "../../../../../components/notice/field-words.ts";
import { NoticeView } from "../../../../../components/notice/notice-view.tsx";
import { Card } from "../../../../../components/ui/card.tsx";
import type { Draft } from "../../../../../domain/notice/queries/get-draft.ts";
import { formOf, noticeOf } from "../../../../../domain/notice/rules/draft.ts";
import type { RetentionDays } from "../../../../../domain/notice/rules/retention-days.ts";

/** The draft as people will see it once it is published. */
export function Preview({ draft, programDays }: { draft: Draft; programDays: RetentionDays }) {
  const filled = noticeOf(draft.form);
  if (!filled.missing)
    return (
      <>
        <p className="text-muted">As it was last saved. Nobody but legal sees it until it is published.</p>
        <NoticeView title={filled.title} body={filled.body} programDays={programDays} />
      </>
    );
  return (
    <Card title="It is not whole yet">
      <p>These parts are still missing or cannot be used, so there is nothing to show:</p>
      <ul className="grid list-disc gap-1 pl-5 marker:text-muted">
        {Object.entries(filled.missing).map(([field, text]) => (
          <li key={field}>
            {FIELD_WORDS[field]?.label}: {text}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The draft beside what people are given now, or beside what it translates. */
export function Changes({ draft: { base, form, translates, placeName } }: { draft: Draft }) {
  if (!base)
    return (
      <Card title="What changes">
        <p className="max-w-prose">
          {placeName} has no notice of its own in force, so there is nothing to compare this with. All of it
          is new.
        </p>
      </Card>
    );
  const title =
    translates === null
      ? `What changes against version ${base.version}, which is in force`
      : `Beside version ${base.version}, which it translates`;
  return <DifferenceView title={title} before={formOf(base.title, base.body)} after={form} />;
}
