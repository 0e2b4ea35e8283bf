import type { Metadata } from "next";
import { LinkAnswer } from "../../../../components/device/link-answer.tsx";
import { LinkCodeForm } from "../../../../components/device/link-code-form.tsx";
import { PageHeader } from "../../../../components/ui/page-header.tsx";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { platform } from "../../../../domain/directive/schema.ts";
import { findDeviceRequest } from "../../../../domain/directory/queries/find-device-request.ts";
import { namesOtherComputers } from "../../../../domain/exemption/queries/names-other-computers.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { identifyForPage } from "../../../_door/session.ts";
import { answerLink } from "../actions.ts";

export const metadata: Metadata = { title: "Link a computer" };

/** Where the code that a computer shows is compared and confirmed (RFC 8628 section 3.3). */
export default async function LinkPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { code, refused } = await searchParams;
  const typed = typeof code === "string" ? code : "";
  const actor = await identifyForPage(
    typed ? `/devices/link?code=${encodeURIComponent(typed)}` : "/devices/link",
  );
  const found = typed === "" ? null : await look(actor, typed);
  return (
    <>
      <PageHeader
        title="Link a computer"
        lead="A computer can collect only after you have linked it here, and only what you allowed."
      />
      {refused === "yes" && <p role="status">You refused. That computer was not linked.</p>}
      {typeof found === "object" && found !== null ? (
        <LinkAnswer request={found} action={answerLink} />
      ) : (
        <LinkCodeForm typed={typed} refused={found} />
      )}
    </>
  );
}

const UNKNOWN =
  "No computer is waiting with this code. Codes last a few minutes and work once: start again on the computer.";

/** The computer that waits, or the sentence that says why there is none. */
async function look(actor: PersonActor, typed: string) {
  try {
    const found = await findDeviceRequest(actor, typed);
    if (!found) return UNKNOWN;
    const { askedAt, expiresAt: _, platform: system, ...request } = found;
    const isBesideExemption = await namesOtherComputers(actor, found);
    return { ...request, platform: platform.parse(system), askedAt: askedAt.getTime(), isBesideExemption };
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
