import { cache } from "react";
import { Link } from "../../../../components/ui/link.tsx";
import { formatCount, formatNumber } from "../../../../components/ui/quantity.ts";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { getCoverage } from "../../../../domain/evidence/queries/coverage.ts";
import type { DutyKind } from "../../../../domain/jurisdiction/schema.ts";
import { listLines } from "../../../../domain/notice/queries/list-lines.ts";

const coverageOnce = cache(getCoverage);

async function coverageOf(actor: PersonActor, code: string) {
  const { places } = await coverageOnce(actor);
  return places.find((each) => each.code === code);
}

/** How many people lack the evidence of one duty, and the way to their names. */
export async function DutyGap({ actor, code, duty }: { actor: PersonActor; code: string; duty: DutyKind }) {
  const place = await coverageOf(actor, code);
  const missing = place?.missing.find((each) => each.duty === duty);
  if (!place || !missing) return null;
  if (missing.people === 0) return <p className="text-sm">Nobody lacks this evidence.</p>;
  const many =
    missing.people === null
      ? "Fewer than five people lack"
      : `${formatCount(missing.people, "person lacks", "people lack")}`;
  return (
    <p className="text-sm">
      {many} this evidence.{" "}
      <Link
        href={`/jurisdictions/people?code=${code}&duty=${duty}`}
        className="text-accent underline underline-offset-4"
      >
        Who they are
      </Link>
    </p>
  );
}

/** How many people are here, and the notices that they are given. */
export async function PlaceFacts({ actor, code }: { actor: PersonActor; code: string }) {
  const place = await coverageOf(actor, code);
  const line = (await listLines(actor)).find((each) => each.code === code);
  return (
    <div className="grid gap-1 border-line border-t pt-4 text-sm">
      {place && (
        <p>
          {place.people === 0 ? "The row applies to nobody now." : peopleWords(place.people, place.complete)}
        </p>
      )}
      <p>
        {line?.inForce
          ? `Notice in force: ${line.inForce.title}, version ${line.inForce.version}.`
          : "No notice of its own is in force: people here are given the federal one."}{" "}
        {line?.lacksWording && "It lacks words that this row prescribes, so people here are held. "}
        <Link href="/notices" className="text-accent underline underline-offset-4">
          Notices
        </Link>
        {" · "}
        <Link href="/postings" className="text-accent underline underline-offset-4">
          Postings
        </Link>
      </p>
    </div>
  );
}

function peopleWords(people: number, complete: number | null): string {
  const who = `The row applies to ${formatCount(people, "person", "people")} now`;
  if (complete === null) return `${who}.`;
  const how = complete === people ? "all" : complete === 0 ? "none" : formatNumber(complete);
  return `${who}; all of it is evidenced for ${how} of them.`;
}
