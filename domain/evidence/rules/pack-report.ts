import PDFDocument from "pdfkit";
import type { Interval } from "../../../lib/interval.ts";

/** A part of the report: a heading, and what stands under it. */
export interface ReportPart {
  readonly heading: string;
  /** Said where there is nothing to list. */
  readonly empty?: string;
  readonly lines?: readonly string[];
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

export interface Report {
  readonly title: string;
  /** What the cover says, name and value. */
  readonly cover: readonly (readonly [string, string])[];
  readonly parts: readonly ReportPart[];
  /** What the document is dated, so that the same facts make the same report. */
  readonly at: Date;
}

const MARGIN = 56;
const LONGEST_CELL = 700;
const GREY = "#555555";
const INK = "#1a1a1a";

/** The report as a PDF, page by page as it is read. */
export function drawReport(report: Report): NodeJS.ReadableStream {
  const pdf = new PDFDocument({
    size: "A4",
    margin: MARGIN,
    bufferPages: true,
    lang: "en",
    displayTitle: true,
    info: { Title: drawable(report.title), CreationDate: report.at, ModDate: report.at, Producer: "Sayso" },
  });
  cover(pdf, report);
  for (const part of report.parts) drawPart(pdf, part);
  numberPages(pdf, report.title);
  pdf.end();
  return pdf;
}

/** The standard fonts have the letters of Western Europe; whatever else is named stands in full in the CSV files. */
export function drawable(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[\u2212\u2010\u2011]/g, "-")
    .replaceAll(/[^\n\x20-\x7e\u00a0-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac]/g, "?");
}

type Pdf = InstanceType<typeof PDFDocument>;

function cover(pdf: Pdf, { title, cover: entries }: Report): void {
  pdf.font("Helvetica-Bold").fontSize(24).fillColor(INK).text(drawable(title), { paragraphGap: 18 });
  for (const [name, value] of entries) {
    pdf.font("Helvetica").fontSize(9).fillColor(GREY).text(drawable(name));
    pdf.fontSize(11).fillColor(INK).text(drawable(value), { paragraphGap: 8 });
  }
}

function drawPart(pdf: Pdf, { heading, empty, lines = [], table }: ReportPart): void {
  if (pdf.y > pdf.page.height - 160) pdf.addPage();
  pdf.moveDown(1).font("Helvetica-Bold").fontSize(14).fillColor(INK);
  pdf.text(drawable(heading), { paragraphGap: 6 });
  pdf.font("Helvetica").fontSize(10);
  for (const line of lines) pdf.text(drawable(line), { paragraphGap: 4 });
  if (table && table.rows.length > 0) drawTable(pdf, table);
  else if (lines.length === 0) pdf.text(drawable(empty ?? "Nothing."), { paragraphGap: 4 });
}

/** Rows under each other, each as high as its highest cell. */
function drawTable(pdf: Pdf, { columns, rows }: NonNullable<ReportPart["table"]>): void {
  const width = (pdf.page.width - 2 * MARGIN) / columns.length;
  const line = (cells: readonly string[], font: string) => {
    pdf.font(font).fontSize(8.5);
    const shown = cells.map((cell) => drawable(shortened(cell)));
    const options = { width: width - 8 };
    const height = Math.max(...shown.map((each) => pdf.heightOfString(each, options))) + 4;
    if (pdf.y + height > pdf.page.height - MARGIN) pdf.addPage();
    const top = pdf.y;
    for (const [place, cell] of shown.entries()) pdf.text(cell, MARGIN + place * width, top, options);
    pdf.x = MARGIN;
    pdf.y = top + height;
  };
  pdf.fillColor(GREY);
  line(columns, "Helvetica-Bold");
  pdf.fillColor(INK);
  for (const row of rows) line(row, "Helvetica");
  pdf.moveDown(0.5);
}

/** A cell must fit on a page; the CSV files have it in full. */
function shortened(text: string): string {
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
}

function numberPages(pdf: Pdf, title: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    // Below the margin, where text would otherwise begin another page.
    pdf.page.margins.bottom = 0;
    pdf.font("Helvetica").fontSize(8).fillColor(GREY);
    const said = `${drawable(title)} · page ${page - start + 1} of ${count}`;
    pdf.text(said, MARGIN, pdf.page.height - 36, { width: pdf.page.width - 2 * MARGIN, align: "center" });
  }
}

/** `2026-11-23 10:02:03 UTC`. */
export function utc(at: Date | number | null): string {
  if (at === null || at === Number.POSITIVE_INFINITY) return "";
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export function spanText({ from, to }: Interval): string {
  return `${utc(from)} until ${utc(to)}`;
}
