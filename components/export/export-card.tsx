import type { ExportView } from "../../domain/export/schema.ts";
import { Badge } from "../ui/badge.tsx";
import { buttonStyle } from "../ui/button-style.ts";
import { Card } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Progress } from "../ui/progress.tsx";
import { formatBytes } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";
import { DOWNLOAD } from "./addresses.ts";

type ExportCardProps = { download: ExportView; now: number; remove: FormAction };

/** One download: how far it is, how to get it, or what became of it. `now` in milliseconds. */
export function ExportCard({ download, now, remove }: ExportCardProps) {
  const isExpired = download.end === "expired" || (download.expiresAt ?? now + 1) <= now;
  const { state, end } = download;
  const isRemoved = end === "removed" || end === "records-deleted";
  const isGone = isRemoved || isExpired;
  return (
    <Card
      level={3}
      title={
        <>
          Asked for <Time at={download.at} format="moment" />
        </>
      }
      aside={
        <span role="status">
          <State download={download} isExpired={isExpired} />
        </span>
      }
    >
      {end === "removed" && <p>You removed it, and its bytes are destroyed.</p>}
      {end === "records-deleted" && (
        <p>
          You deleted records that it may have held, so its bytes are destroyed too. You can ask for a new one
          above.
        </p>
      )}
      {!isRemoved && isExpired && <p>Its time is over, and its bytes are destroyed.</p>}
      {state === "waiting" && <p>It is begun in a moment. You need not stay here.</p>}
      {state === "working" && <Working download={download} />}
      {state === "failed" && (
        <p>Something went wrong, and nothing of it was kept. You can ask again above.</p>
      )}
      {state === "done" && !isGone && <Ready download={download} />}
      {!isGone && state !== "failed" && <Remove download={download} action={remove} />}
    </Card>
  );
}

function State({ download: { state, end }, isExpired }: { download: ExportView; isExpired: boolean }) {
  if (end === "removed" || end === "records-deleted") return <Badge>Removed</Badge>;
  if (isExpired) return <Badge>Expired</Badge>;
  if (state === "done") return <Badge tone="accent">Ready</Badge>;
  if (state === "failed") return <Badge tone="danger">Failed</Badge>;
  return <Badge>{state === "waiting" ? "Waiting" : "Being made"}</Badge>;
}

function Working({ download: { done, total, said } }: { download: ExportView }) {
  const percent = Math.floor((100 * done) / total);
  return <Progress label={said === "" ? "Begun" : said} value={done} max={total} text={`${percent} %`} />;
}

function Ready({ download }: { download: ExportView }) {
  return (
    <>
      {download.said !== "" && <p>{download.said}</p>}
      <DefinitionList
        entries={[
          { term: "Size", value: formatBytes(download.bytes ?? 0) },
          {
            term: "Kept until",
            value: download.expiresAt === null ? "" : <Time at={download.expiresAt} format="moment" />,
          },
          {
            term: "SHA-256",
            value: <span className="break-all font-mono text-sm">{download.sha256}</span>,
          },
        ]}
      />
      <div>
        {/* No `download`: where it is gone by then, the browser shows the page that says so. */}
        <a href={`${DOWNLOAD}/${download.id}/download`} className={buttonStyle("primary")}>
          Download the ZIP
        </a>
      </div>
    </>
  );
}

function Remove({ download, action }: { download: ExportView; action: FormAction }) {
  const isMade = download.state === "done";
  return (
    <div className="border-line border-t pt-4">
      <ConfirmDialog
        trigger={isMade ? "Remove" : "Stop and remove"}
        title="Remove this download?"
        confirm="Remove it"
        pendingLabel="Removing…"
        action={action}
        fields={{ exportId: download.id }}
      >
        <p>Its bytes are destroyed at once. What it was made from stays as it is.</p>
        <p>What you downloaded already is yours. You can ask for a new one at any time.</p>
      </ConfirmDialog>
    </div>
  );
}
