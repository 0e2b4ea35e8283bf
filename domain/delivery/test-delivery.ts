import { createConnection, createServer, type Socket } from "node:net";
import { closeMail } from "../../lib/mail.ts";
import { openTestMailbox, type TestMailbox } from "../../lib/test-mailbox.ts";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { importDirectory } from "../directory/commands/import-directory.ts";
import { applyForExemption } from "../exemption/commands/apply.ts";
import { saveExemptionDraft } from "../exemption/commands/save-draft.ts";
import { EMPTY_DRAFT } from "../exemption/rules/draft.ts";
import type { Ground } from "../exemption/schema.ts";

/** What the mail server does: its work, or one of the ways in which it can fail. */
export type Mood = "well" | "away" | "refuses" | "dies-midway" | "hangs";

/** A test portal that sends letters through a real mail server, whose mood can be set, at a time that can be set. */
export interface DeliveryPortal extends TestPortal {
  readonly mailbox: TestMailbox;
  setMood(mood: Mood): void;
  /** An address at which the mail server hangs up each time; null for none. */
  setBane(address: string | null): void;
  /** An address that the mail server does not know; null for none. */
  setUnknown(address: string | null): void;
  /** How far the database's clock is ahead of when it began, on a first of February, as an interval such as "8 days". */
  setAhead(interval: string): Promise<void>;
  /** Puts the database's clock on to that moment. */
  putTo(moment: Date): Promise<void>;
  /** How often somebody came to the mail server since its mood was set. */
  visits(): number;
  /** Sends somebody's request for sixty days from now. Leads to its id. */
  apply(who: PersonActor, ground: Ground, words?: string): Promise<string>;
  /** How many letters came in since the last time that this was asked, by address. */
  newLetters(): Promise<Map<string, number>>;
}

export async function openDeliveryPortal(size = 28): Promise<DeliveryPortal> {
  const mailbox = await openTestMailbox();
  const road = await openRoad(Number(new URL(mailbox.smtp).port));
  process.env.SMTP_URL = `smtp://127.0.0.1:${road.port}`;
  process.env.MAIL_FROM = "Sayso <sayso@larkspur.example>";
  const portal = await openTestPortal(size);
  await setClock(portal);
  let known = 0;
  return {
    ...portal,
    mailbox,
    setMood: road.setMood,
    setBane: road.setBane,
    setUnknown: road.setUnknown,
    setAhead: async (interval) => {
      await portal.owner.query("update test_clock set ahead = $1::interval", [interval]);
    },
    putTo: async (moment) => {
      await portal.owner.query("update test_clock set ahead = ahead + ($1::timestamptz - sayso_now())", [
        moment,
      ]);
    },
    visits: road.visits,
    apply: (who, ground, words) => apply(portal, who, ground, words),
    newLetters: async () => {
      const all = await mailbox.received();
      const fresh = new Map<string, number>();
      for (const { to } of all.slice(known)) fresh.set(to, (fresh.get(to) ?? 0) + 1);
      known = all.length;
      return fresh;
    },
    close: async () => {
      closeMail();
      await portal.close();
      road.close();
      await mailbox.close();
    },
  };
}

/**
 * What is due depends on the calendar: a clock that began shortly before New Year would come past it within a few
 * weeks. So it begins at noon of the next first of February, on which the directory says once more where everyone is.
 */
async function setClock({ owner, organisation }: TestPortal): Promise<void> {
  await owner.query(`create table test_clock (began interval not null, ahead interval not null);
    grant select on test_clock to public;
    insert into test_clock select
      date_trunc('year', now + interval '11 months') + interval '1 month 12 hours' - now, '0'
      from (select now() at time zone 'UTC') as n (now);
    create or replace function sayso_now() returns timestamptz language sql volatile as
    $$ select date_trunc('milliseconds', clock_timestamp() + (select began + ahead from public.test_clock)) $$`);
  await importDirectory(jobActor("directory"), organisation.people);
}

async function apply(
  { owner }: TestPortal,
  who: PersonActor,
  ground: Ground,
  words = "Because.",
): Promise<string> {
  await saveExemptionDraft(who, EMPTY_DRAFT);
  const { rows } = await owner.query<{ now: Date }>("select sayso_now() as now");
  const from = rows[0]?.now.getTime() ?? 0;
  const what = { categories: null, applications: ["terminal"], devices: null, hours: null };
  const scope = { ...what, from, until: from + 60 * 86_400_000 };
  return (await applyForExemption(who, { ground, words, scope, renews: null })).id;
}

/** The way to the mail server, on which things happen. */
async function openRoad(to: number) {
  let mood: Mood = "well";
  let bane: string | null = null;
  let unknown: string | null = null;
  let visits = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    visits += 1;
    client.on("error", () => undefined).on("close", () => open.delete(client));
    if (mood === "away") return client.destroy();
    if (mood === "hangs") return;
    const behind = createConnection(to, "127.0.0.1");
    behind.on("error", () => undefined);
    behind.pipe(client);
    client.on("close", () => behind.destroy());
    client.on("data", (data: Buffer) => {
      const said = data.toString("latin1");
      if (mood === "dies-midway" && said.includes("Auto-Submitted")) return client.destroy();
      if (bane && said.includes(`RCPT TO:<${bane}>`)) return client.destroy();
      const isUnknown = unknown !== null && said.includes(`RCPT TO:<${unknown}>`);
      if (isUnknown || (mood === "refuses" && said.startsWith("RCPT")))
        return client.write("550 nobody of that name\r\n");
      behind.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    setMood: (next: Mood) => {
      mood = next;
      visits = 0;
      closeMail();
      for (const socket of open) socket.destroy();
    },
    setBane: (address: string | null) => {
      bane = address;
    },
    setUnknown: (address: string | null) => {
      unknown = address;
    },
    visits: () => visits,
    close: () => server.close(),
  };
}
