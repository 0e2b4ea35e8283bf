import { expect, test } from "vitest";
import { organisation } from "../../../prisma/factories/organisation.ts";
import type { NoticeBody } from "../schema.ts";
import { whySubstance } from "./substance.ts";

const { body } = organisation(1).notice;
const kept = (days: number): NoticeBody => ({
  ...body,
  categories: { ...body.categories, screen: { ...body.categories.screen, retentionDays: days } },
});

test.each<[string, NoticeBody, NoticeBody]>([
  ["the same", body, body],
  ["other words", body, { ...body, why: "Because.", purpose: "The same in other words." }],
  ["something kept for less long", kept(30), kept(29)],
  [
    "a recipient fewer, in another order",
    { ...body, recipients: ["A", "B"] },
    { ...body, recipients: ["B"] },
  ],
])("%s is for people to judge", (_, before, after) => {
  expect(whySubstance(before, after)).toEqual([]);
});

test.each<[string, NoticeBody, NoticeBody, string]>([
  ["something kept for longer", kept(30), kept(31), "screen"],
  ["another recipient", body, { ...body, recipients: [...body.recipients, "A vendor"] }, "A vendor"],
])("%s is of substance", (_, before, after, named) => {
  expect(whySubstance(before, after)).toEqual([expect.stringContaining(named)]);
});
