import type { Prisma } from "../../../generated/prisma/client.ts";
import { violation } from "../../../lib/db/violation.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { guess, nameUserCode } from "../queries/find-device-request.ts";

/**
 * The employee says whether the device that shows this code is theirs. A yes links it to them at once.
 * Refuses: no such code (not_found), too late (expired), somebody answered before or the device is
 * already linked (conflict), too many guesses (too_many).
 */
export async function answerDeviceRequest(
  actor: PersonActor,
  input: { userCode: string; approved: boolean },
): Promise<{ deviceId: string | null }> {
  const userCode = await guess(actor, input.userCode);
  try {
    return await transact(actor, (tx) => answer(tx, actor, userCode, input.approved));
  } catch (error) {
    const broken = violation(error);
    if (broken?.includes("thumbprint")) throw alreadyLinked();
    if (broken) throw alreadyAnswered();
    throw error;
  }
}

async function answer(tx: Transaction, actor: PersonActor, userCode: string, approved: boolean) {
  await nameUserCode(tx.db, userCode);
  const asked = await tx.db.deviceAuthorization.findUnique({
    where: { userCode },
    include: { answer: true },
  });
  if (!asked) throw new Refusal("not_found", "no-such-code", "No computer is waiting with this code.");
  if (asked.answer) throw alreadyAnswered();
  if (asked.expiresAt <= tx.now) {
    throw new Refusal("expired", "code-expired", "This code has expired. Start again on the computer.");
  }
  const deviceId = approved ? await link(tx, actor, asked) : null;
  await tx.db.deviceAuthorizationAnswer.create({
    data: { authorizationId: asked.id, employeeId: actor.id, approved, deviceId, at: tx.now },
  });
  const details = { platform: asked.platform };
  if (deviceId) await tx.record({ kind: "device.linked", subjectId: actor.id, objectId: deviceId, details });
  else await tx.record({ kind: "device.refused", subjectId: actor.id, objectId: asked.id, details });
  return { deviceId };
}

interface Asked {
  readonly name: string;
  readonly platform: string;
  readonly serial: string;
  readonly publicKey: Prisma.JsonValue;
  readonly thumbprint: string;
}

async function link(tx: Transaction, actor: PersonActor, asked: Asked): Promise<string> {
  const enrolledAt = await tx.lock(actor.id);
  const device = await tx.db.device.create({
    data: {
      employeeId: actor.id,
      name: asked.name,
      platform: asked.platform,
      serial: asked.serial,
      publicKey: asked.publicKey ?? {},
      thumbprint: asked.thumbprint,
      enrolledAt,
    },
  });
  return device.id;
}

function alreadyAnswered(): Refusal {
  return new Refusal("conflict", "already-answered", "This code has already been answered.");
}

function alreadyLinked(): Refusal {
  return new Refusal("conflict", "already-linked", "This computer is already linked. Unlink it there first.");
}
