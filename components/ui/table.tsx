import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Column<Row> = {
  heading: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand right-aligned under each other. */
  numeric?: boolean;
};

type TableProps<Row> = {
  caption: string;
  /** For when a heading just above says the same. */
  hideCaption?: boolean;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row, index: number) => string | number;
};

/** Not every browser lets the keyboard into what scrolls (axe: scrollable-region-focusable). */
const SCROLLS_BY_KEYBOARD = { tabIndex: 0 };

/** The first column names the row. Where it is too wide it scrolls by itself, by keyboard too, and the page does not. */
export function Table<Row>({ caption, hideCaption, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <section
      aria-label={caption}
      {...SCROLLS_BY_KEYBOARD}
      className="scrolls-sideways overflow-x-auto rounded-control"
    >
      <table className="w-full border-collapse text-left text-sm sm:text-base">
        <caption className={hideCaption ? "sr-only" : "pb-2 text-left text-muted text-sm"}>{caption}</caption>
        <thead>
          <tr className="border-edge border-b">
            {columns.map(({ heading, numeric }) => (
              <th key={heading} scope="col" className={cellStyle(numeric, "font-medium text-muted text-sm")}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row, index)} className="border-line border-b last:border-0">
              {columns.map(({ heading, cell, numeric }, position) =>
                position === 0 ? (
                  <th key={heading} scope="row" className={cellStyle(numeric, "font-normal")}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={heading} className={cellStyle(numeric)}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellStyle(numeric: boolean | undefined, more?: string): string {
  return classNames(
    "px-2 py-2 align-top first:pl-0 last:pr-0 sm:px-3",
    numeric && "text-right tabular-nums",
    more,
  );
}
