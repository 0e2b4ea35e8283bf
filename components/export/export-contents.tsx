import { CONTENTS } from "../../domain/export/rules/readme.ts";
import { DefinitionList } from "../ui/definition-list.tsx";
import { Disclosure } from "../ui/disclosure.tsx";

/** What each file of a download is, and how anyone checks that nothing was changed. */
export function ExportContents({ fingerprint }: { fingerprint: string }) {
  return (
    <>
      <Disclosure summary="What each file is">
        <DefinitionList
          entries={CONTENTS.map(([path, what]) => ({
            term: path,
            value: `${what.charAt(0).toUpperCase()}${what.slice(1)}.`,
          }))}
        />
      </Disclosure>
      <Disclosure summary="How to check that nothing was changed">
        <p className="max-w-prose">
          Whoever checks it needs Node 20 or later, the{" "}
          <a href="/verify-evidence.mjs" download className="text-accent underline underline-offset-4">
            checking script
          </a>
          , and the command below; no network and no sign-in. It ends with the fingerprint of our key, which
          is also in{" "}
          <a href="/keys.json" className="text-accent underline underline-offset-4">
            the public key
          </a>
          .
        </p>
        <pre className="whitespace-pre-wrap break-all rounded-control bg-sunken p-3 text-sm">
          <code>node verify-evidence.mjs sayso-my-data.zip {fingerprint}</code>
        </pre>
      </Disclosure>
    </>
  );
}
