import { ImportLaw } from "../../../../components/jurisdiction/import-law.tsx";
import { WaitingChanges } from "../../../../components/jurisdiction/waiting-changes.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { listLaw } from "../../../../domain/jurisdiction/queries/list-law.ts";
import { listOverrides } from "../../../../domain/jurisdiction/queries/list-overrides.ts";
import { listOpenProposals } from "../../../../domain/jurisdiction/queries/list-proposals.ts";
import { orNotFound, titleForLegal } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { apply, compare } from "./actions.ts";

export const generateMetadata = titleForLegal("Import rows of law");

/** A newer data file: its difference first, then what is taken over of it. For legal alone. */
export default async function ImportLawPage() {
  const actor = await identifyForPage("/jurisdictions/import");
  const proposals = await orNotFound(listOpenProposals(actor));
  const overrides = await listOverrides(actor);
  const laws = await listLaw(actor);
  const names = new Map(laws.map(({ code, name }) => [code, name]));
  return (
    <>
      <p>
        <Link href="/jurisdictions" className="text-accent underline underline-offset-4">
          All jurisdictions
        </Link>
      </p>
      <PageHeader
        title="Import rows of law"
        lead="You see what a newer data file would change before any of it is applied. What loosens a row, or brings a new one, waits for a second legal reviewer."
      />
      <ImportLaw compareAction={compare} applyAction={apply} names={names} />
      <WaitingChanges
        proposals={proposals}
        overrides={overrides.filter(({ state }) => state === "waiting")}
        names={names}
      />
    </>
  );
}
