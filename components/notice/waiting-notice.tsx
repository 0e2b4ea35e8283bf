import type { Unmet } from "../../domain/jurisdiction/rules.ts";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link-button.tsx";

type WaitingNoticeProps = {
  notice: {
    id: string;
    title: string;
    placeName: string | null;
    asked: readonly Unmet[];
    needsAcknowledgement: boolean;
  };
};

/** A notice to read, and why it is asked for. */
export function WaitingNotice({ notice }: WaitingNoticeProps) {
  const isDaily = notice.asked.every(({ duty }) => duty === "daily-notice-or-acknowledgement");
  return (
    <Card title={notice.placeName ? `For ${notice.placeName}: ${notice.title}` : notice.title}>
      <ul className="grid max-w-prose list-disc gap-1 pl-5 marker:text-muted">
        {notice.asked.map(({ code, duty, text }) => (
          <li key={`${code} ${duty}`}>{text}</li>
        ))}
      </ul>
      <p className="max-w-prose text-muted">{notice.needsAcknowledgement ? ACKNOWLEDGE : READ}</p>
      <div>
        <LinkButton href={`/notice/${notice.id}`} weight="primary">
          {isDaily ? "Read today’s notice" : "Read this notice"}
          <span className="sr-only">: {notice.title}</span>
        </LinkButton>
      </div>
    </Card>
  );
}

const ACKNOWLEDGE =
  "At its end you can say that you were given it. That only records that you were; it allows nothing.";
const READ = "Opening it records that it was shown to you. It allows nothing.";
