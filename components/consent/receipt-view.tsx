import type { Receipt } from "../../domain/consent/rules.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

const ANSWER = {
  "consent given": "Allowed",
  "consent refused": "Not allowed",
  "consent withdrawn": "Taken back",
} as const;

/** A receipt in plain words: the answer first, then what it was about, then the law's particulars. */
export function ReceiptView({ receipt }: { receipt: Receipt }) {
  const { pii_processing: processing, record_header: header, parties, events } = receipt;
  const [controller] = parties;
  return (
    <>
      {events.length === 0 && processing.applications.length === 0 ? (
        <Card title="Your answer">
          <p>You asked to be asked later. Nothing was allowed.</p>
        </Card>
      ) : null}
      {events.length > 0 && (
        <Card title="Your answer">
          <Table
            caption="What you answered"
            hideCaption
            rows={events}
            rowKey={(each) => each.pii_type}
            columns={[
              { heading: "Kind of record", cell: (each) => CATEGORY_WORDS[each.pii_type].name },
              { heading: "Answer", cell: (each) => ANSWER[each.event_state] },
            ]}
          />
        </Card>
      )}
      {processing.applications.length > 0 && (
        <Card title="In which applications">
          <Table
            caption="Applications"
            hideCaption
            rows={[...processing.applications]}
            rowKey={(each) => each.id}
            columns={[
              { heading: "Application", cell: (each) => each.name },
              { heading: "Answer", cell: (each) => (each.allowed ? "On" : "Off") },
            ]}
          />
        </Card>
      )}
      <Card title="Never used for">
        <ul className="list-disc pl-5">
          {processing.prohibited_uses.map((use) => (
            <li key={use}>{use}</li>
          ))}
        </ul>
      </Card>
      <Card title="Particulars">
        <DefinitionList
          entries={[
            { term: "Given by", value: header.pii_principal_name },
            { term: "When", value: <Time at={Date.parse(receipt.receipt.issued_at)} format="moment" /> },
            { term: "Responsible", value: `${controller?.name}, ${controller?.contact}` },
            {
              term: "Notice",
              value: `${processing.privacy_notice.title}, version ${processing.privacy_notice.version}`,
            },
            {
              term: "The notice's fingerprint (SHA-256)",
              value: <code className="break-all font-mono text-sm">{processing.privacy_notice.sha256}</code>,
            },
            {
              term: "Receipt",
              value: <code className="break-all font-mono text-sm">{header.record_id}</code>,
            },
            { term: "How to take it back", value: processing.withdrawal_method },
          ]}
        />
      </Card>
    </>
  );
}
