import { z } from "zod";
import { type Category, category, noticeHash } from "../notice/schema.ts";

/** W3C DPV consent states. `requested` and `expired` are derived: the first is no row, the second a superseded notice. */
export const CONSENT_STATES = ["requested", "deferred", "given", "refused", "withdrawn", "expired"] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

const answer = z.enum(["given", "refused"], { error: "Choose Allow or Don't allow." });

/** The whole form: an answer for every category, and the applications that were turned on. */
export const consentForm = z.strictObject({
  noticeHash,
  categories: z.record(category, answer),
  applications: z.array(z.string().max(40)).max(500),
});

/** One category, allowed or taken back, after the first answer. */
export const categoryChange = z.strictObject({ noticeHash, category, allowed: z.boolean() });

/** "Ask me later", about one notice. */
export const deferral = z.strictObject({ noticeHash });

/** One approved application, turned on or off under the notice that was read. */
export const applicationSwitch = z.strictObject({
  noticeHash,
  applicationId: z.string().max(40),
  allowed: z.boolean(),
});

/** One recorded choice, oldest first in every list of them. Milliseconds. */
export interface Choice {
  readonly at: number;
  readonly category: Category;
  readonly state: "given" | "refused" | "withdrawn";
  /** When the notice it was bound to was overtaken by a change of substance; Infinity while it stands. */
  readonly boundUntil: number;
}

/** One recorded switch of an application. */
export interface ApplicationChoice {
  readonly at: number;
  readonly applicationId: string;
  readonly allowed: boolean;
  /** As for a choice: a change of the notice's substance turns every application off. */
  readonly boundUntil: number;
}

/** What an application is known by. */
export const APPLICATION_ID = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** An application that the program lists: how it is recognised, what is collected in it and why. */
export const approvedApplication = z.strictObject({
  id: z.string().regex(APPLICATION_ID),
  name: z.string().min(1).max(80),
  why: z.string().min(1),
  collected: z.string().min(1),
  /** Program names per platform, lower case, without path or extension. */
  match: z.strictObject({
    linux: z.array(z.string()).optional(),
    darwin: z.array(z.string()).optional(),
    win32: z.array(z.string()).optional(),
  }),
  categories: z.array(category).min(1),
});
export type ApprovedApplication = z.infer<typeof approvedApplication>;
