import { dayOf } from "../../../lib/day.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { loadPeople } from "../../directive/queries.ts";
import { sparedReasons } from "../../directive/rules/spared-reasons.ts";
import { type Decision, decide } from "../../directive/rules.ts";
import { type CoverageLabel, coverageLabel, type Platform, platform } from "../../directive/schema.ts";

/** One of the actor's computers: what it does now and why, what it applied, what it costs. Times in milliseconds. */
export interface DeviceStatus {
  readonly id: string;
  readonly name: string;
  readonly platform: Platform;
  readonly serial: string;
  readonly linkedAt: number;
  readonly unlinkedAt: number | null;
  readonly label: CoverageLabel;
  readonly reason: string;
  readonly lastContactAt: number | null;
  readonly agentVersion: string | null;
  readonly appliedAt: number | null;
  readonly rssMb: number;
  readonly batteryPercent: number | null;
  readonly usage: {
    readonly bytes: number;
    readonly cpuMs: number;
    /** The lowest percentage the battery had today; null without one. */
    readonly batteryLow: number | null;
    readonly droppedSegments: number;
  } | null;
  readonly bytesPerDay: number;
}

/** Silent for longer than this, an agent is off, or cut off: its lease is over in either case. */
const SILENT_MS = 150_000;
/** While it saves bandwidth an agent comes every half an hour. */
const SAVING_SILENT_MS = 31 * 60_000;

/** The actor's computers, linked ones first. */
export function listDeviceStatus(actor: PersonActor): Promise<DeviceStatus[]> {
  return read(actor, async (db, at) => {
    const now = at.getTime();
    const devices = await db.device.findMany({
      where: { employeeId: actor.id },
      include: { revocation: true },
      orderBy: { enrolledAt: "desc" },
    });
    if (devices.length === 0) return [];
    const contacts = await db.deviceContact.findMany({ where: { employeeId: actor.id } });
    const day = new Date(`${dayOf(actor.timeZone, now)}T00:00:00Z`);
    const usages = await db.usageDay.findMany({ where: { employeeId: actor.id, day } });
    const known = (
      await loadPeople((_, text, values) => db.$queryRawUnsafe(text, ...values), [actor.id])
    ).get(actor.id);
    const bytesPerDay = known?.program.limits.bytesPerDay ?? 0;
    const all = devices.map((device): DeviceStatus => {
      const contact = contacts.find((each) => each.deviceId === device.id);
      const usage = usages.find((each) => each.deviceId === device.id);
      const facts = known?.devices.get(device.id);
      return {
        id: device.id,
        name: device.name,
        platform: platform.parse(device.platform),
        serial: device.serial,
        linkedAt: device.enrolledAt.getTime(),
        unlinkedAt: device.revocation?.at.getTime() ?? null,
        ...nowOf(facts ? decide(facts, now) : null, contact, now),
        lastContactAt: contact?.contactedAt.getTime() ?? null,
        agentVersion: contact?.agentVersion ?? null,
        appliedAt: contact?.appliedAt?.getTime() ?? null,
        rssMb: contact?.rssMb ?? 0,
        batteryPercent: contact?.batteryPercent ?? null,
        usage: usage
          ? {
              bytes: Number(usage.bytesSent + usage.bytesReceived),
              cpuMs: Number(usage.cpuMs),
              batteryLow: usage.batteryLow,
              droppedSegments: Number(usage.droppedSegments),
            }
          : null,
        bytesPerDay,
      };
    });
    return all.sort((a, b) => Number(a.unlinkedAt !== null) - Number(b.unlinkedAt !== null));
  });
}

type Contact = Awaited<ReturnType<Reader["deviceContact"]["findFirst"]>>;

const OWN_WORDS: Partial<Record<CoverageLabel, string>> = {
  "excluded-app": "The application in front is not one that you turned on, so nothing is recorded.",
  locked: "The screen is locked.",
  "power-saving": "The battery is low, so the agent has stopped.",
  "bandwidth-saving": "The network is metered, or today's allowance of data is used up.",
  "permission-lost":
    "The system does not let the agent see input. Nothing is recorded until you allow it again.",
  "display-lost": "The agent cannot see a screen.",
  "clock-changed": "The computer's clock was changed, so the agent waits to hear from the portal.",
  untrusted: "The agent received instructions whose signature it could not verify, and stopped.",
  offline: "The agent cannot reach the portal, and has stopped.",
};

function isSilent({ label, contactedAt }: NonNullable<Contact>, now: number): boolean {
  const most = label === "bandwidth-saving" ? SAVING_SILENT_MS : SILENT_MS;
  return now - contactedAt.getTime() > most;
}

/** What the portal decides comes first; within it, the device's own last word, as long as it is in touch. */
function nowOf(decision: Decision | null, contact: Contact | undefined, now: number) {
  const decided = decision?.reasons[0];
  if (!decision || decided?.label === "unlinked") {
    return { label: "unlinked" as const, reason: "This computer is not linked any more." };
  }
  const silent = !contact || isSilent(contact, now);
  if (silent || contact.label === "agent-off") {
    const reason = contact
      ? "The agent is not running, or cannot reach the portal. That is your choice; nothing is collected. To turn it on, start “sayso-agent run”."
      : "Linked, but its agent has not called yet. Start “sayso-agent run” on it.";
    return { label: "agent-off" as const, reason };
  }
  if (decided) return { label: decided.label, reason: decided.text };
  const label = coverageLabel.parse(contact.label);
  const exempt = sparedReasons(decision).map(({ text }) => text);
  const own = OWN_WORDS[label] ?? "It records what you allowed, in the applications you turned on.";
  return { label, reason: [...(label === "exempt" ? [] : [own]), ...exempt].join(" ") };
}
