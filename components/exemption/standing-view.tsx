import type { ReactNode } from "react";
import type { RequestView } from "../../domain/exemption/schema/request-view.ts";
import { Time } from "../ui/time.tsx";
import { Begin, End } from "./scope-view.tsx";
import { deciderInWords } from "./words.ts";

/** How a request stands, to its applicant: in a sentence or two, and who is to decide by when. */
export function StandingView({ request }: { request: RequestView }) {
  const open = request.steps.filter(({ isOpen }) => isOpen);
  return (
    <div className="grid max-w-prose gap-3">
      <p className="font-medium">{sentence(request)}</p>
      {open.map(({ group, isInPlaceOfManager, judges, dueAt, question, phase }) => {
        const names = judges.filter(({ isAsked }) => isAsked).map(({ person }) => person.name);
        return (
          <p key={group} className="text-muted">
            {deciderInWords({ group, isInPlaceOfManager })}:{" "}
            {new Intl.ListFormat("en-US", { type: "disjunction" }).format(names)}
            {question ? (
              ", whose clock waits for your answer"
            ) : phase === "overdue" ? (
              ", still to decide"
            ) : (
              <>
                , by <Time at={dueAt} />
              </>
            )}
            .
          </p>
        );
      })}
      {request.state === "pending" && (
        <p className="text-muted">
          If nobody decides in time it goes to others, where there are any, and then it is granted until
          somebody decides.
        </p>
      )}
      {request.state === "asked" && (
        <p className="text-muted">
          You have as long as you like, up to the last day that you asked for. When you have answered, their
          time begins anew.
        </p>
      )}
    </div>
  );
}

function sentence(request: RequestView): ReactNode {
  const { state, stage, scope, ends } = request;
  const granted = request.inForce.findLast(({ kind }) => kind === "granted");
  const what = stage === "appeal" ? "Your appeal" : "Your request";
  const end = ends.at(-1);
  switch (state) {
    case "pending":
      return `${what} waits for a decision.`;
    case "asked":
      return "You were asked something. The decision waits for your answer.";
    case "overdue":
      return "Nobody decided in time, so what you asked for is granted until somebody does.";
    case "scheduled":
      return (
        <>
          Granted. It begins <Begin at={granted?.scope.from ?? scope.from} />, until{" "}
          <End at={granted?.scope.until ?? scope.until} />.
        </>
      );
    case "active":
      return (
        <>
          In force until <End at={granted?.scope.until ?? scope.until} />.
        </>
      );
    case "revoking":
      return (
        <>
          It was revoked, and stays in force until{" "}
          <Time at={end?.effectiveAt ?? request.at} format="moment" />.
        </>
      );
    case "denied":
      return request.outcomes.some(({ stage: of, kind }) => of === "appeal" && kind === "denied")
        ? "It was denied, on your appeal too, and that is final. You can apply anew when something has changed, and take back what you allowed at any time, without asking anybody, under Consent."
        : "It was denied. Below you read why, and what would change it.";
    case "withdrawn":
      return "You withdrew it before it was decided.";
    case "lapsed":
      return "The days that you asked for were over before anybody decided.";
    case "expired":
      return "It ended, as was decided.";
    case "ended":
      return "You gave it up.";
    case "revoked":
      return "It was revoked. Below you read why.";
  }
}
