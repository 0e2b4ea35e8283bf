import type { PostedNotice } from "../../domain/posting/schema.ts";

/** `Our title (US-NY, version 3)`. */
export function NoticeName({ notice }: { notice: PostedNotice }) {
  return (
    <>
      {notice.title}{" "}
      <span className="text-muted text-sm">
        {notice.jurisdiction}, version {notice.version}
        {notice.language === "en" ? "" : `, ${notice.language}`}
      </span>
    </>
  );
}
