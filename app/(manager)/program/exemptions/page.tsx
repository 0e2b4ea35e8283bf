import { notFound } from "next/navigation";
import { MonthFigures } from "../../../../components/approval/month-figures.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { DefinitionList } from "../../../../components/ui/definition-list.tsx";
import { EmptyState } from "../../../../components/ui/empty-state.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { formatCount } from "../../../../components/ui/quantity.ts";
import { mayCount } from "../../../../domain/exemption/policy/figures.ts";
import { getExemptionFigures } from "../../../../domain/exemption/queries/figures.ts";
import type { DecidersThere, ExemptionSettings } from "../../../../domain/exemption/schema/figures.ts";
import { orNotFound } from "../../../_door/page.ts";
import { identifyForPage } from "../../../_door/session.ts";

const PATH = "/program/exemptions";

/** Whoever may not see the page does not learn from its title that it exists. */
export async function generateMetadata() {
  const { roles } = await identifyForPage(PATH);
  if (!mayCount(roles)) notFound();
  return { title: "Exemptions in figures" };
}

/** How many requests were settled, how, and in what time: counts of months that are over, and about nobody. */
export default async function ExemptionFiguresPage() {
  const actor = await identifyForPage(PATH);
  const { figures, settings, deciders } = await orNotFound(getExemptionFigures(actor));
  const months = [...new Set(figures.map(({ month }) => month))];
  return (
    <>
      <PageHeader
        title="Exemptions in figures"
        lead="What was settled in each month that is over. Every count is of five people at least."
      />
      <Card title="How to read them">
        <ul className="grid max-w-prose list-disc gap-1 pl-5 marker:text-muted">
          <li>
            A request counts in the month (UTC) in which it was settled, so a month never changes again.
          </li>
          <li>
            What fewer than five people have in common is counted together with what is next larger, so that
            no row, sum or difference points at anyone. Months with fewer than five people are not shown.
          </li>
          <li>
            Times are working days from sending to the end, waiting for answers included, to the half day.
            They are given where five people were decided about.
          </li>
        </ul>
      </Card>
      {months.length === 0 ? (
        <EmptyState title="Nothing to show yet">
          <p className="max-w-prose text-muted">
            There is no finished month in which requests of five people or more were settled. How many there
            are is not shown, either.
          </p>
        </EmptyState>
      ) : (
        months.map((month) => (
          <MonthFigures key={month} month={month} figures={figures.filter((each) => each.month === month)} />
        ))
      )}
      <Deciders deciders={deciders} />
      <Settings {...settings} />
    </>
  );
}

function Deciders({ deciders }: { deciders: readonly DecidersThere[] }) {
  return (
    <Card title="Who decides">
      <p className="max-w-prose">
        Managers decide what their own people ask, and these decide with them or instead of them.
      </p>
      <DefinitionList
        entries={deciders.map(({ role, ...there }) => ({
          term: DECIDERS[role].name,
          value: thereInWords(there, DECIDERS[role]),
        }))}
      />
    </Card>
  );
}

const DECIDERS = {
  legal: {
    name: "Legal reviewers",
    what: "sensitive content, beside the manager",
    without:
      "Requests on sensitive content cannot be sent where none of them, nor anybody above them, may decide.",
  },
  hr: {
    name: "People partners",
    what: "health, disability and conviction",
    without: "Legal reviewers decide these requests.",
  },
  appeals: {
    name: "Ombudspersons",
    what: "appeals",
    without: "Legal reviewers decide appeals, where they had no part in the first decision.",
  },
};

function thereInWords(
  { people, isThere }: Pick<DecidersThere, "people" | "isThere">,
  { what, without }: { what: string; without: string },
): string {
  if (people === 0) return `Nobody, for ${what}. ${without}`;
  const said = `${formatCount(people, "person", "people")}, for ${what}`;
  return isThere ? said : `${said}. Nobody of them is there now.`;
}

function Settings({ days, stopsMeanwhile, noticeDays }: ExemptionSettings) {
  return (
    <Card title="The program's settings">
      <DefinitionList
        entries={[
          {
            term: "Time to decide",
            value: `${formatCount(days, "working day")} for each step, then as long again up the line`,
          },
          {
            term: "While it waits",
            value: stopsMeanwhile
              ? "Collection stops in what a request asks for, on every ground"
              : "Collection stops on sensitive content and confidential grounds; on others it goes on",
          },
          {
            term: "Notice of a revocation",
            value: noticeDays === 0 ? "None: it takes effect at once" : formatCount(noticeDays, "day"),
          },
        ]}
      />
      <p className="max-w-prose text-muted text-sm">
        They are set in the program&rsquo;s file, and hold for what is sent from then on: what was sent keeps
        the rules of its day.
      </p>
    </Card>
  );
}
