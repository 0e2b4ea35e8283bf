import type { Counts } from "../../domain/activity/rules/counts.ts";
import type { Recorded } from "../../domain/activity/rules/my-data.ts";
import type { RecordCategory } from "../../domain/activity/rules/record-search.ts";
import { PICTURES } from "../capture/addresses.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { Bars } from "../ui/bars.tsx";
import { Card } from "../ui/card.tsx";
import { Link } from "../ui/link.tsx";
import { formatCount, formatExactDuration, formatNumber, formatShortDuration } from "../ui/quantity.ts";
import { recordsAddress } from "./addresses.ts";

type RecordedCardsProps = {
  applications: readonly Recorded[];
  computers: readonly Recorded[];
  recorded: { readonly tenths: number; readonly segments: number };
  counts: Counts;
  /** How many screen pictures. */
  pictures: number;
  /** YYYY-MM-DD, both included: what the charts lead to. */
  days: { readonly from: string; readonly to: string };
};

/** What was recorded by application, by computer, and by kind; each leads to the stored records. */
export function RecordedCards({
  applications,
  computers,
  recorded,
  counts,
  pictures,
  days,
}: RecordedCardsProps) {
  const total = formatExactDuration(recorded.tenths);
  const range = { from: days.from, to: days.to };
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card title="Recorded time by application">
        <Bars
          title="Recorded time by application"
          summary={mostIn(applications, recorded.segments)}
          data={applications.map((each) => barOf(each, recordsAddress({ ...range, application: each.id })))}
          headings={{ name: "Application", value: "Recorded time" }}
          total={total}
        />
      </Card>
      <div className="grid content-start gap-6">
        <Card title="Recorded time by computer">
          <Bars
            title="Recorded time by computer"
            summary={mostIn(computers, recorded.segments)}
            data={computers.map((each) => barOf(each, recordsAddress({ ...range, device: each.id })))}
            headings={{ name: "Computer", value: "Recorded time" }}
            total={total}
          />
        </Card>
        <Card title="Recorded by kind">
          <Categories counts={counts} range={range} />
          <p className={pictures === 0 ? "text-muted" : "text-sm"}>
            {CATEGORY_WORDS.screen.name}:{" "}
            {pictures === 0 ? (
              "no picture from this time is stored."
            ) : (
              <Link href={PICTURES} className="text-accent underline underline-offset-4">
                {formatCount(pictures, "picture")}
              </Link>
            )}
          </p>
        </Card>
      </div>
    </div>
  );
}

function mostIn([most]: readonly Recorded[], segments: number): string {
  if (!most) return "No time was recorded.";
  return `${formatCount(segments, "record")}. Most in ${most.name}: ${formatShortDuration(most.tenths / 10)}.`;
}

function barOf({ name, tenths }: Recorded, href: string) {
  return {
    name,
    value: tenths,
    text: formatShortDuration(tenths / 10),
    exact: formatExactDuration(tenths),
    href,
  };
}

function Categories({ counts, range }: { counts: Counts; range: RecordedCardsProps["days"] }) {
  const steps: [RecordCategory, number][] = [
    ["pointer", counts.moves + counts.clicks + counts.drags + counts.scrolls],
    ["keyboard", counts.keys + counts.shortcuts],
  ];
  const all = steps.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Bars
      title="Recorded steps by kind"
      summary={
        all > 0 ? `${formatCount(all, "step")} in all: ${kindsOf(counts)}.` : "No steps were recorded."
      }
      data={steps.map(([category, count]) => ({
        name: CATEGORY_WORDS[category].name,
        value: count,
        text: formatNumber(count),
        href: recordsAddress({ ...range, category }),
      }))}
      headings={{ name: "Kind", value: "Recorded steps" }}
      total={formatNumber(all)}
    />
  );
}

function kindsOf({ moves, clicks, drags, scrolls, keys, shortcuts }: Counts): string {
  const said = [
    [moves, "pointer movement"],
    [clicks, "click"],
    [drags, "drag"],
    [scrolls, "scroll"],
    [keys, "key press", "key presses"],
    [shortcuts, "shortcut"],
  ] as const;
  return said.flatMap(([count, one, many]) => (count > 0 ? [formatCount(count, one, many)] : [])).join(", ");
}
