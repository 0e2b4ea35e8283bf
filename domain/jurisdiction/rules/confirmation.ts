import type { LawBody } from "../schema.ts";

/**
 * Why a row is "to be confirmed by counsel", each in a sentence; nothing means that there is no open question.
 * What was written from memory, and what the notes leave open.
 */
export function openQuestions({ confidence, citations, penalties, notes }: LawBody): string[] {
  const cites = citations.filter((each) => each.basis === "memory");
  const remembered = penalties.filter((each) => each.basis === "memory");
  return [
    ...(confidence === "memory" ? ["The row as a whole was written from memory."] : []),
    ...(cites.length > 0 ? [`From memory: ${cites.map(({ cite }) => cite).join("; ")}.`] : []),
    ...(remembered.length > 0
      ? [`Penalties from memory: ${remembered.map(({ tier }) => tier).join("; ")}.`]
      : []),
    ...(notes.length > 0
      ? [notes.length === 1 ? "One note is open." : `${notes.length} notes are open.`]
      : []),
  ];
}
