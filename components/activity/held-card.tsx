import type { ReactNode } from "react";
import type { Held } from "../../domain/activity/rules/my-data.ts";
import { Card } from "../ui/card.tsx";
import { formatCount, formatNumber } from "../ui/quantity.ts";

/** How long what is stored is its subject's alone, and how many records are still; then what is said of today. */
export function HeldCard({ hours, held, stored, children }: Held & { children: ReactNode }) {
  return (
    <Card title="You see it first">
      <p className="max-w-prose">
        For its first {formatCount(hours, "hour")} a record or a screen picture is yours alone: nobody else
        can see it, whoever they are.{" "}
        {stored === 0 ? "No record about you is stored." : heldWords(held, stored)}
      </p>
      {children}
    </Card>
  );
}

function heldWords(held: number, stored: number): string {
  const all = `Of your ${formatCount(stored, "stored record")}`;
  if (held === 0) return `${all}, none is in that time now.`;
  return `${all}, ${formatNumber(held)} ${held === 1 ? "is" : "are"} in that time now.`;
}
