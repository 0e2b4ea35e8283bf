import { violation } from "../../../lib/db/violation.ts";
import { wakeJob } from "../../../lib/jobs.ts";
import { Refusal, type RefusalCode } from "../../../lib/refusal.ts";

const ANSWERED = "Somebody answered this before you. Nothing of yours was recorded.";

/** What the database said no with, and what the person reads. The rules are its own (the correction migration). */
const RULES: readonly [said: string, code: RefusalCode, reason: string, sentence: string][] = [
  ["there is no such record", "not_found", "no-such-record", "There is no such record, or not any more."],
  ["there is no such picture", "not_found", "no-such-picture", "There is no such picture, or not any more."],
  [
    "picture_contested_once",
    "conflict",
    "contested-already",
    "You have contested this picture already. Under “Your corrections” you see what became of it.",
  ],
  [
    "contested_once",
    "conflict",
    "contested-already",
    "You have contested this record already. Under “Your corrections” you see what became of it.",
  ],
  [
    "too many are contested",
    "too_many",
    "too-many",
    "A hundred of your corrections wait for an answer already. Please wait for some of them.",
  ],
  ["contest_answer_pkey", "conflict", "answered", ANSWERED],
  ["this contest was answered", "conflict", "answered", ANSWERED],
  [
    "what was contested is gone",
    "conflict",
    "gone",
    "It is gone: it was deleted in the meantime. There is nothing left to answer.",
  ],
];

/** Runs a write, and says in the domain's words what the database refuses; faults stay faults. Its letters are on their way at once. */
export async function orRefusal<T>(write: Promise<T>): Promise<T> {
  try {
    const written = await write;
    await wakeJob("send-letters");
    return written;
  } catch (error) {
    const said = violation(error);
    const rule = said && RULES.find(([part]) => said.includes(part));
    if (!rule) throw error;
    const [, code, reason, sentence] = rule;
    throw new Refusal(code, reason, sentence);
  }
}
