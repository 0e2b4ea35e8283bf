import type { ReactNode } from "react";
import { penaltyWords } from "../../domain/jurisdiction/rules/difference.ts";
import { isWebAddress } from "../../domain/jurisdiction/rules/law-file.ts";
import { lawDuties } from "../../domain/jurisdiction/rules/loosens.ts";
import { DUTY_NAMES, DUTY_TEXTS } from "../../domain/jurisdiction/rules/words.ts";
import { DUTY_KINDS, type DutyKind, type LawBody } from "../../domain/jurisdiction/schema.ts";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";

/** What has to be evidenced before anything is collected, each duty with how far that is done. */
export function LawDuties({ body, children }: { body: LawBody; children: (duty: DutyKind) => ReactNode }) {
  const asked = lawDuties(body);
  const kinds = DUTY_KINDS.filter((kind) => asked.includes(kind));
  if (kinds.length === 0)
    return <p className="max-w-prose">Nothing has to be evidenced here: collection is allowed as it is.</p>;
  return (
    <ul className="grid gap-4">
      {kinds.map((kind) => {
        const written = body.duties.filter((duty) => duty.kind === kind);
        return (
          <li key={kind} className="grid gap-1 border-line border-l-4 pl-3">
            <h3 className="font-semibold">{DUTY_NAMES[kind]}</h3>
            {written.length === 0 && <p className="max-w-prose">{DUTY_TEXTS[kind]}</p>}
            {written.map(({ text, basis }) => (
              <div key={text}>
                <p className="max-w-prose">{text}</p>
                <p className="text-muted text-sm">
                  {basis ? `Basis: ${basis}` : "The program's own caution; no citation asks for it."}
                </p>
              </div>
            ))}
            {children(kind)}
          </li>
        );
      })}
    </ul>
  );
}

/** The words that a notice there has to say. */
export function RequiredWording({ wording }: { wording: readonly string[] }) {
  if (wording.length === 0) return null;
  return (
    <Card title="Words that a notice there has to say">
      {wording.map((words) => (
        <blockquote key={words} className="max-w-prose border-accent border-l-4 pl-3">
          “{words}”
        </blockquote>
      ))}
      <p className="text-muted text-sm">A notice that does not say them word for word cannot be published.</p>
    </Card>
  );
}

/** Everything else that the row says. */
export function LawDetails({ body }: { body: LawBody }) {
  const { notice, coverage } = body;
  const entries = [
    ["Form of the notice", notice.form],
    ["Timing", notice.timing],
    ["Acknowledgement", notice.acknowledgement.form],
    ["Posting", notice.posting],
    ["Retention", notice.retention],
    ["Condition of consent", body.consentCondition],
    ["Enforced by", body.enforcement],
    ["Who is covered", coverage.who],
    ["What is covered", coverage.monitored],
    ["Where it applies", coverage.locationTest],
    ["As of", body.asOf],
  ] as const;
  const said = entries.flatMap(([term, value]) => (value ? [{ term, value }] : []));
  return (
    <Card title="What the row says">
      <DefinitionList entries={said} />
      <Items title="Penalties" items={body.penalties.map(penaltyWords)} />
      <Items title="Exceptions" items={body.exceptions} />
      <Items title="Controls" items={body.controls} />
      <Items title="Open notes" items={body.notes} />
    </Card>
  );
}

function Items({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">{title}</h3>
      <ul className="grid max-w-prose list-disc gap-1 pl-5 marker:text-muted">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
}

/** Where it is all to be read, each citation with whether somebody looked it up. */
export function LawCitations({ body }: { body: LawBody }) {
  return (
    <Card title="Citations and sources">
      {body.citations.length === 0 && <p>No citation is written down.</p>}
      <ul className="grid gap-3">
        {body.citations.map(({ cite, title, effective, basis, source }) => (
          <li key={`${cite} ${title}`} className="grid gap-0.5">
            <p className="flex flex-wrap items-baseline gap-2">
              <span className="font-medium">{cite}</span>
              <Badge tone={basis === "memory" ? "danger" : "plain"}>
                {basis === "memory" ? "From memory" : "Sourced"}
              </Badge>
            </p>
            <p className="max-w-prose">{title}</p>
            <p className="text-muted text-sm">
              {effective ? `In effect: ${effective}. ` : ""}
              {source && <Source address={source} />}
            </p>
          </li>
        ))}
      </ul>
      {body.sources.length > 0 && (
        <section className="grid gap-2">
          <h3 className="font-semibold">Sources</h3>
          <ul className="grid list-disc gap-1 pl-5 text-sm marker:text-muted">
            {body.sources.map((address) => (
              <li key={address}>
                <Source address={address} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Card>
  );
}

function Source({ address }: { address: string }) {
  if (!isWebAddress(address)) return <span className="[overflow-wrap:anywhere]">{address}</span>;
  return (
    <a
      href={address}
      rel="noreferrer external"
      className="text-accent underline underline-offset-4 [overflow-wrap:anywhere]"
    >
      {address}
    </a>
  );
}
