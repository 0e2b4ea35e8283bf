import type { Metadata } from "next";
import { DeviceCard, type DeviceDetail } from "../../../components/device/device-card.tsx";
import { EmptyState } from "../../../components/ui/empty-state.tsx";
import { LinkButton } from "../../../components/ui/link-button.tsx";
import { PageHeader } from "../../../components/ui/page-header.tsx";
import { type DeviceStatus, listDeviceStatus } from "../../../domain/activity/queries/list-device-status.ts";
import { identifyForPage } from "../../_door/session.ts";
import { unlink } from "./actions.ts";

export const metadata: Metadata = { title: "Devices" };

/** The person's computers: what each does and why, what it has applied, and what it costs. */
export default async function DevicesPage() {
  const devices = await listDeviceStatus(await identifyForPage("/devices"));
  const linked = devices.filter((each) => each.unlinkedAt === null);
  const gone = devices.filter((each) => each.unlinkedAt !== null);
  return (
    <>
      <PageHeader
        title="Devices"
        lead="Collection can happen only on a computer that you linked yourself. You can unlink it at any time."
        actions={<LinkButton href="/devices/link">Link a computer</LinkButton>}
      />
      {linked.length === 0 && (
        <EmptyState title="No computer is linked">
          <p>
            Run <code className="font-mono">sayso-agent enrol</code> on the computer; it shows a code to enter
            here.
          </p>
          <LinkButton href="/devices/link">Enter a code</LinkButton>
        </EmptyState>
      )}
      {linked.map((each) => (
        <DeviceCard key={each.id} device={detailOf(each)} unlinkAction={unlink} />
      ))}
      {gone.length > 0 && <h2 className="font-semibold text-lg">Unlinked</h2>}
      {gone.map((each) => (
        <DeviceCard key={each.id} device={detailOf(each)} />
      ))}
    </>
  );
}

function detailOf({ usage, bytesPerDay, rssMb, batteryPercent, ...device }: DeviceStatus): DeviceDetail {
  return {
    ...device,
    cost: usage && {
      bytes: usage.bytes,
      bytesPerDay,
      cpuSeconds: usage.cpuMs / 1000,
      rssMb,
      batteryPercent,
      batteryLow: usage.batteryLow,
      droppedSegments: usage.droppedSegments,
    },
  };
}
