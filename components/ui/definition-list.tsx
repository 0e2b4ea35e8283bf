import { Fragment, type ReactNode } from "react";

/** Names and values in two columns, one under the other where it is narrow. */
export function DefinitionList({ entries }: { entries: { term: string; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[minmax(8rem,auto)_1fr] sm:gap-y-2">
      {entries.map(({ term, value }) => (
        <Fragment key={term}>
          <dt className="text-muted not-first:mt-2 sm:not-first:mt-0">{term}</dt>
          <dd className="min-w-0">{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
