import type { PersonWithoutEvidence } from "../../domain/evidence/schema/coverage.ts";
import { Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { lackingWords } from "./place-state.ts";

type PeopleListProps = {
  people: readonly PersonWithoutEvidence[];
  /** The names of places, by code. */
  names: ReadonlyMap<string, string>;
};

/** Who lacks what, where, since when. */
export function PeopleList({ people, names }: PeopleListProps) {
  const nameOf = (code: string | null) => (code === null ? "Not known" : (names.get(code) ?? code));
  return (
    <Table
      caption="People without evidence"
      hideCaption
      rows={[...people]}
      rowKey={({ id }) => id}
      columns={[
        { heading: "Name", cell: ({ name }) => <span className="font-medium">{name}</span> },
        {
          heading: "Missing",
          cell: ({ missing }) => (
            <ul className="grid min-w-44 gap-1">
              {missing.map(({ code, duty, since }) => (
                <li key={`${code} ${duty}`}>
                  {lackingWords(duty)}
                  <span className="block text-muted text-sm">
                    {code === "unknown" ? "" : `${nameOf(code)}, `}since{" "}
                    <Time at={since.getTime()} format="date" />
                  </span>
                </li>
              ))}
            </ul>
          ),
        },
        { heading: "Lives in", cell: ({ residence }) => nameOf(residence) },
        { heading: "Works in", cell: ({ work }) => nameOf(work) },
      ]}
    />
  );
}
