import type { Category } from "../../domain/notice/schema.ts";
import { CATEGORY_WORDS } from "../notice/category-words.ts";
import { Bars } from "../ui/bars.tsx";
import { formatCount, formatNumber, formatShortDuration } from "../ui/quantity.ts";

export type ApplicationTotal = { name: string; seconds: number };
export type CategoryTotal = { category: Category; steps: number };

/** How long was recorded in each application, longest first. */
export function ApplicationChart({ totals }: { totals: ApplicationTotal[] }) {
  const data = [...totals]
    .sort((a, b) => b.seconds - a.seconds)
    .map(({ name, seconds }) => ({ name, value: seconds, text: formatShortDuration(seconds) }));
  const [most] = data;
  return (
    <Bars
      title="Recorded time by application"
      summary={most ? `Most in ${most.name}: ${most.text}.` : "No time was recorded."}
      data={data}
      headings={{ name: "Application", value: "Recorded time" }}
    />
  );
}

/** How many steps were recorded of each category. */
export function CategoryChart({ totals }: { totals: CategoryTotal[] }) {
  const data = totals.map(({ category, steps }) => ({
    name: CATEGORY_WORDS[category].name,
    value: steps,
    text: formatNumber(steps),
  }));
  const all = totals.reduce((sum, { steps }) => sum + steps, 0);
  return (
    <Bars
      title="Recorded steps by category"
      summary={all > 0 ? `${formatCount(all, "step")} in all.` : "No steps were recorded."}
      data={data}
      headings={{ name: "Category", value: "Recorded steps" }}
    />
  );
}
