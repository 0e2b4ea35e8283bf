import type { CoverageLabel, Platform } from "../../domain/directive/schema.ts";
import { presentWord } from "../coverage/labels.ts";
import { CoverageSwatch } from "../coverage/swatch.tsx";
import { Card } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { DefinitionList } from "../ui/definition-list.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Progress } from "../ui/progress.tsx";
import { formatBytes, formatDuration } from "../ui/quantity.ts";
import { Time } from "../ui/time.tsx";
import { PLATFORM_WORDS } from "./platform-words.ts";

/** All times in milliseconds since the epoch. */
export type DeviceDetail = {
  id: string;
  name: string;
  platform: Platform;
  serial: string;
  linkedAt: number;
  label: CoverageLabel;
  /** Why it collects or does not, in one plain sentence. */
  reason: string;
  /** The directive that the agent says it applied, not merely received. */
  appliedAt: number | null;
  lastContactAt: number | null;
  agentVersion: string | null;
  /** What the agent cost this computer today. */
  cost: {
    bytes: number;
    bytesPerDay: number;
    cpuSeconds: number;
    rssMb: number;
    /** Null for a computer without one. */
    batteryPercent: number | null;
    /** The least it had today. */
    batteryLow: number | null;
    droppedSegments: number;
  } | null;
};

type DeviceCardProps = {
  device: DeviceDetail;
  /** Receives `deviceId`. Left out for a device that is no longer linked. */
  unlinkAction?: FormAction;
};

/** One computer: what it does and why, what it has applied, what it costs, and how to unlink it. */
export function DeviceCard({ device, unlinkAction }: DeviceCardProps) {
  return (
    <Card
      title={device.name}
      aside={<span className="text-muted text-sm">{PLATFORM_WORDS[device.platform]}</span>}
    >
      <div className="grid gap-1">
        <p className="inline-flex items-center gap-2 font-medium">
          <CoverageSwatch label={device.label} />
          {presentWord(device.label)}
        </p>
        <p className="text-muted">{device.reason}</p>
      </div>
      <DefinitionList entries={facts(device)} />
      <Cost cost={device.cost} />
      {unlinkAction && (
        <div className="border-line border-t pt-4">
          <ConfirmDialog
            trigger="Unlink"
            title={`Unlink ${device.name}?`}
            confirm="Unlink it"
            pendingLabel="Unlinking…"
            action={unlinkAction}
            fields={{ deviceId: device.id }}
          >
            <p>
              Its agent stops at once and can send nothing more. What was collected until now stays as it is.
            </p>
            <p>You can link the computer again at any time.</p>
          </ConfirmDialog>
        </div>
      )}
    </Card>
  );
}

function facts(device: DeviceDetail) {
  return [
    {
      term: "Instruction",
      value:
        device.appliedAt === null ? (
          "Not applied yet"
        ) : (
          <>
            applied at <Time at={device.appliedAt} format="moment" />
          </>
        ),
    },
    {
      term: "Last contact",
      value: device.lastContactAt === null ? "None yet" : <Time at={device.lastContactAt} format="moment" />,
    },
    { term: "Linked", value: <Time at={device.linkedAt} format="date" /> },
    { term: "Serial", value: <span className="break-all font-mono text-sm">{device.serial}</span> },
    { term: "Agent", value: device.agentVersion ?? "Not seen yet" },
  ];
}

function battery({
  batteryPercent,
  batteryLow,
}: {
  batteryPercent: number | null;
  batteryLow: number | null;
}) {
  if (batteryPercent === null) return "No battery";
  return `${batteryPercent} % left, at least ${batteryLow ?? batteryPercent} % all day`;
}

function Cost({ cost }: { cost: DeviceDetail["cost"] }) {
  if (!cost) return <p className="text-muted">The agent has not reported its cost today.</p>;
  return (
    <section className="grid gap-3 rounded-control bg-sunken p-4">
      <h3 className="font-semibold">Its cost today</h3>
      <Progress
        label="Data"
        value={cost.bytes}
        max={cost.bytesPerDay}
        text={`${formatBytes(cost.bytes)} of ${formatBytes(cost.bytesPerDay)}`}
      />
      <DefinitionList
        entries={[
          {
            term: "Processor",
            value: `${formatDuration(Math.round(cost.cpuSeconds))} in all`,
          },
          { term: "Memory", value: `${cost.rssMb} MB` },
          {
            term: "Battery",
            value: battery(cost),
          },
          ...(cost.droppedSegments > 0
            ? [{ term: "Dropped", value: `${cost.droppedSegments} records, because its queue was full` }]
            : []),
        ]}
      />
    </section>
  );
}
