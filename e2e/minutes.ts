import { expect, type Locator, type Page } from "@playwright/test";

/** The cells of the table that goes with a chart, row by row, its headings first. It need not be open. */
async function cellsOf(figure: Locator): Promise<string[][]> {
  await expect(figure).toHaveCount(1);
  return figure
    .locator("tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? "")),
    );
}

/** The label of every minute of a day so far, as its page says. */
export async function minutesOfDay(page: Page, title: string, day: string): Promise<string[]> {
  await page.goto(`/my-data?view=day&on=${day}`);
  const [, ...rows] = await cellsOf(page.getByRole("figure", { name: title }));
  return rows.flatMap(([, , label = "", minutes]) => Array.from({ length: Number(minutes) }, () => label));
}

/** The minutes by label of a longer time's days or months, as the page that is open says: the last row is their sum. */
export async function minutesOfParts(
  page: Page,
  title: string,
): Promise<{ columns: string[]; rows: number[][] }> {
  const [headings = [], ...rows] = await cellsOf(page.getByRole("figure", { name: title }));
  return {
    columns: headings.slice(1),
    rows: rows.map((row) => row.slice(1).map((cell) => Number(cell.replaceAll(",", "")))),
  };
}

/** Opens a page and waits until it reaches no further than its window. */
export async function withoutOverhang(page: Page, path: string): Promise<void> {
  await page.goto(path);
  const overhang = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overhang, path).toBe(0);
}
