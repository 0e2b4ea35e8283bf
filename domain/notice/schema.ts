import { z } from "zod";

/** What may be collected. One consent choice each; no category implies another. */
export const CATEGORIES = ["pointer", "keyboard", "screen", "application"] as const;
export const category = z.enum(CATEGORIES);
export type Category = z.infer<typeof category>;

/**
 * The structured part of a notice, from which the consent page and the receipt are made,
 * so that what people read and what they are given to keep cannot differ.
 */
export const noticeBody = z.strictObject({
  controller: z.string().min(1),
  contact: z.email(),
  purpose: z.string().min(1),
  why: z.string().min(1),
  categories: z.record(
    category,
    z.strictObject({
      collected: z.string().min(1),
      never: z.string().min(1),
      retentionDays: z.int().min(1).max(3650),
    }),
  ),
  recipients: z.array(z.string().min(1)).min(1),
  neverUsedFor: z.array(z.string().min(1)).min(1),
  rights: z.array(z.string().min(1)).min(1),
  /** Wording that a statute prescribes, and what goes with it. Left out where none is, so that old hashes hold. */
  statements: z.array(z.string().min(1).max(4000)).min(1).max(20).optional(),
});
export type NoticeBody = z.infer<typeof noticeBody>;

/** What is stored under a notice's hash: the body with its title. */
export const noticeContent = noticeBody.extend({ title: z.string().min(1) });

/** A published notice as pages and receipts use it. */
export interface Notice {
  readonly id: string;
  readonly jurisdiction: string;
  readonly version: number;
  readonly title: string;
  readonly sha256: string;
  readonly effectiveAt: Date;
  readonly body: NoticeBody;
}

export const noticeHash = z.string().regex(/^[0-9a-f]{64}$/, "This is not a notice's hash.");
