/** What each file is, by its path; a folder ends with a slash. In the order in which they are read. */
export const CONTENTS: readonly (readonly [path: string, what: string])[] = [
  ["person.csv", "what the company's directory says of you, and your roles here"],
  ["locations.csv", "where the directory says that you live and work, since when, and who said so"],
  ["devices.csv", "your computers: when each was linked and unlinked, and when it last came"],
  [
    "records.jsonl",
    "every stored record about you, one a line, with its steps in plain text. This is all there is",
  ],
  ["records.schema.json", "what a line of records.jsonl looks like (JSON Schema)"],
  ["records.csv", "the same records with their counts, without the steps, for a spreadsheet"],
  ["captures/", "the pictures of your screen, as they are stored; each is named by its id"],
  [
    "captures.jsonl",
    "what is known of each picture, one a line. Where `file` is null the picture could not be had while this was made: ask again later",
  ],
  ["captures.schema.json", "what a line of captures.jsonl looks like (JSON Schema)"],
  ["picture-deliveries.csv", "which pictures came in the last two weeks, and why one of them was not kept"],
  ["coverage.csv", "every minute of every computer of yours: what was collected then, or why nothing was"],
  ["days.csv", "sums for each day, computer and application"],
  ["discards.csv", "what your agents sent and the portal refused to keep, by day and reason"],
  ["usage.csv", "what the agent cost your computers, by day"],
  [
    "deliveries.csv",
    "every delivery of your agents: how many records were stored of it, and how many steps were discarded",
  ],
  ["directives.csv", "when each computer said that it had applied which instruction"],
  ["consent.csv", "every choice you made, by category and by application"],
  ["receipts/", "your consent receipts: what each says, and the same as the portal signed it"],
  ["notices.csv", "every notice that you were given, saw, acknowledged or signed, or that was mailed to you"],
  ["notices/", "the exact text of those notices, each named by its SHA-256"],
  ["authorisations.csv", "what you signed, and what you took back of it"],
  ["pauses.csv", "your pauses. Nobody but you can read them"],
  ["absences.csv", "when you said that you are away, as somebody who decides requests"],
  ["exemptions.csv", "what was left out of collection because of your requests, from when until when"],
  ["requests.jsonl", "your requests for exemptions with their words, what was decided, by whom and why"],
  ["request-draft.json", "a request that you have begun and not sent"],
  ["request-files/", "the files that you added to requests; requests.jsonl says which is which"],
  ["corrections.jsonl", "what you said is wrong about your records, with your words and the answers"],
  ["erasures.csv", "when you erased everything"],
  [
    "ledger.jsonl",
    "every recorded act about you or by you, in order, each with the hash of its leaf (RFC 6962)",
  ],
  ["keys.json", "the public key of this portal, with its fingerprint"],
  ["manifest.json", "each of these files with its size and SHA-256"],
  ["manifest.jws", "the portal's signature on manifest.json (compact JWS, RFC 7515, EdDSA)"],
];

/** `README.txt`: what each file is, and how to check that nothing was changed. `at`: what it tells of, until then. */
export function readme(portal: string, at: Date): string {
  const files = CONTENTS.map(([path, what]) => `${path}\n    ${what}.`).join("\n");
  return `Everything about you in Sayso
=============================

This is what the portal had stored about you when you asked, at ${at.toISOString()}, and what was
added while it was made; no record that began later. Nobody but you could ask for it.
The portal destroys its own copy of this file after a few days, or at once when you remove it there.
It is now yours to keep safe: whoever has it can read it.

What is in it
-------------
A file or folder that is not there has nothing to say about you.

${files}

Times are in UTC (ISO 8601; the Z at the end says so). Days are days where you were. CSV files are UTF-8 with a
byte order mark. A cell that a spreadsheet would take for a formula begins with an apostrophe. No file holds what
you typed: it was never recorded.

In ledger.jsonl, leafHash is the SHA-256 of a zero byte followed by the JSON of the act as it stands in the line.

How to check it
---------------
Get the checking script and the fingerprint of the signing key from the portal, at addresses that need no sign-in:

    ${portal}/verify-evidence.mjs
    ${portal}/keys.json   ("fingerprint")

Then, with Node 20 or later and no network:

    node verify-evidence.mjs <this ZIP or the unpacked folder> <fingerprint>

It says "This export is whole and unchanged." or what is wrong.
`;
}
