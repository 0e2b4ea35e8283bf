import type { Metadata } from "next";
import Link from "next/link";
import { Card } from "../../../../components/ui/card.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { Table } from "../../../../components/ui/table.tsx";
import { Time } from "../../../../components/ui/time.tsx";
import { listReceipts } from "../../../../domain/consent/queries.ts";
import { identifyForPage } from "../../../_door/session.ts";

export const metadata: Metadata = { title: "Your receipts" };

const KIND: Record<string, string> = {
  answered: "You chose",
  deferred: "You put it off",
  withdrawn: "You took it back",
};

/** Every answer the person ever gave, each with its receipt. */
export default async function ReceiptsPage() {
  const receipts = await listReceipts(await identifyForPage("/consent/receipts"));
  return (
    <>
      <PageHeader
        title="Your receipts"
        lead="One for each answer you gave: yours to keep, print or check. Receipts are never changed or removed."
        actions={<LinkButton href="/consent">Back to consent</LinkButton>}
      />
      {receipts.length === 0 ? (
        <EmptyState title="No receipts yet">
          <p>You have not answered the notice yet. No answer means no.</p>
          <LinkButton href="/consent">Read the notice</LinkButton>
        </EmptyState>
      ) : (
        <Card title="Newest first">
          <Table
            caption="Your receipts"
            hideCaption
            rows={receipts}
            rowKey={({ id }) => id}
            columns={[
              {
                heading: "When",
                cell: ({ id, at }) => (
                  <Link href={`/consent/receipts/${id}`} className="text-accent underline underline-offset-4">
                    <Time at={at.getTime()} format="date" /> <Time at={at.getTime()} format="seconds" />
                  </Link>
                ),
              },
              { heading: "What", cell: ({ kind }) => KIND[kind] ?? kind },
              { heading: "Notice", cell: ({ noticeVersion }) => `Version ${noticeVersion}` },
            ]}
          />
        </Card>
      )}
    </>
  );
}
