import type { Metadata } from "next";
import { PICTURES } from "../../../../components/capture/addresses.ts";
import { DELETE, ERASE } from "../../../../components/erasure/addresses.ts";
import { ChoiceForm } from "../../../../components/erasure/choice-form.tsx";
import { ConfirmDeletion } from "../../../../components/erasure/confirm-deletion.tsx";
import { DeletionPreview } from "../../../../components/erasure/deletion-preview.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { DoneRegion } from "../../../../components/ui/done-region.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { type FoundRecords, previewDeletion } from "../../../../domain/erasure/queries/preview-deletion.ts";
import { type AskedChoice, CHOICE_FIELDS } from "../../../../domain/erasure/rules/choice.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { deleteShown } from "./actions.ts";

export const metadata: Metadata = { title: "Delete some of your data" };

/** Choose, see how much it is and what follows, confirm. Nothing is deleted before that. */
export default async function DeletePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await identifyForPage(DELETE);
  const said = await searchParams;
  const field = (name: string) => {
    const value = said[name];
    return typeof value === "string" ? value : "";
  };
  const asked: AskedChoice = {
    record: field("record"),
    from: field("from"),
    to: field("to"),
    hour: field("hour"),
    application: field("application"),
    device: field("device"),
  };
  const { errors, found, ...choosable } = await previewDeletion(actor, asked);
  return (
    <>
      <PageHeader
        title="Delete some of your data"
        lead="Choose what, look at how much it is, and then decide. Nothing is deleted before you confirm, and nobody asks you why."
      />
      {asked.record === "" && (
        <Card title="What to delete">
          <p className="max-w-prose text-muted">
            Any combination will do: a day, one application, an hour on one computer. A record belongs to the
            moment at which it began. Screen pictures are deleted one by one,{" "}
            <Link href={PICTURES} className="text-accent underline underline-offset-4">
              where you see them
            </Link>
            .
          </p>
          <ChoiceForm asked={asked} errors={errors} {...choosable} />
        </Card>
      )}
      <DoneRegion>{shownOf(asked, found, errors.record)}</DoneRegion>
      <Card title="Or erase everything">
        <p className="max-w-prose">
          All that is stored about you, with the key that it is locked with. You see first what goes and what
          has to stay.
        </p>
        <div>
          <LinkButton href={ERASE}>Look at what erasing everything means</LinkButton>
        </div>
      </Card>
    </>
  );
}

function shownOf(asked: AskedChoice, found: FoundRecords | null, noRecord: string | undefined) {
  if (found === null && noRecord === undefined) return null;
  if (found === null || found.records === 0) {
    return (
      <EmptyState title={asked.record === "" ? "Nothing is stored that fits" : "This record is not there"}>
        <p>
          It was deleted before, its time was up, or there never was anything. There is nothing left to
          delete.
        </p>
      </EmptyState>
    );
  }
  const { shownAt, mark, records } = found;
  const chosen = Object.fromEntries(CHOICE_FIELDS.map((name) => [name, asked[name]]));
  return (
    <>
      <DeletionPreview found={found} />
      <ConfirmDeletion
        action={deleteShown}
        records={records}
        fields={{ ...chosen, shownAt: String(shownAt), mark }}
        back={DELETE}
      />
    </>
  );
}
