import { z } from "zod";
import { dayBounds, isDay, offsetAt } from "../../../lib/day.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { collectAnswer } from "../queries/question-facts.ts";
import { findPeople } from "../queries/question-people.ts";
import { EARLIEST_DAY, TOO_EARLY } from "../rules/earliest.ts";
import type { Asked, Span } from "../schema/question.ts";

const question = z.object({
  who: z
    .string()
    .trim()
    .max(200)
    // Nobody's name has one, and the database will not look for it.
    .transform((text) => text.replaceAll("\0", "\ufffd")),
  personId: z.string().max(40).optional(),
  day: z.string().max(20),
  time: z.string().max(10).optional(),
});

/** What a form sends; nothing of it is trusted. */
export interface Question {
  /** A name, or an e-mail address; part of a name where nobody has it whole. */
  readonly who: string;
  /** Chosen from several; then `who` does not matter. */
  readonly personId?: string;
  /** YYYY-MM-DD where that person is. */
  readonly day: string;
  /** HH:MM there; without one the whole day is told, as it stood at its end. */
  readonly time?: string;
}

/**
 * What was known of a person then, and whether the gate was open: where they were, which rows and notices were in
 * force, what they had been given and said, and the gate computed again from it. Recorded as an act that the
 * person sees; that a name fits several people, or nobody, is not about any of them. Refuses (forbidden) everybody
 * but legal, (not_found) an unknown person, (invalid) what is no day or time, or still to come.
 */
export async function askQuestion(actor: PersonActor, input: Question): Promise<Asked> {
  expectLegal(actor);
  const { data } = question.safeParse(input);
  if (!data)
    throw new Refusal("invalid", "too-much", "That is too long for a question. Give a name and a day.");
  requireDay(data.day);
  if (data.time) requireTime(data.time);
  const people = await findPeople(actor, data);
  const [person] = people;
  if (!person) throw unknown(data.who);
  if (people.length > 1) return { kind: "several", people };
  const answer = await transact(actor, async (tx) => {
    const span = spanOf(person.timeZone, data.day, data.time, tx.now);
    await tx.record({ kind: "evidence.asked", subjectId: person.id, details: { day: data.day } });
    return collectAnswer(tx.db, person, span);
  });
  return { kind: "answer", answer };
}

function invalid(field: string, text: string): Refusal {
  return new Refusal("invalid", `bad-${field}`, text, { fields: { [field]: text } });
}

function unknown(who: string): Refusal {
  const text =
    who === ""
      ? "Say whom you mean: a name or an e-mail address."
      : "The directory knows nobody by that name or e-mail address. Check the spelling, or give a part of the name.";
  return new Refusal(who === "" ? "invalid" : "not_found", "nobody", text, { fields: { who: text } });
}

function requireDay(day: string): void {
  if (!isDay(day)) throw invalid("day", "Give a day that the calendar has, such as 2026-11-23.");
  if (day < EARLIEST_DAY) throw invalid("day", TOO_EARLY);
}

function requireTime(time: string): void {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw invalid("time", "Give a time such as 14:30, or none.");
}

function spanOf(timeZone: string, day: string, time: string | undefined, now: Date): Span {
  const { from, to } = dayBounds(timeZone, day);
  const present = now.getTime();
  if (from > present) throw invalid("day", "That day is still to come. Only what was can be told.");
  if (!time) return { day, from, to: Math.min(to, present), at: null };
  const at = momentOf(timeZone, day, time);
  if (at > present) throw invalid("time", "That moment is still to come. Only what was can be told.");
  return { day, from, to: Math.min(to, present), at };
}

function momentOf(timeZone: string, day: string, time: string): number {
  const wall = Date.parse(`${day}T${time}:00Z`);
  return wall - offsetAt(timeZone, wall - offsetAt(timeZone, wall));
}
