import { DeedForm } from "../../../../components/exemption/deed-form.tsx";
import { EvidenceForm } from "../../../../components/exemption/evidence-form.tsx";
import { OfferMeasurements } from "../../../../components/exemption/offer-measurements.tsx";
import { RenewForm } from "../../../../components/exemption/renew-form.tsx";
import { RouteView } from "../../../../components/exemption/route-view.tsx";
import { WordsForm } from "../../../../components/exemption/words-form.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { Link } from "../../../../components/ui/link.tsx";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { APPEAL_WITHIN_MS, deedsOf } from "../../../../domain/exemption/policy.ts";
import { findRenewal } from "../../../../domain/exemption/queries/find-renewal.ts";
import { getDraft } from "../../../../domain/exemption/queries/get-draft.ts";
import { listOffered } from "../../../../domain/exemption/queries/measurements.ts";
import { previewAppeal } from "../../../../domain/exemption/queries/preview-route.ts";
import type { RequestView } from "../../../../domain/exemption/schema/request-view.ts";
import { MOST_FILES } from "../../../../domain/exemption/schema.ts";
import { attachMeasured, renew } from "../actions.ts";
import { answer, appeal, giveUp, say, withdraw } from "./actions.ts";

type OfRequest = { request: RequestView; actor: PersonActor };

/** What was asked and waits for an answer, above all else. */
export function Question({ request, actor }: OfRequest) {
  if (!deedsOf(request, actor.id).has("answer")) return null;
  return request.steps.map(({ question, isOpen, stage, group }) =>
    question && isOpen ? (
      <Card key={group} title={`${question.by.name} asks you`}>
        <blockquote
          dir="auto"
          className="max-w-prose whitespace-pre-wrap break-words rounded-control bg-sunken px-3 py-2"
        >
          {question.words}
        </blockquote>
        <WordsForm
          id={`answer-${group}`}
          label="Your answer"
          hint="The clock of the decision begins anew when you have answered. What is left out meanwhile stays left out."
          button="Send the answer"
          pendingLabel="Sending…"
          weight="primary"
          isGoneAfter
          fields={{ requestId: request.id, stage, group, questionId: question.id }}
          action={answer}
        />
      </Card>
    ) : null,
  );
}

/** All that the applicant may do with it now, and nothing else. */
export async function Deeds({ request, actor }: OfRequest) {
  const deeds = deedsOf(request, actor.id);
  const others = [...deeds].filter((each) => each !== "answer" && each !== "appeal");
  const { id, stage, ground } = request;
  return (
    <>
      {deeds.has("appeal") && <Appeal request={request} actor={actor} />}
      {others.length > 0 && (
        <Card title="What you can do">
          {deeds.has("renew") && <Renewal request={request} actor={actor} />}
          {deeds.has("comment") && stage && (
            <WordsForm
              id="comment"
              label="Write to whoever decides"
              button="Send the comment"
              pendingLabel="Sending…"
              fields={{ requestId: id, stage }}
              action={say}
            />
          )}
          {deeds.has("attach") && request.files.length < MOST_FILES && (
            <>
              <OfferMeasurements
                requestId={id}
                ground={ground}
                measured={await listOffered(actor, { ground, requestId: id })}
                action={attachMeasured}
              />
              <EvidenceForm address="/exemptions/files" requestId={id} />
            </>
          )}
          {deeds.has("withdraw") && stage && (
            <DeedForm
              summary={stage === "appeal" ? "Take the appeal back" : "Withdraw the request"}
              button={stage === "appeal" ? "Take it back" : "Withdraw it"}
              pendingLabel="Withdrawing…"
              fields={{ requestId: id, stage }}
              action={withdraw}
            >
              <p>
                {stage === "appeal"
                  ? "What was decided before stays as it is. There is one appeal for each request, so this one cannot be made again."
                  : "Nobody decides it any more. What was left out because of it alone is collected again, as far as you allowed it. You can apply again at any time."}
              </p>
            </DeedForm>
          )}
          {deeds.has("give-up") && (
            <DeedForm
              summary="Give the exemption up"
              button="Give it up"
              pendingLabel="Giving it up…"
              fields={{ requestId: id }}
              action={giveUp}
            >
              <p>
                From this moment what it left out is collected again, as far as you allowed it. This cannot be
                taken back, but you can apply anew.
              </p>
            </DeedForm>
          )}
        </Card>
      )}
    </>
  );
}

async function Renewal({ request, actor }: OfRequest) {
  const renewal = await findRenewal(actor, request.id);
  if (renewal)
    return (
      <p>
        You asked to{" "}
        <Link href={`/exemptions/${renewal}`} className="text-accent underline underline-offset-4">
          renew it
        </Link>
        .
      </p>
    );
  const { saved } = await getDraft(actor);
  const hasDraft = saved !== null && saved.form.renews !== request.id;
  return (
    <>
      <p className="max-w-prose">
        You can ask for the same again, for as long, from when this ends. It is decided anew; until then this
        stays in force. You look at it once more before it is sent.
      </p>
      <RenewForm requestId={request.id} hasDraft={hasDraft} draftHref="/exemptions/apply" action={renew} />
    </>
  );
}

const DAY_MS = 86_400_000;

async function Appeal({ request, actor }: OfRequest) {
  const route = await previewAppeal(actor, request.id);
  if (route.length === 0)
    return (
      <Card title="Appeal">
        <p className="max-w-prose">
          You could appeal, but in the program there is nobody who could decide it: it takes somebody outside
          your reporting line who was not part of the first decision. Please tell your administrator.
        </p>
      </Card>
    );
  return (
    <Card title="Do you disagree? You can appeal">
      <p className="max-w-prose">
        Somebody outside your reporting line, who was not part of the decision, looks at all of it anew. What
        they decide is final. You can appeal once, within {APPEAL_WITHIN_MS / DAY_MS} days.
        {request.stopsMeanwhile && " Until they have decided, all that you asked for is left out."}
      </p>
      <RouteView route={route} />
      <WordsForm
        id="appeal"
        label="Why should it be decided otherwise?"
        hint="Whoever decides the appeal reads this, your request and what was decided."
        button="Send the appeal"
        pendingLabel="Sending…"
        isGoneAfter
        fields={{ requestId: request.id }}
        action={appeal}
      />
    </Card>
  );
}
