import type { Held } from "../../domain/activity/rules/my-data.ts";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { formatCount, formatNumber } from "../ui/quantity.ts";
import { RECORDS } from "./addresses.ts";

/** How long records are their subject's alone, and how many are still. */
export function HeldCard({ hours, held, stored }: Held) {
  return (
    <Card title="You see it first">
      <p className="max-w-prose">
        For its first {formatCount(hours, "hour")} a record is yours alone: nobody else can see it, whoever
        they are. {stored === 0 ? "Nothing is stored about you." : heldWords(held, stored)}
      </p>
      <div>
        <LinkButton href={RECORDS}>Look at your records</LinkButton>
      </div>
    </Card>
  );
}

function heldWords(held: number, stored: number): string {
  const all = `Of your ${formatCount(stored, "stored record")}`;
  if (held === 0) return `${all}, none is in that time now.`;
  return `${all}, ${formatNumber(held)} ${held === 1 ? "is" : "are"} in that time now.`;
}
