import type { MessageView } from "../../domain/exemption/schema/request-view.ts";
import { Card } from "../ui/card.tsx";
import { Time } from "../ui/time.tsx";
import { Words } from "./words.tsx";

const SAID: Record<MessageView["kind"], string> = {
  comment: "said",
  question: "asked for more",
  answer: "answered",
};

/** What was said between the applicant and those who decide, the oldest first. */
export function Conversation({ messages }: { messages: readonly MessageView[] }) {
  if (messages.length === 0) return null;
  return (
    <Card title="Conversation">
      <ol className="grid gap-4">
        {messages.map(({ id, kind, stage, by, at, words }) => (
          <li key={id} className="grid gap-1">
            <p className="text-sm">
              <span className="font-medium">{by.name}</span> {SAID[kind]}
              {stage === "appeal" && ", of the appeal"}, <Time at={at} />
            </p>
            <Words>{words}</Words>
          </li>
        ))}
      </ol>
    </Card>
  );
}
