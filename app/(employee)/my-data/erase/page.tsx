import type { Metadata } from "next";
import { DELETE, ERASE } from "../../../../components/erasure/addresses.ts";
import { EraseForm } from "../../../../components/erasure/erase-form.tsx";
import { WhatGoes, WhatStays } from "../../../../components/erasure/what-goes-and-stays.tsx";
import { Card } from "../../../../components/ui/card.tsx";
import { DoneRegion } from "../../../../components/ui/done-region.tsx";
import { LinkButton } from "../../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import { Time } from "../../../../components/ui/time.tsx";
import { getConsentOverview } from "../../../../domain/consent/queries.ts";
import { ERASE_WORD } from "../../../../domain/erasure/commands/erase-all.ts";
import { previewErasure } from "../../../../domain/erasure/queries/preview-erasure.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { erase } from "./actions.ts";

export const metadata: Metadata = { title: "Erase everything" };

/** What goes, what stays and why, what happens next; then a word to type. */
export default async function ErasePage() {
  const actor = await identifyForPage(ERASE);
  const { states } = await getConsentOverview(actor);
  const preview = await previewErasure(actor);
  const isGiven = Object.values(states).includes("given");
  return (
    <>
      <PageHeader
        title="Erase everything"
        lead="It is yours to decide, at any time. Please read first what goes and what stays: nobody can bring it back, and neither can we."
        actions={<LinkButton href={DELETE}>Delete only some of it</LinkButton>}
      />
      <DoneRegion>
        {preview.erasedAt !== null && (
          <p>
            You erased everything on <Time at={preview.erasedAt} format="moment" />. What is listed here is
            what came since.
          </p>
        )}
        <WhatGoes {...preview} />
        <WhatStays />
        <WhatFollows isGiven={isGiven} />
        <Card title="Erase everything now">
          {/* Another one once it is done: the word is typed anew each time. */}
          <EraseForm key={preview.erasedAt} action={erase} word={ERASE_WORD} shownAt={preview.shownAt} />
        </Card>
      </DoneRegion>
    </>
  );
}

function WhatFollows({ isGiven }: { isGiven: boolean }) {
  return (
    <Card title="What happens then">
      <ul className="grid max-w-prose list-disc gap-2 pl-5">
        <li>
          {isGiven
            ? "Your consent stands, so collection goes on from that moment, locked with a new key. If you do not want that, withdraw your consent first."
            : "You have not allowed anything, so nothing is collected after it either."}
        </li>
        <li>
          What your computers still hold from before is thrown away when it arrives, and you see that it was.
          A record that is just being made then goes too.
        </li>
        <li>A pause that is in force goes on, and so do your exemptions.</li>
        <li>
          The ledger has a line that you erased everything, with how much it was and nothing of what it was.
        </li>
      </ul>
      {isGiven && (
        <div>
          <LinkButton href="/consent">Withdraw consent first</LinkButton>
        </div>
      )}
    </Card>
  );
}
