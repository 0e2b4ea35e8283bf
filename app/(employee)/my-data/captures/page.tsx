import type { Metadata } from "next";
import { PICTURES } from "../../../../components/capture/addresses.ts";
import { CaptureGallery } from "../../../../components/capture/capture-gallery.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { listCaptures } from "../../../../domain/capture/queries/list-captures.ts";
import { listContested } from "../../../../domain/correction/queries/list-my-contests.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { removeCapture } from "./actions.ts";

export const metadata: Metadata = { title: "Screen pictures" };

const PAGE = 24;

/** Every picture of one's screen that is stored, newest first, to look at and to delete. */
export default async function CapturesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await identifyForPage(PICTURES);
  const { after } = await searchParams;
  const from = typeof after === "string" ? after : null;
  const { captures, earlier, now, program } = await listCaptures(actor, { after: from, limit: PAGE });
  const contested = [...(await listContested(actor))];
  return (
    <>
      <PageHeader
        title="Screen pictures"
        lead="Every picture of your screen that is stored: small, and with its words made illegible on your computer before it was sent."
      />
      {captures.length > 0 && (
        <p className="max-w-prose">
          To delete a picture, use its button
          <span className="noscript:hidden">
            , or move to it and press <kbd>Delete</kbd> or <kbd>Backspace</kbd>
          </span>
          . It is deleted at once and for good: nobody can bring it back, and nobody will ask you why.
        </p>
      )}
      <CaptureGallery captures={captures} now={now} contested={contested} remove={removeCapture}>
        <EmptyState title={from ? "No earlier pictures" : "No pictures"}>
          {from ? (
            <Link href={PICTURES} className="underline">
              Your newest pictures
            </Link>
          ) : (
            <p>
              None is stored. A picture is taken only in applications for which you{" "}
              <Link href="/consent" className="underline">
                allowed screen pictures
              </Link>
              , at most {program.capturesPerDay} on one day, and is here within a minute or so.
            </p>
          )}
        </EmptyState>
      </CaptureGallery>
      {captures.length > 0 && (from || earlier) && (
        <nav aria-label="More pictures" className="flex flex-wrap gap-3">
          {from && <LinkButton href={PICTURES}>Newest pictures</LinkButton>}
          {earlier && <LinkButton href={`${PICTURES}?after=${earlier}`}>Earlier pictures</LinkButton>}
        </nav>
      )}
    </>
  );
}
