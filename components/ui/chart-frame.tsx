import { type ReactNode, useId } from "react";
import { Disclosure } from "./disclosure.tsx";

type ChartFrameProps = {
  title: string;
  /** The chart's point in a sentence: for those who do not look, and those who look twice. */
  summary: ReactNode;
  /** The same numbers as a table. */
  table: ReactNode;
  children: ReactNode;
};

/** A picture of numbers with its title, its sentence, and its table. */
export function ChartFrame({ title, summary, table, children }: ChartFrameProps) {
  const id = useId();
  return (
    <figure aria-labelledby={id} className="grid min-w-0 gap-3">
      <figcaption className="grid gap-1">
        <h3 id={id} className="font-semibold">
          {title}
        </h3>
        <p className="text-muted text-sm">{summary}</p>
      </figcaption>
      {children}
      <Disclosure summary="Show as a table">{table}</Disclosure>
    </figure>
  );
}
