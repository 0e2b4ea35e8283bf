import type { Metadata } from "next";
import { ReceiptView } from "../../../../../components/consent/receipt-view.tsx";
import { LinkButton } from "../../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../../components/ui/page-header.tsx";
import { PrintButton } from "../../../../../components/ui/print-button.tsx";
import { getReceipt } from "../../../../../domain/consent/queries.ts";
import { orNotFound } from "../../../../_door/page.ts";
import { identifyForPage } from "../../../../_door/session.ts";

export const metadata: Metadata = { title: "Receipt" };

/** One receipt, as it was signed; made to be printed too. */
export default async function ReceiptPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const actor = await identifyForPage(`/consent/receipts/${id}`);
  const { receipt } = await orNotFound(getReceipt(actor, id));
  return (
    <>
      <PageHeader
        title="Consent receipt"
        lead="What you answered, under which notice, and what it means. Keep it: it proves your answer."
        actions={
          <div className="flex flex-wrap gap-3 print:hidden">
            <PrintButton />
            <LinkButton href={`/consent/receipts/${id}/signed`}>Download, signed</LinkButton>
          </div>
        }
      />
      <ReceiptView receipt={receipt} />
    </>
  );
}
