import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { FEDERAL, jurisdictionCode } from "../../jurisdiction/schema.ts";
import { type StandingNotice, standingNotices } from "../queries/standing-notices.ts";
import { authorisationStatement, isSignedBy } from "../rules/authorisation.ts";
import { noticeContent, noticeHash } from "../schema.ts";

/** It was said before: a repeat changes nothing, and is no error. */
class SaidBefore extends Error {}

const authorisationForm = z.object({
  noticeHash,
  jurisdiction: jurisdictionCode,
  signature: z.string().trim().max(120),
});

/**
 * Signs the written authorisation that a row of law asks for, bound to the notice that stands for that row. Once
 * is enough. Refuses (invalid) a name that is not the actor's, (conflict) a notice that does not stand for the
 * row, or no longer, and a row that asks nothing of the actor.
 */
export async function authorise(
  actor: PersonActor,
  input: { noticeHash: unknown; jurisdiction: unknown; signature: unknown },
): Promise<void> {
  const parsed = authorisationForm.safeParse(input);
  if (!parsed.success || !isSignedBy(parsed.data.signature, actor.name))
    throw notTheirName(actor, parsed.data);
  const { jurisdiction, signature, noticeHash: sha256 } = parsed.data;
  await unlessSaidBefore(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      const standing = await requireAsked(tx, actor, jurisdiction);
      const notice = standing.noticeId
        ? await tx.db.notice.findUnique({ where: { id: standing.noticeId } })
        : null;
      if (!notice || notice.sha256 !== sha256) {
        const text =
          "The notice has changed since you opened this page. Please read the new one before you sign.";
        throw new Refusal("conflict", "no-longer-in-force", text);
      }
      const before = await tx.db.authorisation.findFirst({
        where: { employeeId: actor.id, noticeId: notice.id, jurisdiction, withdrawal: null },
      });
      if (before) throw new SaidBefore();
      const { title, ...body } = noticeContent.parse(JSON.parse(notice.content));
      const statement = authorisationStatement({ title, version: notice.version, body });
      const id = uuidv7();
      await tx.db.authorisation.create({
        data: { id, employeeId: actor.id, noticeId: notice.id, jurisdiction, statement, signature },
      });
      await tx.record({
        kind: "authorisation.signed",
        subjectId: actor.id,
        objectId: id,
        details: { jurisdiction, noticeId: notice.id },
      });
    }),
  );
}

/**
 * Takes back every authorisation that the actor signed for a row of law; it counts no longer from this moment.
 * Always possible, never asks why; a repeat changes nothing. Refuses (invalid) what is no place.
 */
export async function withdrawAuthorisation(
  actor: PersonActor,
  input: { jurisdiction: unknown },
): Promise<void> {
  const code = jurisdictionCode.safeParse(input.jurisdiction);
  if (!code.success) throw new Refusal("invalid", "no-such-place", "There is no such place.");
  await unlessSaidBefore(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      const signed = await tx.db.authorisation.findMany({
        where: { employeeId: actor.id, jurisdiction: code.data, withdrawal: null },
        select: { id: true },
      });
      if (signed.length === 0) throw new SaidBefore();
      await tx.db.authorisationWithdrawal.createMany({
        data: signed.map(({ id }) => ({ authorisationId: id, employeeId: actor.id })),
      });
      for (const { id } of signed) {
        await tx.record({
          kind: "authorisation.withdrawn",
          subjectId: actor.id,
          objectId: id,
          details: { jurisdiction: code.data },
        });
      }
    }),
  );
}

function notTheirName(actor: PersonActor, form: unknown): Refusal {
  if (!form)
    return new Refusal("invalid", "not-a-signature", "This form is not complete. Nothing was signed.");
  const text = `To sign, type your name as it is here: ${actor.name}.`;
  return new Refusal("invalid", "another-name", "Nothing was signed yet.", { fields: { signature: text } });
}

/** Only who lives or works there is asked, and only where the row asks for it. */
async function requireAsked(tx: Transaction, actor: PersonActor, code: string): Promise<StandingNotice> {
  const places = await tx.db.location.findMany({ where: { personId: actor.id, untilAt: null } });
  const isTheirs = code === FEDERAL || places.some((each) => each.jurisdiction === code);
  const standing = isTheirs ? (await standingNotices(tx.db)).find((each) => each.code === code) : undefined;
  if (standing?.duties.includes("authorisation")) return standing;
  const text = "Nobody asks you for this authorisation any more. There is nothing to sign.";
  throw new Refusal("conflict", "not-asked", text);
}

async function unlessSaidBefore(saying: Promise<void>): Promise<void> {
  try {
    await saying;
  } catch (error) {
    if (!(error instanceof SaidBefore)) throw error;
  }
}
