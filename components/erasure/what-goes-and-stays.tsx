import { GOES, REMAINS } from "../../domain/erasure/rules/what-goes.ts";
import { Card } from "../ui/card.tsx";
import { formatBytes, formatCount, formatDuration } from "../ui/quantity.ts";

type WhatGoesProps = {
  records: number;
  /** Tenths of a second. */
  tenths: number;
  bytes: number;
  pictures: number;
  downloads: number;
  corrections: number;
  files: number;
  hasDraft: boolean;
  pauses: number;
};

const LIST = new Intl.ListFormat("en-US");

/** How much there is now, and everything that an erasure takes. */
export function WhatGoes({ records, tenths, bytes, ...more }: WhatGoesProps) {
  const size = records > 0 ? ` of ${formatDuration(tenths / 10)} (${formatBytes(bytes)})` : "";
  const { pictures, downloads, corrections, files, hasDraft, pauses } = more;
  const rest = [
    pictures > 0 && formatCount(pictures, "picture of your screen", "pictures of your screen"),
    downloads > 0 && formatCount(downloads, "download"),
    corrections > 0 && formatCount(corrections, "correction"),
    files > 0 && formatCount(files, "file"),
    hasDraft && "a draft",
    pauses > 0 && `${formatCount(pauses, "pause")} that ${pauses === 1 ? "is" : "are"} over`,
  ].filter((each) => each !== false);
  return (
    <Card title="What is erased">
      <p className="max-w-prose font-medium">
        Now there {records === 1 ? "is" : "are"}{" "}
        {LIST.format([`${formatCount(records, "record")}${size}`, ...rest])}.
      </p>
      <ul className="grid max-w-prose list-disc gap-2 pl-5">
        {GOES.map(({ what }) => (
          <li key={what}>{what}.</li>
        ))}
      </ul>
    </Card>
  );
}

/** What an erasure leaves, and why. */
export function WhatStays() {
  return (
    <Card title="What has to stay, and why">
      <dl className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        {REMAINS.map(({ what, why }) => (
          <div key={what} className="grid content-start gap-1 border-edge border-l-2 pl-3">
            <dt className="font-medium">{what}.</dt>
            <dd className="text-muted">{why}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
