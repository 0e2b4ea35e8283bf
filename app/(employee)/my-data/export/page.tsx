import type { Metadata } from "next";
import { DOWNLOAD } from "../../../../components/export/addresses.ts";
import { AskExportForm } from "../../../../components/export/ask-export-form.tsx";
import { ExportCard } from "../../../../components/export/export-card.tsx";
import { ExportContents } from "../../../../components/export/export-contents.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { ReadAgain } from "../../../../components/ui/read-again.tsx";
import { listExports } from "../../../../domain/export/queries/list-exports.ts";
import { keyFingerprint } from "../../../../lib/signing.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { ask, remove } from "./actions.ts";

export const metadata: Metadata = { title: "Download everything" };

/** Where one asks for everything about oneself, sees it being made, takes it along, and removes it. */
export default async function ExportPage() {
  const actor = await identifyForPage(DOWNLOAD);
  const { now, keptDays, exports } = await listExports(actor);
  const isMaking = exports.some(({ state }) => state === "waiting" || state === "working");
  return (
    <>
      {isMaking && <ReadAgain />}
      <PageHeader
        title="Download everything"
        lead="All that is stored about you, in one ZIP for you to keep: every record in plain text, your receipts and requests, and every recorded act about you."
      />
      <Card title="Ask for it">
        <AskExportForm action={ask} keptDays={keptDays} isMaking={isMaking} />
      </Card>
      <Card title="Your downloads">
        {exports.length === 0 ? (
          <EmptyState title="No downloads yet">
            <p>Ask above. You can leave this page; what you asked for waits for you here.</p>
          </EmptyState>
        ) : (
          exports.map((each) => <ExportCard key={each.id} download={each} now={now} remove={remove} />)
        )}
      </Card>
      <Card title="What is in it, and how to check it">
        <ExportContents fingerprint={await keyFingerprint()} />
      </Card>
    </>
  );
}
