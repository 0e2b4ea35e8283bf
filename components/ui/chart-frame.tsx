import { type ReactNode, useId } from "react";
import { Disclosure } from "./disclosure.tsx";

type ChartFrameProps = {
  title: string;
  /** The chart's point in a sentence: for those who do not look, and those who look twice. */
  summary: ReactNode;
  /** The same numbers as a table. */
  table: ReactNode;
  /** Whether the table is shown to begin with, for it leads on. */
  showsTable?: boolean;
  children: ReactNode;
};

/** A picture of numbers with its sentence and its table. The card around it shows the title; screen readers hear it here too. */
export function ChartFrame({ title, summary, table, showsTable, children }: ChartFrameProps) {
  const id = useId();
  return (
    <figure aria-labelledby={id} className="grid min-w-0 gap-3">
      <figcaption className="grid gap-1">
        <span id={id} className="sr-only">
          {title}
        </span>
        <p className="text-muted text-sm">{summary}</p>
      </figcaption>
      {children}
      <Disclosure summary="Show as a table" isOpen={showsTable}>
        {table}
      </Disclosure>
    </figure>
  );
}
