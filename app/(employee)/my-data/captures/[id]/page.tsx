import type { Metadata } from "next";
import { GoingAtOnce } from "../../../../../components/activity/going-words.tsx";
import { WhoCanSee } from "../../../../../components/activity/held-words.tsx";
import { pictureAddress } from "../../../../../components/capture/addresses.ts";
import { CapturePicture } from "../../../../../components/capture/capture-picture.tsx";
import { DeleteCapture } from "../../../../../components/capture/delete-capture.tsx";
import { ContestForm } from "../../../../../components/correction/contest-form.tsx";
import { ContestView } from "../../../../../components/correction/contest-view.tsx";
import { Card } from "../../../../../components/ui/card.tsx";
import { DefinitionList } from "../../../../../components/ui/definition-list.tsx";
import { DoneRegion } from "../../../../../components/ui/done-region.tsx";
import { PageHeader } from "../../../../../components/ui/page-header.tsx";
import { formatBytes } from "../../../../../components/ui/quantity.ts";
import { Time } from "../../../../../components/ui/time.tsx";
import { type CaptureEntry, getCapture } from "../../../../../domain/capture/queries/list-captures.ts";
import { findMyPictureContest } from "../../../../../domain/correction/queries/list-my-contests.ts";
import { orNotFound } from "../../../../_door/page.ts";
import { identifyForPage } from "../../../../_door/session.ts";
import { contestShownPicture } from "../../corrections/actions.ts";
import { removeAndLeave } from "../actions.ts";

export const metadata: Metadata = { title: "A screen picture" };

/** One of one's own pictures as large as it is stored, with what it is. */
export default async function CapturePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const actor = await identifyForPage(pictureAddress(encodeURIComponent(id)));
  const capture = await orNotFound(getCapture(actor, id));
  const contested = await findMyPictureContest(actor, id);
  return (
    <>
      <PageHeader
        title="A screen picture"
        lead="Exactly as it is stored: it was made smaller, and its words illegible, on your computer before it was sent."
      />
      <CapturePicture
        {...capture}
        alt={`Your screen in ${capture.applicationName}`}
        className="h-auto min-h-40 w-full max-w-160 rounded-card border border-line"
      />
      <div className="grid gap-6 lg:grid-cols-2">
        <Card title="Who can see it">
          <WhoCanSee {...capture} isContested={contested?.state === "waiting"} />
        </Card>
        <Card title="When and where">
          <Facts capture={capture} />
        </Card>
      </div>
      <Card title="When it goes">
        <GoingAtOnce at={capture.keptUntil} />
      </Card>
      <div className="grid gap-6 lg:grid-cols-2">
        <DeleteCapture id={capture.id} remove={removeAndLeave} />
        <Card title="Is it wrong?">
          <DoneRegion>
            {contested ? (
              <ContestView contest={contested} />
            ) : (
              <ContestForm what="picture" id={capture.id} action={contestShownPicture} />
            )}
          </DoneRegion>
        </Card>
      </div>
    </>
  );
}

function Facts({ capture }: { capture: CaptureEntry }) {
  return (
    <DefinitionList
      entries={[
        { term: "Application", value: capture.applicationName },
        { term: "Computer", value: capture.deviceName },
        { term: "Taken", value: <Time at={capture.takenAt} format="moment" /> },
        { term: "Stored", value: <Time at={capture.receivedAt} format="moment" /> },
        {
          term: "Size",
          value: `${capture.width} by ${capture.height} pixels, ${formatBytes(capture.bytes)}`,
        },
      ]}
    />
  );
}
