import { AskPackForm } from "../../../components/evidence-pack/ask-pack-form.tsx";
import { PackCard } from "../../../components/evidence-pack/pack-card.tsx";
import { Card } from "../../../components/ui/card.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { ReadAgain } from "../../../components/ui/read-again.tsx";
import { listPacks } from "../../../domain/evidence/queries/list-packs.ts";
import { keyFingerprint } from "../../../lib/signing.ts";
import { orNotFound, titleForLegal } from "../../_door/page.ts";
import { identifyForPage } from "../../_door/session.ts";
import { ask } from "./actions.ts";

export const generateMetadata = titleForLegal("Evidence packs");

/** Where packs are asked for, seen to be made, and downloaded; and how anyone checks one. */
export default async function EvidencePage() {
  const actor = await identifyForPage("/evidence");
  const { now, packs, places } = await orNotFound(listPacks(actor));
  const isMaking = packs.some(({ state }) => state === "waiting" || state === "working");
  return (
    <>
      {isMaking && <ReadAgain />}
      <PageHeader
        title="Evidence packs"
        lead="All the evidence for a place and a period in one ZIP: a report to read, tables, the notices' exact bytes, and a signature that anyone can check without this portal."
      />
      <Card title="Ask for one">
        <AskPackForm places={places} today={new Date(now).toISOString().slice(0, 10)} action={ask} />
      </Card>
      <Card title="Packs">
        {packs.length === 0 ? (
          <EmptyState title="No packs yet">
            <p>
              Choose a place and a period above. What you asked for is listed here, for every legal reviewer.
            </p>
          </EmptyState>
        ) : (
          packs.map((each) => <PackCard key={each.id} pack={each} now={now} askAgain={ask} />)
        )}
      </Card>
      <HowToCheck fingerprint={await keyFingerprint()} />
    </>
  );
}

function HowToCheck({ fingerprint }: { fingerprint: string }) {
  return (
    <Card title="How to check a pack">
      <p className="max-w-prose">
        Whoever checks a pack needs Node 20 or later, the{" "}
        <a href="/verify-evidence.mjs" download className="text-accent underline underline-offset-4">
          checking script
        </a>
        , and the command below; no network and no sign-in. It ends with the fingerprint of our key. Give it
        to them by another way than the pack, or let them compare it with{" "}
        <a href="/keys.json" className="text-accent underline underline-offset-4">
          the public key
        </a>
        .
      </p>
      <pre className="whitespace-pre-wrap break-all rounded-control bg-sunken p-3 text-sm">
        <code>node verify-evidence.mjs pack.zip {fingerprint}</code>
      </pre>
      <p className="max-w-prose text-muted">
        It says that the pack is whole and unchanged, or what was changed, is missing, was added or renamed.
      </p>
    </Card>
  );
}
