import type { PackRow } from "../../domain/evidence/rules/pack.ts";
import { Badge } from "../ui/badge.tsx";
import { buttonStyle } from "../ui/button-style.ts";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Progress } from "../ui/progress.tsx";
import { formatBytes } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";
import { AskAgainForm } from "./ask-again-form.tsx";

/** One pack: how far it is, or how to get it, or how to try again. `now` in milliseconds. */
export function PackCard({ pack, now, askAgain }: { pack: PackRow; now: number; askAgain: FormAction }) {
  const isErased = pack.state === "done" && pack.keptUntil <= now;
  return (
    <Card
      level={3}
      title={`${pack.name}, ${pack.fromDay} to ${pack.untilDay}`}
      aside={
        <span role="status">
          <span className="sr-only">{pack.name}: </span>
          <State pack={pack} isErased={isErased} />
        </span>
      }
    >
      <p className="text-muted">
        Asked for by {pack.askedBy}, <Time at={pack.at} format="moment" />
      </p>
      {pack.state === "waiting" && <p>It is begun in a moment. You need not stay here.</p>}
      {pack.state === "working" && <Working pack={pack} />}
      {pack.state === "failed" && (
        <>
          <p>Something went wrong, and nothing of it was kept. Asking again begins anew.</p>
          <AskAgainForm pack={pack} action={askAgain} />
        </>
      )}
      {isErased && (
        <>
          <p>Its bytes were erased after thirty days. What it was made of is still there.</p>
          <AskAgainForm pack={pack} action={askAgain} />
        </>
      )}
      {pack.state === "done" && !isErased && <Done pack={pack} />}
    </Card>
  );
}

function State({ pack, isErased }: { pack: PackRow; isErased: boolean }) {
  if (isErased) return <Badge>Erased</Badge>;
  if (pack.state === "done") return <Badge tone="accent">Ready</Badge>;
  if (pack.state === "failed") return <Badge tone="danger">Failed</Badge>;
  return <Badge>{pack.state === "waiting" ? "Waiting" : "Being made"}</Badge>;
}

function Working({ pack: { done, total, said } }: { pack: PackRow }) {
  const percent = Math.floor((100 * done) / total);
  return <Progress label={said === "" ? "Begun" : said} value={done} max={total} text={`${percent} %`} />;
}

function Done({ pack }: { pack: PackRow }) {
  return (
    <>
      <DefinitionList
        entries={[
          { term: "Size", value: formatBytes(pack.bytes ?? 0) },
          { term: "SHA-256", value: <span className="break-all font-mono text-sm">{pack.sha256}</span> },
          { term: "Kept until", value: <Time at={pack.keptUntil} format="date" /> },
        ]}
      />
      <div>
        <a href={`/evidence/${pack.id}/download`} download className={buttonStyle("primary")}>
          Download the ZIP
        </a>
      </div>
    </>
  );
}
