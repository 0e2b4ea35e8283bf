import type { HeldToday as Held } from "../../domain/activity/rules/my-data.ts";
import { PICTURES } from "../capture/addresses.ts";
import { Link } from "../ui/link.tsx";
import { formatCount } from "../ui/quantity.ts";
import { recordsAddress } from "./addresses.ts";
import { aloneWords } from "./alone-words.ts";

const LINK_STYLE = "text-accent underline underline-offset-4";

/** Whether anything of today is stored. */
export function isAnyStored({ records, pictures }: Held): boolean {
  return records.stored + pictures.stored > 0;
}

type HeldTodayProps = {
  held: Held;
  /** YYYY-MM-DD where the person is. */
  today: string;
};

/** What is stored of today and how much of it is its subject's alone, in a line that leads there. */
export function HeldToday({ held, today }: HeldTodayProps) {
  const { records, pictures } = held;
  if (!isAnyStored(held)) return <p className="text-muted text-sm">Nothing from today is stored.</p>;
  return (
    <p className="text-muted text-sm">
      Stored from today:{" "}
      {records.stored > 0 && (
        <Link href={recordsAddress({ from: today, to: today })} className={LINK_STYLE}>
          {formatCount(records.stored, "record")}
        </Link>
      )}
      {records.stored > 0 && pictures.stored > 0 && " and "}
      {pictures.stored > 0 && (
        <Link href={PICTURES} className={LINK_STYLE}>
          {formatCount(pictures.stored, "screen picture")}
        </Link>
      )}
      {aloneWords(held)}
    </p>
  );
}
