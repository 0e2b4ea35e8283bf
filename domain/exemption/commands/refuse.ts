import { violation } from "../../../lib/db/violation.ts";
import { wakeJob } from "../../../lib/jobs.ts";
import { Refusal, type RefusalCode } from "../../../lib/refusal.ts";
import { OTHER_GROUND } from "../schema.ts";

/** What the database said no with, and what the person reads. The rules are its own (the exemption migration). */
const RULES: readonly [said: string, code: RefusalCode, reason: string, sentence: string, field?: string][] =
  [
    [
      "nobody can decide this",
      "conflict",
      "nobody",
      "Nobody in the program can decide this request, so it was not sent. Please tell your administrator.",
    ],
    [
      "an exemption ends within two years",
      "invalid",
      "too-far",
      "An exemption ends within two years.",
      "until",
    ],
    [
      "exemption_request_check",
      "invalid",
      "too-long",
      "An exemption lasts at most 366 days. It can be renewed.",
      "until",
    ],
    [
      "a device of somebody else",
      "invalid",
      "unknown-device",
      "One of these computers is not linked to you.",
      "devices",
    ],
    [
      "an application that the program does not know",
      "invalid",
      "unknown-application",
      "One of these applications is not on the program's list.",
      "applications",
    ],
    [
      "too many requests are pending",
      "conflict",
      "too-many",
      "You have 20 requests that wait for a decision. Withdraw one before you send another.",
    ],
    [
      "only an exemption in force is renewed",
      "conflict",
      "not-renewable",
      "This exemption is no longer in force, or its renewal waits for a decision already.",
    ],
    ["a renewal is on the same ground", "invalid", "other-ground", OTHER_GROUND, "ground"],
    [
      "somebody else says yes to this part",
      "forbidden",
      "said-already",
      "Two people say yes to this request. Yours is, or has to be, the yes in the other part: leave this one to somebody else.",
    ],
    [
      "this request is settled",
      "conflict",
      "settled",
      "This request was settled in the meantime. Nothing of yours was recorded.",
    ],
    [
      "exemption_decision_pkey",
      "conflict",
      "settled",
      "Somebody decided this a moment before you. Nothing of yours was recorded.",
    ],
    [
      "exemption_outcome_pkey",
      "conflict",
      "settled",
      "This request was settled a moment before. Nothing of yours was recorded.",
    ],
    ["exemption_end_pkey", "conflict", "ended", "This exemption was ended already."],
    [
      "exemption_appeal_pkey",
      "conflict",
      "appealed",
      "This was appealed already. There is one appeal for each request.",
    ],
    [
      "exemption_message_answers",
      "conflict",
      "answered",
      "This question was answered already, in another tab perhaps.",
    ],
    ["this is not yours to decide", "forbidden", "not-yours", "This is not, or no longer, yours to decide."],
    [
      "a partial approval lies within what was asked",
      "invalid",
      "wider",
      "A partial approval lies within what was asked, and in the future.",
      "scope",
    ],
    [
      "nothing would be left of what was asked",
      "conflict",
      "nothing-left",
      "Together with what others approved, nothing would be left. Approve more of it, or deny it with a reason.",
    ],
    ["this exemption is not in force", "conflict", "not-in-force", "This exemption is not in force."],
    [
      "an appeal is being decided",
      "conflict",
      "appealed",
      "An appeal against this is being decided. Until then nothing about it can be ended.",
    ],
    [
      "only who decided it revokes an exemption",
      "forbidden",
      "not-yours",
      "Only whoever decided an exemption can revoke it.",
    ],
    [
      "it ends before a revocation would",
      "conflict",
      "ends-sooner",
      "This ends by itself before a revocation would take effect, so there is nothing to revoke.",
    ],
    [
      "only its owner withdraws an exemption",
      "forbidden",
      "not-yours",
      "Only its owner can withdraw an exemption.",
    ],
    ["nothing here was turned down", "conflict", "nothing-to-appeal", "There is nothing here to appeal."],
    [
      "it is too late to appeal",
      "conflict",
      "too-late",
      "An appeal can be made within 30 days, and while the dates that you asked for have not passed.",
    ],
    [
      "enough was said here",
      "conflict",
      "too-many",
      "There are 200 messages here. Please talk to each other in another way.",
    ],
    ["a question is open", "conflict", "asked-already", "Your last question has not been answered yet."],
    [
      "three questions were asked",
      "conflict",
      "too-many",
      "Three questions were asked already. Please decide with what you know, or leave a comment.",
    ],
    ["the applicant answers what was asked", "forbidden", "not-yours", "This question was not asked of you."],
    ["files belong to a request", "conflict", "settled", "Files can be added until the request is settled."],
    ["ten files are enough", "conflict", "too-many", "A request has at most ten files."],
    [
      "one_absence_at_a_time",
      "conflict",
      "away-already",
      "You have said already that you are away in these days. End that first, below.",
      "from",
    ],
    [
      "a loop of delegates",
      "invalid",
      "loop",
      "Whoever you chose is away in these days and has chosen you, directly or by way of others.",
      "delegate",
    ],
    ["the delegate has left", "invalid", "gone", "Whoever you chose has left.", "delegate"],
    ["an absence ends within two years", "invalid", "too-far", "An absence ends within two years.", "until"],
    ["this absence has ended", "conflict", "ended", "This absence has ended already."],
  ];

/**
 * Runs a write, and says in the domain's words what the database refuses; faults stay faults. The letters that it
 * wrote are on their way at once.
 */
export async function orRefusal<T>(write: Promise<T>): Promise<T> {
  try {
    const written = await write;
    await wakeJob("send-letters");
    return written;
  } catch (error) {
    const said = violation(error);
    const rule = said && RULES.find(([part]) => said.includes(part));
    if (!rule) throw error;
    const [, code, reason, sentence, field] = rule;
    throw new Refusal(code, reason, sentence, field ? { fields: { [field]: sentence } } : {});
  }
}
