import { admit } from "../../../lib/db/ingest.ts";
import { read } from "../../../lib/db/reader.ts";
import { jobActor } from "../../actor/queries.ts";
import { FEDERAL, jurisdictionCode } from "../../jurisdiction/schema.ts";
import { type NoticeBody, noticeContent } from "../schema.ts";

/** A notice that is posted electronically, in one language. */
export interface PostedNotice {
  readonly id: string;
  readonly jurisdiction: string;
  readonly language: string;
  readonly version: number;
  readonly title: string;
  readonly body: NoticeBody;
  readonly sha256: string;
  readonly effectiveAt: Date;
}

/** What hangs, so to say, on a place's wall. */
export interface Posting {
  readonly name: string;
  /** Whether the notice is the place's own; else it is the federal one. */
  readonly isOwn: boolean;
  /** Whether collecting is not allowed there unless counsel lifts that. */
  readonly isBlocked: boolean;
  readonly notices: PostedNotice[];
}

interface Row extends Omit<PostedNotice, "body" | "effectiveAt"> {
  readonly content: string;
  readonly effective_at: Date;
}

/**
 * The notice in force for a place, in every language that there is, English first: for anyone who comes by, as on
 * a wall. The federal one where a place has none of its own. Null for a place without a row of law.
 */
export async function findPosted(place: string): Promise<Posting | null> {
  if (!jurisdictionCode.safeParse(place).success) return null;
  const rows = await admit<Row>("posted-notices", "select * from posted_notices($1)", [place]);
  const law = (await listPostedPlaces()).find(({ code }) => code === place);
  if (!law || rows.length === 0) return null;
  const notices = rows.map(({ content, effective_at: effectiveAt, ...row }): PostedNotice => {
    const { title: _, ...body } = noticeContent.parse(JSON.parse(content));
    return { ...row, body, effectiveAt };
  });
  notices.sort((a, b) => Number(b.language === "en") - Number(a.language === "en"));
  const { name, isBlocked } = law;
  return { name, isBlocked, isOwn: place === FEDERAL || rows[0]?.jurisdiction === place, notices };
}

export interface PostedPlace {
  readonly code: string;
  readonly name: string;
  readonly isBlocked: boolean;
}

/** The places that have an electronic posting, the federal one first. Nothing about anybody, so nobody need be known. */
export async function listPostedPlaces(): Promise<PostedPlace[]> {
  const places = await read(
    jobActor("posting"),
    (db) => db.$queryRaw<PostedPlace[]>`
      select code, body->>'name' as name, body->>'level' = 'blocked' as "isBlocked"
      from jurisdiction where until_at is null`,
  );
  return places.sort(
    (a, b) => Number(b.code === FEDERAL) - Number(a.code === FEDERAL) || a.name.localeCompare(b.name, "en"),
  );
}
