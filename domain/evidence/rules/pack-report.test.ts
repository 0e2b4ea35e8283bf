import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { drawable, drawReport, type ReportPart } from "./pack-report.ts";

async function drawn(parts: readonly ReportPart[]): Promise<Buffer> {
  const report = { title: "Evidence", cover: [["Place", "Łódź"]] as const, parts, at: new Date(0) };
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(drawReport(report))) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const pages = (pdf: Buffer) => pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length;

test("letters that the standard fonts lack are marked, and the others stay", () => {
  expect(drawable("Zoë’s “place” – 100 €…")).toBe("Zoë’s “place” – 100 €…");
  expect(drawable("Łódź 李 \u0007")).toBe("?ód? ? ?");
});

test("the same facts make the same report", async () => {
  const part = { heading: "Law", lines: ["One."] };
  expect((await drawn([part])).equals(await drawn([part]))).toBe(true);
});

test("rows go on over pages, each whole on one, however much a cell holds", async () => {
  const table = (rows: string[][]) => ({ heading: "Rows", table: { columns: ["a", "b", "c", "d"], rows } });
  expect(pages(await drawn([table([])]))).toBe(1);
  const grounds = "Because ".repeat(500);
  expect(pages(await drawn([table([[grounds, grounds, grounds, grounds]])]))).toBe(1);
  const many = await drawn([table(Array.from({ length: 300 }, (_, i) => [String(i), "x", "y", "z"]))]);
  expect(pages(many)).toBeGreaterThan(4);
  expect(pages(many)).toBeLessThan(10);
});
