/** What a spreadsheet takes for a formula when a cell begins with it, spaces aside (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

/** So that spreadsheets read it as UTF-8. */
export const BYTE_ORDER_MARK = "\u{feff}";

export type Cell = string | number | boolean | Date | null;

/**
 * A line of a CSV file (RFC 4180, ended by CRLF). Times are in UTC, nothing is an empty cell. Text that a
 * spreadsheet would run is led by an apostrophe, and so shown as it is.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(",")}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null) return "";
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell !== "string") return String(cell);
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return `"${harmless.replaceAll('"', '""')}"`;
}
