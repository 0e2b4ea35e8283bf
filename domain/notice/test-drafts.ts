import { expect } from "vitest";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../actor/schema.ts";
import { beginDraft } from "./commands/begin-draft.ts";
import { type Saving, saveDraft } from "./commands/save-draft.ts";
import { listLines, type NoticeLine } from "./queries/list-lines.ts";
import { type DraftForm, formOf } from "./rules/draft.ts";

/** A test portal for those who write and approve notices. */
export interface DraftPortal extends TestPortal {
  readonly legal: PersonActor;
  readonly secondLegal: PersonActor;
  lineOf(code: string): Promise<NoticeLine | undefined>;
  /** A form that no notice was published from yet. */
  newForm(changes?: Partial<DraftForm>): DraftForm;
  /** A draft of `legal`'s, for Texas and from the federal notice unless said otherwise. */
  begun(jurisdiction?: string, from?: string): Promise<string>;
  /** Saves its second revision and puts it forward, unless said otherwise. */
  save(draftId: string, changes?: Partial<Saving>, actor?: PersonActor): Promise<{ number: number }>;
  /** Refused with a sentence, and nothing in the tables is any different. */
  refused(attempt: () => Promise<unknown>, expected: object): Promise<void>;
}

export async function openDraftPortal(): Promise<DraftPortal> {
  const portal = await openTestPortal();
  const { legal, secondLegal } = portal.people;
  let texts = 0;
  const newForm = (changes: Partial<DraftForm> = {}) => {
    const { title, body } = portal.organisation.notice;
    texts += 1;
    return { ...formOf(title, { ...body, why: `Because of reason ${texts}.` }), ...changes };
  };
  return {
    ...portal,
    legal,
    secondLegal,
    newForm,
    lineOf: async (code) => (await listLines(legal)).find((each) => each.code === code),
    begun: async (jurisdiction = "US-TX", from = "federal") =>
      (await beginDraft(legal, { jurisdiction, from })).id,
    save: (draftId, changes = {}, actor = legal) => {
      const usual = { basedOn: 1, form: newForm(), substance: true, effectiveAt: null, isReady: true };
      return saveDraft(actor, { draftId, ...usual, ...changes });
    },
    refused: async (attempt, expected) => {
      const before = await stored(portal);
      const sentence = expect.stringMatching(/^[A-Z].*[.]$/);
      await expect(attempt()).rejects.toMatchObject({ message: sentence, ...expected });
      expect(await stored(portal)).toEqual(before);
    },
  };
}

async function stored({ owner }: TestPortal) {
  const { rows } = await owner.query(
    `select (select count(*)::int from notice) as notices, (select count(*)::int from notice_draft) as drafts,
       (select count(*)::int from notice_revision) as revisions, (select count(*)::int from act) as acts`,
  );
  return rows[0];
}
