import type { Standing } from "../../domain/notice/rules/line.ts";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { formatCount } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";

export type NoticeFacts = {
  id: string;
  title: string;
  placeName: string;
  version: number;
  sha256: string;
  standing: Standing;
  effectiveAt: Date;
  /** Each time it was given, the first one first. */
  services: readonly { readonly channel: string; readonly at: Date }[];
  seenAt: Date | null;
  acknowledgedAt: Date | null;
  authorisations: readonly {
    readonly id: string;
    readonly placeName: string;
    readonly at: Date;
    readonly withdrawnAt: Date | null;
  }[];
};

const STANDING: Readonly<Record<Standing, string>> = {
  "in-force": "In force",
  coming: "Not in force yet",
  replaced: "Replaced by a newer one",
};
const CHANNEL: Readonly<Record<string, string>> = { portal: "Shown in Sayso", mail: "By letter" };

/** A notice that somebody was given, in their own list of them. */
export function GivenNotice({ notice }: { notice: NoticeFacts }) {
  return (
    <Card
      level={3}
      title={`${notice.title}: ${notice.placeName}, version ${notice.version}`}
      aside={<StandingBadge standing={notice.standing} />}
    >
      <NoticeFactList notice={notice} />
      <div>
        <LinkButton href={`/notice/${notice.id}`} size="small">
          Full text
          <span className="sr-only">
            : {notice.title}, version {notice.version}
          </span>
        </LinkButton>
      </div>
    </Card>
  );
}

export function StandingBadge({ standing }: { standing: Standing }) {
  return <Badge tone={standing === "in-force" ? "accent" : "plain"}>{STANDING[standing]}</Badge>;
}

/** What happened with a notice, each fact by itself. */
export function NoticeFactList({ notice }: { notice: NoticeFacts }) {
  const { effectiveAt, seenAt, acknowledgedAt, authorisations, sha256 } = notice;
  return (
    <DefinitionList
      entries={[
        { term: "In force from", value: <Time at={effectiveAt.getTime()} format="date" /> },
        { term: "Given to you", value: <Services services={notice.services} /> },
        { term: "Seen to its end", value: <Moment at={seenAt} otherwise="Not recorded" /> },
        { term: "Acknowledged", value: <Moment at={acknowledgedAt} otherwise="No" /> },
        ...authorisations.map((each) => ({
          term: `Signed for ${each.placeName}`,
          value: (
            <>
              <Time at={each.at.getTime()} format="moment" />
              {each.withdrawnAt && (
                <>
                  , taken back <Time at={each.withdrawnAt.getTime()} format="moment" />
                </>
              )}
            </>
          ),
        })),
        {
          term: "Its fingerprint (SHA-256)",
          value: <code className="break-all font-mono text-sm">{sha256}</code>,
        },
      ]}
    />
  );
}

function Moment({ at, otherwise }: { at: Date | null; otherwise: string }) {
  return at ? <Time at={at.getTime()} format="moment" /> : otherwise;
}

/** More than a few times fold up: where the law asks for it each day, they become many. */
function Services({ services }: { services: NoticeFacts["services"] }) {
  if (services.length === 0) return "Not recorded";
  const items = services.toReversed().map(({ channel, at }) => (
    <li key={`${channel} ${at.getTime()}`}>
      {CHANNEL[channel] ?? channel}, <Time at={at.getTime()} format="moment" />
    </li>
  ));
  if (items.length <= 3) return <ul>{items}</ul>;
  return (
    <>
      <ul>{items[0]}</ul>
      <Disclosure summary={`All ${formatCount(items.length, "time")}`}>
        <ul className="grid gap-1">{items}</ul>
      </Disclosure>
    </>
  );
}
