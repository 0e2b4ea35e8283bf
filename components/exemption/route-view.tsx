import type { Group } from "../../domain/exemption/schema.ts";
import { Time } from "../ui/time.tsx";
import { deciderInWords } from "./words.ts";

type Step = {
  readonly group: Group;
  readonly isInPlaceOfManager: boolean;
  readonly dueAt: number;
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly title: string;
    readonly kind: string;
  }[];
};

const KIND: Record<string, string> = {
  delegate: "stands in for somebody who is away",
  replacement: "in place of somebody who cannot decide it",
};

/** Who would decide, step by step, and by when. */
export function RouteView({ route }: { route: readonly Step[] }) {
  return (
    <>
      <ul className="grid gap-3">
        {route.map(({ group, isInPlaceOfManager, dueAt, people }) => (
          <li key={group}>
            <p>
              <span className="font-medium">{deciderInWords({ group, isInPlaceOfManager })}</span>
              {people.length > 1 && ", any one of them"}, by <Time at={dueAt} />:
            </p>
            <ul className="list-disc pl-5">
              {people.map(({ id, name, title, kind }) => (
                <li key={id}>
                  {name}, {title}
                  {KIND[kind] && <span className="text-muted"> ({KIND[kind]})</span>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {route.length > 1 && <p>All of these groups have to agree. The first no settles it.</p>}
    </>
  );
}
