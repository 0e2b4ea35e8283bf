import type { Measurements } from "../../domain/exemption/schema/measurements.ts";
import type { RequestView } from "../../domain/exemption/schema/request-view.ts";
import { EvidenceList } from "../exemption/evidence-list.tsx";
import { MeasurementsView } from "../exemption/measurements-view.tsx";
import { ScopeView } from "../exemption/scope-view.tsx";
import type { ScopeNames } from "../exemption/scope-words.ts";
import { GROUND_WORDS } from "../exemption/words.ts";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Time } from "../ui/time.tsx";
import { TimeZoneProvider } from "../ui/time-zone-provider.tsx";
import { Words } from "./words.tsx";

type AskedCardProps = {
  request: RequestView;
  names: ScopeNames;
  /** Where the applicant's days begin. */
  timeZone: string;
  /** Where files are served from, without their ids. */
  files: string;
  /** What the agent measured, of those files that hold it. */
  measured: readonly { readonly fileId: string; readonly measurements: Measurements }[];
};

/** What was asked for, why, and what was brought as evidence. */
export function AskedCard({ request, names, timeZone, files, measured }: AskedCardProps) {
  const { applicant, ground, words, scope, sentAt, renews, appeal } = request;
  return (
    <Card title="What is asked">
      <DefinitionList
        entries={[
          { term: "Who", value: `${applicant.name}, ${applicant.title}, ${applicant.department}` },
          { term: "Ground", value: GROUND_WORDS[ground].name },
          { term: "Sent", value: <Time at={sentAt} /> },
          ...(renews
            ? [{ term: "Renewal", value: "Of an exemption that is in force until this is decided" }]
            : []),
        ]}
      />
      <section aria-label="Why" className="grid gap-1">
        <h3 className="font-medium">Why, in their words</h3>
        <Words>{words}</Words>
      </section>
      {appeal && (
        <section aria-label="Why the appeal" className="grid gap-1">
          <h3 className="font-medium">
            Why they appeal, <Time at={appeal.at} />
          </h3>
          {appeal.words === null ? (
            <p className="text-muted">Read by those who decide the appeal alone.</p>
          ) : (
            <Words>{appeal.words}</Words>
          )}
        </section>
      )}
      <section aria-label="What would be left out" className="grid gap-2">
        <h3 className="font-medium">What would be left out</h3>
        <TimeZoneProvider timeZone={timeZone}>
          <ScopeView scope={scope} names={names} />
        </TimeZoneProvider>
        <p className="text-muted text-sm">Days and hours are those where the applicant is.</p>
      </section>
      {request.files.length > 0 && (
        <section aria-label="Evidence" className="grid gap-2">
          <h3 className="font-medium">Evidence</h3>
          <EvidenceList files={request.files} address={files} />
          {measured.map(({ fileId, measurements }) => (
            <Disclosure key={fileId} summary={`What the agent measured on ${measurements.device.name}`}>
              <MeasurementsView measurements={measurements} />
            </Disclosure>
          ))}
        </section>
      )}
    </Card>
  );
}
