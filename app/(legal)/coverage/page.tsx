import { Card } from "../../../components/ui/card.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { countAgentOff } from "../../../domain/activity/queries/count-agent-off.ts";
import { orNotFound, titleForLegal } from "../../_door/page.ts";
import { identifyForPage } from "../../_door/session.ts";

export const generateMetadata = titleForLegal("Coverage");

/** What legal may know of agents that were switched off: how many people, and nothing about any of them. */
export default async function CoveragePage() {
  const actor = await identifyForPage("/coverage");
  const people = await orNotFound(countAgentOff(actor));
  return (
    <>
      <PageHeader
        title="Coverage"
        lead="Counts only. Who they are, and why, is theirs: switching an agent off is a choice, not an offence."
      />
      <Card title="Agents switched off">
        <p className="font-semibold text-4xl tracking-tight">
          {people === null ? "Fewer than five" : people}
        </p>
        <p className="max-w-prose text-muted">
          people whose linked computers have all been silent for more than a day. Numbers under five are not
          shown, because they could point at a person.
        </p>
      </Card>
    </>
  );
}
