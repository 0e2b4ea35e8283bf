import type { Metadata } from "next";
import { pictureAddress } from "../../../../../components/capture/addresses.ts";
import { CapturePicture } from "../../../../../components/capture/capture-picture.tsx";
import { DeleteCapture } from "../../../../../components/capture/delete-capture.tsx";
import { HoldBack } from "../../../../../components/capture/hold-back.tsx";
import { Card } from "../../../../../components/ui/card.tsx";
import { DefinitionList } from "../../../../../components/ui/definition-list.tsx";
import { PageHeader } from "../../../../../components/ui/page-header.tsx";
import { formatBytes } from "../../../../../components/ui/quantity.ts";
import { Time } from "../../../../../components/ui/time.tsx";
import { getCapture } from "../../../../../domain/capture/queries/list-captures.ts";
import { orNotFound } from "../../../../_door/page.ts";
import { identifyForPage } from "../../../../_door/session.ts";
import { removeAndLeave } from "../actions.ts";

export const metadata: Metadata = { title: "A screen picture" };

/** One of one's own pictures as large as it is stored, with what it is. */
export default async function CapturePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const actor = await identifyForPage(pictureAddress(encodeURIComponent(id)));
  const capture = await orNotFound(getCapture(actor, id));
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
      <Card title="What it is">
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
            { term: "Who can see it", value: <HoldBack until={capture.heldUntil} now={capture.now} /> },
            { term: "Goes by itself", value: <Time at={capture.keptUntil} format="date" /> },
          ]}
        />
      </Card>
      <DeleteCapture id={capture.id} remove={removeAndLeave} />
    </>
  );
}
