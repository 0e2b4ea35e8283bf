import type { NoticeBody } from "../schema.ts";

/**
 * The words that are signed where a law asks for written authorisation (820 ILCS 40/9, MCL 423.508: records of
 * what is not part of the employment). It names the notice, and allows nothing that is not allowed on the consent
 * page as well.
 */
export function authorisationStatement({
  title,
  version,
  body,
}: {
  readonly title: string;
  readonly version: number;
  readonly body: Pick<NoticeBody, "controller">;
}): string {
  return `I have read the notice “${title}”, version ${version}. I authorise ${body.controller} to gather and keep the records it describes of how I use my work computer, also where they happen to be about something that is not part of my employment. This covers only what I allow on my consent page, and nothing else. I know that I do not have to sign, that I can take this back at any time, and that neither has any consequence for me.`;
}

/** Whether somebody signed with their own name, however they write its letters, accents and spaces. */
export function isSignedBy(signature: string, name: string): boolean {
  return plain(signature) === plain(name);
}

function plain(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[’‘`´]/g, "'")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
