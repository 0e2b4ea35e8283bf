"use client";

import { useEffect, useRef } from "react";
import type { CountedNotice, EvidenceAnswer, GateSpan } from "../../domain/evidence/schema/question.ts";
import { languageName } from "../notice/language-name.ts";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { PrintButton } from "../ui/print-button.tsx";
import { Table } from "../ui/table.tsx";
import { formatTime } from "../ui/time-zone.ts";

type QuestionAnswerProps = { answer: EvidenceAnswer; names: ReadonlyMap<string, string> };

/** The answer for an auditor, in one piece that can be printed. All times are those where the person is. */
export function QuestionAnswer({ answer, names }: QuestionAnswerProps) {
  const { person, span, locations, rows, notices, firstCollectedAt } = answer;
  const zone = person.timeZone;
  const box = useRef<HTMLElement>(null);
  // Whoever chose one of several people pressed a button that is gone by now.
  useEffect(() => {
    if (answer) box.current?.focus();
  }, [answer]);
  const nameOf = (code: string) => names.get(code) ?? code;
  const moment = (at: Date | number) => <Moment at={at} zone={zone} />;
  return (
    <section ref={box} tabIndex={-1} aria-label="Answer" className="grid scroll-mt-4 gap-6">
      <Card title={person.name} aside={<PrintButton />}>
        <DefinitionList
          entries={[
            { term: "E-mail", value: person.email },
            {
              term: "Asked about",
              value: span.at === null ? `The whole of ${dayWords(span.day)}` : moment(span.at),
            },
            { term: "Time zone", value: `${zone}, for all times here` },
            { term: "With the company", value: person.active ? "Yes, now" : "No longer" },
            {
              term: "First record stored",
              value: firstCollectedAt ? moment(firstCollectedAt) : "Nothing was ever collected",
            },
          ]}
        />
        <p className="text-muted text-sm">
          That legal asked is recorded as an act about {person.name}. This tells of law, notices and evidence
          alone, never of activity, pauses or consent.
        </p>
      </Card>
      <GateCard answer={answer} nameOf={nameOf} />
      <Card title="Where they were">
        {locations.length === 0 ? (
          <p>No location was known then, so the gate held.</p>
        ) : (
          <Table
            caption="Locations in force"
            hideCaption
            rows={[...locations]}
            rowKey={({ kind, from }) => `${kind} ${from.getTime()}`}
            columns={[
              { heading: "What", cell: ({ kind }) => (kind === "work" ? "Works in" : "Lives in") },
              {
                heading: "Place",
                cell: ({ jurisdiction, workplace }) =>
                  [nameOf(jurisdiction), workplace].filter(Boolean).join(", "),
              },
              { heading: "From", cell: ({ from }) => moment(from) },
              { heading: "Until", cell: ({ until }) => (until ? moment(until) : "still so") },
              { heading: "Source", cell: ({ source }) => source },
              { heading: "Last confirmed", cell: ({ confirmedAt }) => moment(confirmedAt) },
            ]}
          />
        )}
      </Card>
      <Card title="Rows of law in force">
        {rows.length === 0 ? (
          <p>There was no row of law for these places then, so the gate held.</p>
        ) : (
          <Table
            caption="Rows of law"
            hideCaption
            rows={[...rows]}
            rowKey={({ code, version }) => `${code} ${version}`}
            columns={[
              { heading: "Row", cell: ({ code, name }) => `${name} (${code})` },
              { heading: "Version", numeric: true, cell: ({ version }) => version },
              { heading: "From", cell: ({ from }) => moment(from) },
              { heading: "Until", cell: ({ until }) => (until ? moment(until) : "still in force") },
              { heading: "Source", cell: ({ source }) => source },
            ]}
          />
        )}
      </Card>
      <Card title="Notices in force, and what was done with them">
        {notices.length === 0 && <p>No notice was in force then.</p>}
        <ul className="grid gap-6">
          {notices.map((notice) => (
            <li key={notice.sha256} className="grid gap-2">
              <h3 className="font-medium">
                {notice.title} ({nameOf(notice.jurisdiction)}, version {notice.version},{" "}
                {languageName(notice.language)})
              </h3>
              <NoticeFacts notice={notice} zone={zone} nameOf={nameOf} />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

function NoticeFacts({
  notice: { sha256, effectiveAt, served, seenAt, acknowledged, authorised },
  zone,
  nameOf,
}: {
  notice: CountedNotice;
  zone: string;
  nameOf: (code: string) => string;
}) {
  const moment = (at: Date) => <Moment at={at} zone={zone} />;
  const signed = ({ at, jurisdiction, withdrawnAt }: CountedNotice["authorised"][number]) => (
    <span key={`${jurisdiction} ${at.getTime()}`} className="block">
      {moment(at)} for {nameOf(jurisdiction)}
      {withdrawnAt && <>, withdrawn {moment(withdrawnAt)}</>}
    </span>
  );
  return (
    <DefinitionList
      entries={[
        { term: "SHA-256", value: <code className="break-all text-sm">{sha256}</code> },
        { term: "In effect from", value: moment(effectiveAt) },
        {
          term: "Served",
          value:
            served.length === 0
              ? "Not by then"
              : served.map(({ at, channel }) => (
                  <span key={`${channel} ${at.getTime()}`} className="block">
                    {moment(at)}, {channelWords(channel)}
                  </span>
                )),
        },
        { term: "Seen to its end", value: seenAt ? moment(seenAt) : "Not by then" },
        {
          term: "Acknowledged",
          value: acknowledged ? (
            <>
              {moment(acknowledged.at)}, {channelWords(acknowledged.channel)}
            </>
          ) : (
            "Not by then"
          ),
        },
        ...(authorised.length > 0 ? [{ term: "Authorised", value: authorised.map(signed) }] : []),
      ]}
    />
  );
}

/** A day of the calendar, the same in every zone. */
function dayWords(day: string): string {
  return formatTime(Date.parse(day), "date", "UTC");
}

function channelWords(channel: string): string {
  return channel === "mail" ? "by letter" : "in Sayso";
}

function GateCard({
  answer: { gate, span, person },
  nameOf,
}: {
  answer: EvidenceAnswer;
  nameOf: (code: string) => string;
}) {
  const zone = person.timeZone;
  // A moment at which the gate changed belongs to what came with it.
  const then = span.at === null ? null : gate.findLast((each) => each.from <= Number(span.at));
  return (
    <Card title="The gate, computed again from what was in force then">
      {then && (
        <p className="font-semibold text-lg">
          At <Moment at={span.at ?? then.from} zone={zone} /> it was{" "}
          {then.unmet.length === 0 ? "open" : "held"}.
        </p>
      )}
      <Table
        caption="The gate through the day"
        hideCaption
        rows={[...gate]}
        rowKey={({ from }) => from}
        columns={[
          {
            heading: "From",
            cell: ({ from }) => (
              <span className="whitespace-nowrap">{formatTime(from, "seconds", zone)}</span>
            ),
          },
          {
            heading: "Until",
            cell: ({ to }) => <span className="whitespace-nowrap">{formatTime(to, "seconds", zone)}</span>,
          },
          { heading: "Gate", cell: ({ unmet }) => (unmet.length === 0 ? "Open" : "Held") },
          { heading: "Rows", cell: ({ codes }) => codes.map(nameOf).join(", ") },
          { heading: "Why, as the employee is told", cell: (part) => <Why part={part} /> },
        ]}
      />
      <p className="text-muted text-sm">
        An open gate collects nothing by itself: the employee’s own choices come on top, and are not told
        here.
      </p>
    </Card>
  );
}

function Why({ part: { unmet } }: { part: GateSpan }) {
  if (unmet.length === 0) return "All that these rows ask for was there.";
  return (
    <ul className="grid min-w-56 gap-1">
      {unmet.map(({ code, duty, text }) => (
        <li key={`${code} ${duty} ${text}`}>{text}</li>
      ))}
    </ul>
  );
}

function Moment({ at, zone }: { at: Date | number; zone: string }) {
  const ms = Number(at);
  return (
    <time dateTime={new Date(ms).toISOString()} className="tabular-nums">
      {formatTime(ms, "moment", zone)}
    </time>
  );
}
