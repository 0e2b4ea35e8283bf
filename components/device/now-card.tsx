import type { ReactNode } from "react";
import type { CoverageLabel } from "../../domain/directive/schema.ts";
import { presentWord } from "../coverage/labels.ts";
import { CoverageSwatch } from "../coverage/swatch.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Time } from "../ui/time.tsx";

export type DeviceNow = {
  id: string;
  name: string;
  /** What it is doing at this moment, by its own last word, or what its silence means. */
  label: CoverageLabel;
  /** Why, in one plain sentence, with what to do about it if anything. */
  reason: string;
  /** Milliseconds since the epoch; null before the first. */
  lastContactAt: number | null;
};

type NowCardProps = {
  devices: DeviceNow[];
  /** Where a device is linked. */
  linkHref: string;
  /** The pause control. */
  children?: ReactNode;
};

/** The one status card: what is happening now, on which device and why, and the one thing to do about it. */
export function NowCard({ devices, linkHref, children }: NowCardProps) {
  const collecting = devices.filter(({ label }) => label === "collected");
  return (
    <section
      aria-labelledby="now"
      className="grid gap-6 rounded-card border border-line bg-surface p-4 sm:p-8"
    >
      <div className="grid gap-1">
        <p className="font-medium text-muted text-sm">Right now</p>
        <h2 id="now" className="font-semibold text-2xl">
          {headline(collecting.map(({ name }) => name))}
        </h2>
      </div>
      {devices.length === 0 ? (
        <EmptyState title="No computer is linked yet">
          <p>Collection can only happen on a computer that you link yourself.</p>
          <LinkButton href={linkHref}>Link a computer</LinkButton>
        </EmptyState>
      ) : (
        <ul className="grid gap-4">
          {devices.map((device) => (
            <DeviceLine key={device.id} device={device} />
          ))}
        </ul>
      )}
      {children !== undefined && <div className="border-line border-t pt-6">{children}</div>}
    </section>
  );
}

function DeviceLine({ device }: { device: DeviceNow }) {
  return (
    <li className="flex gap-3">
      <span className="pt-0.5">
        <CoverageSwatch label={device.label} />
      </span>
      <div className="min-w-0">
        <p>
          <span className="font-medium">{device.name}:</span> {presentWord(device.label)}
        </p>
        <p className="text-muted">{device.reason}</p>
        {device.lastContactAt !== null && (
          <p className="text-muted text-sm">
            Last heard from: <Time at={device.lastContactAt} format="moment" />
          </p>
        )}
      </div>
    </li>
  );
}

function headline(names: string[]): string {
  if (names.length === 0) return "Nothing is being collected";
  return `Collecting on ${new Intl.ListFormat("en-US").format(names)}`;
}
