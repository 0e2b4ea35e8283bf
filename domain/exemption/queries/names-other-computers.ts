import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Computer, isSameComputer } from "../../directory/rules/same-computer.ts";

/** Whether an exemption of the actor's, in force or to come, is of computers of which this is none. */
export function namesOtherComputers(actor: PersonActor, asking: Computer): Promise<boolean> {
  return read(actor, async (db, now) => {
    const own = await db.device.findMany({ where: { employeeId: actor.id } });
    const same = own.filter((each) => isSameComputer(each, asking)).map(({ id }) => id);
    const found = await db.exemption.findFirst({
      where: {
        employeeId: actor.id,
        untilAt: { gt: now },
        OR: [{ endedAt: null }, { endedAt: { gt: now } }],
        devices: { isEmpty: false },
        NOT: { devices: { hasSome: same } },
      },
      select: { id: true },
    });
    return found !== null;
  });
}
