import { isDeepStrictEqual } from "node:util";
import { Refusal } from "../../../lib/refusal.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { edited, parseLawEdit } from "../rules/law-edit.ts";
import { lawOf } from "../rules/law-file.ts";
import { loosens } from "../rules/loosens.ts";
import { changedMeanwhile, lockLaw, propose, putInForce, versionInForce } from "./write-law.ts";

/** What came of a change: in force, or before a second person of legal. */
export type EditedLaw =
  | { readonly state: "in-force"; readonly version: number }
  | { readonly state: "proposed"; readonly proposalId: string };

/**
 * Changes a row of law, with a reason and a source. What loosens nothing is the next version from this moment;
 * what loosens waits for another person of legal. `input` is a LawEdit. Refuses: not of legal (forbidden), no
 * such row (not_found), malformed or nothing different (invalid), changed by somebody meanwhile or proposed
 * already (conflict).
 */
export async function editLaw(actor: Actor, input: unknown): Promise<EditedLaw> {
  expectLegal(actor);
  const { code, baseVersion, changes, ...grounds } = parseLawEdit(input);
  return transact(actor, async (tx) => {
    await lockLaw(tx);
    const current = await versionInForce(tx, code);
    if (!current) throw new Refusal("not_found", "no-such-law", "There is no row of law for this place.");
    if (current.version !== baseVersion) throw await changedMeanwhile(tx, actor, current, code);
    const before = lawOf(current.body);
    const body = edited(before, changes);
    if (isDeepStrictEqual(before, body)) throw unchanged();
    const details = { version: baseVersion };
    if (!loosens(before, body)) {
      await putInForce(tx, actor, [{ body, current }], { ...grounds, at: await tx.lockEveryone() });
      await tx.record({ kind: "jurisdiction.changed", objectId: code, details });
      return { state: "in-force", version: baseVersion + 1 };
    }
    const proposalId = await propose(tx, actor, { body, current }, grounds);
    if (!proposalId) throw new Refusal("conflict", "proposed-already", "This very change waits already.");
    await tx.record({ kind: "jurisdiction.change-proposed", objectId: proposalId, details });
    return { state: "proposed", proposalId };
  });
}

function unchanged(): Refusal {
  return new Refusal(
    "invalid",
    "nothing-changed",
    "Nothing in the row reads differently, so nothing was saved.",
  );
}
