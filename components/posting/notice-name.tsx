import type { PostedNotice } from "../../domain/posting/schema.ts";
import { languageName } from "../notice/language-name.ts";

/** `Our title (US-NY, version 3)`. */
export function NoticeName({ notice }: { notice: PostedNotice }) {
  return (
    <>
      {notice.title}{" "}
      <span className="text-muted text-sm">
        {notice.jurisdiction}, version {notice.version}
        {notice.language === "en" ? "" : `, ${languageName(notice.language)}`}
      </span>
    </>
  );
}
