import type { Figure } from "../../domain/exemption/schema/figures.ts";
import { GROUND_WORDS, OUTCOME_WORDS } from "../exemption/words.ts";
import { Card } from "../ui/card.tsx";
import { formatCount, formatNumber } from "../ui/quantity.ts";
import { Table } from "../ui/table.tsx";

type MonthFiguresProps = {
  /** The month's first day, `2026-10-01`. */
  month: string;
  figures: readonly Figure[];
};

/** One month's requests by ground and outcome, and its appeals by outcome. */
export function MonthFigures({ month, figures }: MonthFiguresProps) {
  const requests = figures.filter(({ stage }) => stage === "request");
  const appeals = figures.filter(({ stage }) => stage === "appeal");
  const name = monthInWords(month);
  const total = (rows: readonly Figure[]) => rows.reduce((sum, each) => sum + each.requests, 0);
  return (
    <Card title={name}>
      {requests.length > 0 && (
        <>
          <p>{formatCount(total(requests), "request")} settled.</p>
          <Table
            caption={`Requests settled in ${name}`}
            hideCaption
            rows={requests}
            rowKey={(_, index) => index}
            columns={[
              { heading: "Ground", cell: ({ ground }) => groundName(ground, requests) },
              { heading: "Outcome", cell: (row) => outcomeName(row, requests) },
              { heading: "Requests", numeric: true, cell: (row) => formatNumber(row.requests) },
              ...TIMES,
            ]}
          />
        </>
      )}
      {appeals.length > 0 && (
        <>
          <p>{formatCount(total(appeals), "appeal")} decided or taken back.</p>
          <Table
            caption={`Appeals ended in ${name}`}
            hideCaption
            rows={appeals}
            rowKey={(_, index) => index}
            columns={[
              { heading: "Outcome of appeals", cell: (row) => outcomeName(row, appeals) },
              { heading: "Appeals", numeric: true, cell: (row) => formatNumber(row.requests) },
              ...TIMES,
            ]}
          />
        </>
      )}
    </Card>
  );
}

const TIMES = [
  { heading: "Half within", numeric: true, cell: ({ medianDays }: Figure) => <Days days={medianDays} /> },
  { heading: "Nine of ten within", numeric: true, cell: ({ slowDays }: Figure) => <Days days={slowDays} /> },
];

function Days({ days }: { days: number | null }) {
  return <span className="whitespace-nowrap">{daysInWords(days)}</span>;
}

function groundName(ground: Figure["ground"], rows: readonly Figure[]): string {
  if (ground) return GROUND_WORDS[ground].name;
  return rows.some((each) => each.ground !== null) ? "All other grounds" : "All grounds";
}

function outcomeName({ ground, outcome }: Figure, rows: readonly Figure[]): string {
  if (outcome) return OUTCOME_WORDS[outcome];
  return rows.some((each) => each.ground === ground && each.outcome !== null)
    ? "All other outcomes"
    : "All outcomes";
}

function daysInWords(days: number | null): string {
  if (days === null) return "Not shown";
  if (days === 0) return "Under half a day";
  const whole = Math.floor(days);
  const said = `${whole > 0 ? formatNumber(whole) : ""}${days > whole ? "½" : ""}`;
  return `${said} ${days > 1 ? "days" : "day"}`;
}

function monthInWords(month: string): string {
  return new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric", timeZone: "UTC" }).format(
    Date.parse(`${month}T00:00:00Z`),
  );
}
