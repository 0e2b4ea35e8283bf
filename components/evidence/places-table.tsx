import type { ReactNode } from "react";
import { LEVEL_NAMES } from "../../domain/jurisdiction/rules/words.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { CONTROL_STYLE } from "../ui/field.tsx";
import { Link } from "../ui/link.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { formatNumber } from "../ui/quantity.ts";
import { countWords, lackingWords, PLACE_STATES, placeState, STATE_WORDS } from "./place-state.ts";
import { type PlaceLine, type Sort, shownLines, type View, viewHref } from "./places-filter.ts";

type PlacesTableProps = { lines: readonly PlaceLine[]; view: View };

/** Every row of law with whom it applies to. Sorted and filtered by plain links and a plain form. */
export function PlacesTable({ lines, view }: PlacesTableProps) {
  const shown = shownLines(lines, view);
  return (
    <div id="places" className="grid gap-4">
      <PlacesFilter view={view} />
      <p role="status" className="text-muted text-sm">
        {shown.length === lines.length
          ? `All ${lines.length} rows are shown.`
          : `${shown.length} of ${lines.length} rows are shown.`}
      </p>
      {shown.length > 0 ? (
        <Lines lines={shown} view={view} />
      ) : (
        <EmptyState title="No row fits">
          <p>Choose another level or state of things, or show all.</p>
        </EmptyState>
      )}
    </div>
  );
}

const HEADINGS: readonly { sort: Sort; heading: string; numeric?: true }[] = [
  { sort: "place", heading: "Place" },
  { sort: "state", heading: "How it stands" },
  { sort: "people", heading: "People", numeric: true },
  { sort: "covered", heading: "Covered", numeric: true },
  { sort: "level", heading: "Level" },
  { sort: "confirmed", heading: "Counsel" },
];

const CELL = "px-2 py-2 align-top first:pl-0 last:pr-0 sm:px-3";
/** Not every browser lets the keyboard into what scrolls (axe: scrollable-region-focusable). */
const SCROLLS_BY_KEYBOARD = { tabIndex: 0 };

function Lines({ lines, view }: { lines: readonly PlaceLine[]; view: View }) {
  return (
    <section
      aria-label="Rows of law"
      {...SCROLLS_BY_KEYBOARD}
      className="scrolls-sideways overflow-x-auto rounded-control"
    >
      <table className="w-full border-collapse text-left text-sm sm:text-base">
        <caption className="sr-only">Rows of law and whom they apply to</caption>
        <thead>
          <tr className="border-edge border-b">
            {HEADINGS.map(({ sort, heading, numeric }) => (
              <th
                key={sort}
                scope="col"
                aria-sort={view.sort === sort ? (view.isDown ? "descending" : "ascending") : undefined}
                className={`${CELL} font-medium text-sm ${numeric ? "text-right" : ""}`}
              >
                <SortLink sort={sort} view={view}>
                  {heading}
                </SortLink>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={line.code} line={line} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SortLink({ sort, view, children }: { sort: Sort; view: View; children: ReactNode }) {
  const isOn = view.sort === sort;
  const sign = isOn ? (view.isDown ? "▼" : "▲") : "";
  return (
    <Link
      href={viewHref({ ...view, sort, isDown: isOn && !view.isDown })}
      scroll={false}
      className="inline-flex min-h-8 items-center gap-1 whitespace-nowrap text-muted underline underline-offset-4"
    >
      {children}
      <span aria-hidden="true" className="inline-block w-3 no-underline">
        {sign}
      </span>
    </Link>
  );
}

function Line({ line }: { line: PlaceLine }) {
  const { word } = STATE_WORDS[placeState(line)];
  const lacking = line.missing.filter((each) => each.people !== 0);
  return (
    <tr className="border-line border-b last:border-0">
      <th scope="row" className={`${CELL} min-w-36 font-normal`}>
        {line.level === null ? (
          <span>{line.name}</span>
        ) : (
          <Link href={`/jurisdictions/${line.code}`} className="text-accent underline underline-offset-4">
            {line.name}
          </Link>
        )}
      </th>
      <td className={`${CELL} min-w-48`}>
        {word}
        {lacking.length > 0 && (
          <ul className="text-muted text-sm">
            {lacking.map(({ duty, people }) => (
              <li key={duty}>
                {lackingWords(duty)}: {countWords(people)}
              </li>
            ))}
          </ul>
        )}
      </td>
      <td className={`${CELL} text-right tabular-nums`}>{formatNumber(line.people)}</td>
      <td className={`${CELL} text-right tabular-nums`}>
        {line.people === 0 ? "–" : line.complete === null ? "not shown" : formatNumber(line.complete)}
      </td>
      <td className={`${CELL} min-w-36`}>{line.level === null ? "No row" : LEVEL_NAMES[line.level]}</td>
      <td className={`${CELL} whitespace-nowrap`}>{line.isToBeConfirmed ? "To be confirmed" : "–"}</td>
    </tr>
  );
}

function PlacesFilter({ view }: { view: View }) {
  const isFiltered = view.level !== null || view.state !== null || view.confirm;
  return (
    <form method="get" action="/jurisdictions#places" className="flex flex-wrap items-end gap-3">
      {view.sort !== "place" && <input type="hidden" name="sort" value={view.sort} />}
      {view.isDown && <input type="hidden" name="order" value="down" />}
      <Select name="level" label="Level" value={view.level} options={Object.entries(LEVEL_NAMES)} />
      <Select
        name="state"
        label="How it stands"
        value={view.state}
        options={PLACE_STATES.map((state) => [state, STATE_WORDS[state].word])}
      />
      <label className="flex min-h-11 items-center gap-2">
        <input type="checkbox" name="confirm" value="yes" defaultChecked={view.confirm} className="size-5" />
        To be confirmed by counsel
      </label>
      <Button type="submit" weight="neutral">
        Filter
      </Button>
      {isFiltered && (
        <LinkButton href={viewHref({ ...view, level: null, state: null, confirm: false })} weight="quiet">
          Show all
        </LinkButton>
      )}
    </form>
  );
}

type SelectProps = {
  name: string;
  label: string;
  value: string | null;
  options: readonly (readonly [string, string])[];
};

/** A native choice of one, or of any. */
export function Select({ name, label, value, options }: SelectProps) {
  return (
    <label className="grid w-full gap-1 text-sm sm:w-auto">
      {label}
      <select key={value} name={name} defaultValue={value ?? ""} className={CONTROL_STYLE}>
        <option value="">Any</option>
        {options.map(([each, word]) => (
          <option key={each} value={each}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
