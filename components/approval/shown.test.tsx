import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { QueueRow } from "../../domain/exemption/schema/queue.ts";
import type { RequestView } from "../../domain/exemption/schema/request-view.ts";
import { named, STEP, VIEW } from "../../domain/exemption/schema/test-request-view.ts";
import { RouteView } from "../exemption/route-view.tsx";
import { StandingView } from "../exemption/standing-view.tsx";
import { Timeline } from "../exemption/timeline.tsx";
import { timelineOf } from "../exemption/timeline-entries.ts";
import { TimeZoneProvider } from "../ui/time-zone-provider.tsx";
import { StandInList } from "./absence-list.tsx";
import { QueueItem } from "./queue-item.tsx";
import { StepsCard } from "./steps-card.tsx";

// What is shown of a request: days are those of whom they are about, to a reader who lives by another clock as well.

const READER = "America/New_York";
const ZONE = "America/Los_Angeles";
const NAMES = { applications: {}, devices: {} };
const DAYS = { from: Date.parse("2026-12-01T00:00-08:00"), until: Date.parse("2026-12-04T00:00-08:00") };
const SCOPE = { categories: null, applications: null, devices: null, hours: null, ...DAYS };

/** What is seen by a reader in this zone, as one line. */
function read(node: ReactNode, zone = READER): string {
  return renderToStaticMarkup(<TimeZoneProvider timeZone={zone}>{node}</TimeZoneProvider>)
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .replace(/ ([.,])/g, "$1");
}

const narrowed: RequestView = {
  ...VIEW,
  steps: [
    {
      ...STEP,
      isOpen: false,
      decision: { kind: "narrowed", by: named("Ann"), at: 0, words: "", remedy: "", scope: SCOPE },
    },
  ],
};

test("the days of a part are whole days of the applicant's to whoever else decides", () => {
  expect(read(<StepsCard request={narrowed} names={NAMES} timeZone={ZONE} />)).toContain(
    "Approved: Everything, from Tue, Dec 1, 2026 until the end of Thu, Dec 3, 2026.",
  );
});

test("who decides for want of a manager is not called one", () => {
  const step = { ...STEP, isInPlaceOfManager: true };
  const request = { ...VIEW, steps: [step] };
  const route = [{ ...step, people: [{ id: "Ann", name: "Ann", title: "People Partner", kind: "routed" }] }];
  for (const shown of [
    read(<StepsCard request={request} names={NAMES} timeZone={ZONE} />),
    read(<StandingView request={request} />),
    read(<RouteView route={route} />),
  ]) {
    expect(shown).toContain("In place of a manager");
    expect(shown).not.toContain("Manager");
  }
  expect(timelineOf(request)[0]?.sentence).toContain("Ann (in place of a manager)");
});

test("the timeline names the last day of a part, not the midnight after it", () => {
  expect(read(<Timeline entries={timelineOf(narrowed)} names={NAMES} />, ZONE)).toContain(
    "Left of it: Everything, from Tue, Dec 1, 2026 until the end of Thu, Dec 3, 2026.",
  );
});

test("whoever stands in reads the days of whoever is away", () => {
  const away = {
    id: "absence",
    who: "Ann",
    timeZone: READER,
    from: Date.parse("2026-12-21T00:00-05:00"),
    until: Date.parse("2026-12-23T00:00-05:00"),
  };
  expect(read(<StandInList rows={[away]} />, ZONE).trim()).toBe(
    "Ann, Mon, Dec 21, 2026 to Tue, Dec 22, 2026",
  );
});

const ROW: QueueRow = {
  requestId: "request",
  stage: "request",
  group: "manager",
  ground: "bandwidth",
  applicant: "Zoe",
  department: "Field",
  timeZone: READER,
  dueAt: Date.parse("2026-11-30T19:00-05:00"),
  since: Date.parse("2026-11-25T19:00-05:00"),
  scope: {
    ...SCOPE,
    from: Date.parse("2026-12-01T00:00-05:00"),
    until: Date.parse("2026-12-04T00:00-05:00"),
  },
  phase: "asked",
  kind: "routed",
  asked: false,
  isLeftOut: true,
  standsInFor: [],
};
const row = (over: Partial<QueueRow>) =>
  read(
    <QueueItem
      row={{ ...ROW, ...over }}
      names={NAMES}
      now={Date.parse("2026-11-25T20:00-05:00")}
      choice={null}
    />,
    ZONE,
  );

test("the queue shows the applicant's days, and when it is due by the reader's clock", () => {
  expect(row({})).toContain("Tue, Dec 1, 2026 to Thu, Dec 3, 2026 · Field · due Mon, Nov 30, 4:00 PM");
  expect(row({})).toContain("Due in 5 days");
});

test("what waits for an answer is not said to be due", () => {
  expect(row({ asked: true })).toContain("The clock waits for an answer of Zoe.");
  expect(row({ asked: true })).not.toMatch(/\bdue\b/);
  expect(row({ phase: "overdue" })).toContain("was due Mon, Nov 30, 4:00 PM");
});
