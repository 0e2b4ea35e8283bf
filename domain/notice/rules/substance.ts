import { CATEGORIES, type NoticeBody } from "../schema.ts";

/**
 * What makes a change one of substance whatever its writers think, each in a sentence: something is kept longer, or
 * somebody is named who was no recipient before. Whether other words matter is for people to say.
 */
export function whySubstance(before: NoticeBody, after: NoticeBody): string[] {
  const longer = CATEGORIES.filter(
    (each) => after.categories[each].retentionDays > before.categories[each].retentionDays,
  );
  const known = new Set(before.recipients);
  const added = after.recipients.filter((each) => !known.has(each));
  return [
    ...longer.map((each) => `What is collected under “${each}” would be kept longer.`),
    ...added.map((each) => `“${each}” was not named before among those who may see it.`),
  ];
}
