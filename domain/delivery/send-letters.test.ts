import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { setWake } from "../../lib/jobs.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { decideExemption } from "../exemption/commands/decide.ts";
import { GROUNDS, type Ground } from "../exemption/schema.ts";
import { MOST_TRIES, sendLetters } from "./commands/send-letters.ts";
import { type DeliveryPortal, openDeliveryPortal } from "./test-delivery.ts";

let portal: DeliveryPortal;
const job = jobActor("send-letters");

beforeAll(async () => {
  portal = await openDeliveryPortal();
});
afterAll(() => portal.close());
beforeEach(async () => {
  await portal.owner.query("update letter set sent_at = sayso_now() where sent_at is null");
  await portal.newLetters();
});
afterEach(async () => {
  portal.setMood("well");
  portal.setUnknown(null);
  await portal.setAhead("0");
  setWake(undefined);
});

const WORDS = "My hands hurt in the evening.";

const apply = (who: PersonActor, ground: Ground) => portal.apply(who, ground, WORDS);

/** As the database's owner, with the act that every change has beside it. */
function arrange(text: string, values: unknown[]) {
  return portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported')) ${text}`,
    values,
  );
}

interface Row {
  id: string;
  tries: number;
  email: string;
  kind: string;
  sent: boolean;
  /** Seconds until it is tried again; null when it is not. */
  wait: number | null;
}
async function waiting(): Promise<Row[]> {
  const { rows } = await portal.owner.query<Row>(
    `select l.id, l.tries, p.email, l.kind, l.sent_at is not null as sent,
       case when l.next_at < 'infinity' then extract(epoch from l.next_at - sayso_now())::float8 end as wait
     from letter l join person p on p.id = l.person_id
     where l.sent_at is null order by l.at, l.id`,
  );
  return rows;
}

/** Letters to people of the organisation, in turn, as nobody but the owner of the database can write them. */
async function write(count: number): Promise<void> {
  const request = await apply(portal.people.colleague, "bandwidth");
  await portal.owner.query("delete from letter where sent_at is null");
  await portal.owner.query(
    `insert into letter (id, person_id, is_applicant, kind, request_id, object_id)
     select gen_random_uuid(), p.id, false, 'comment', $1, gen_random_uuid()
     from generate_series(1, $2::int) as n
     join (select id, row_number() over (order by subject) as place from person where active) p
       on p.place = 1 + n % 20`,
    [request, count],
  );
}

const messageIds = async (from: number) =>
  (await portal.mailbox.received()).slice(from).map(({ headers }) => String(headers.get("message-id")));
const received = async () => (await portal.mailbox.received()).length;

describe("a letter about a request", () => {
  test.each(GROUNDS)(
    "on grounds of %s reaches whoever applied and whoever decides, once, and says nothing of what it is about",
    async (ground) => {
      const { employee } = portal.people;
      const before = await received();
      const id = await apply(employee, ground);
      const rows = await waiting();
      expect(await sendLetters(job)).toEqual({ sent: rows.length, refused: 0, givenUp: 0, stopped: null });
      expect(await sendLetters(job)).toMatchObject({ sent: 0 });
      const letters = (await portal.mailbox.received()).slice(before);
      const own = (await portal.owner.query("select email from person where id = $1", [employee.id])).rows[0]
        .email;
      const asked = await portal.owner.query(
        "select p.email from exemption_assignee a join person p on p.id = a.person_id where a.request_id = $1",
        [id],
      );
      expect(letters.map(({ to }) => to).sort()).toEqual(
        [own, ...asked.rows.map(({ email }) => email)].sort(),
      );
      const everyone = (await portal.owner.query("select name, email from person")).rows;
      for (const { to, text, html, subject, headers } of letters) {
        expect(text).toContain(`http://localhost:4860/${to === own ? "exemptions" : "approvals"}/${id}`);
        expect(text.match(/https?:/g)).toHaveLength(1);
        expect(html.match(/https?:/g)).toHaveLength(1);
        const all = [subject, text, html, ...[...headers.keys()]].join(" ");
        expect(all).not.toMatch(
          /sensitive|bandwidth|power|health|conviction|other ground|hands|terminal|confidential/i,
        );
        for (const { name, email } of everyone) if (email !== to) expect(all).not.toContain(name);
      }
      expect((await messageIds(before)).sort()).toEqual(rows.map((each) => `<${each.id}@localhost>`).sort());
    },
  );

  test("is on its way at once: the job is woken when the letter is there to be read", async () => {
    const woken: [string, number][] = [];
    setWake(async (name) => {
      woken.push([name, (await waiting()).length]);
    });
    const { employee, manager } = portal.people;
    const id = await apply(employee, "bandwidth");
    expect(woken).toContainEqual(["send-letters", 2]);
    woken.length = 0;
    await decideExemption(
      manager,
      { requestId: id, stage: "request", group: "manager" },
      { kind: "approved", words: "" },
    );
    expect(woken.at(-1)).toEqual(["send-letters", 3]);
    woken.length = 0;
    await expect(
      decideExemption(
        manager,
        { requestId: id, stage: "request", group: "manager" },
        { kind: "approved", words: "" },
      ),
    ).rejects.toMatchObject({ reason: "settled" });
    expect(woken).toEqual([]);
  });

  test("is in the ledger of whom it was sent to, and nobody else learns of it", async () => {
    const { employee, hr, manager, legal, admin, head } = portal.people;
    await apply(employee, "conviction");
    const ids = (await waiting()).map(({ id }) => id);
    await sendLetters(job);
    const read = (who: PersonActor) =>
      portal.asApp({ kind: "person", id: who.id, subjects: [] }, async (client) => ({
        acts: (await client.query("select kind from act where object_id = any ($1)", [ids])).rows,
        letters: (await client.query("select id from letter")).rows,
      }));
    for (const who of [manager, legal, admin, head])
      expect(await read(who)).toEqual({ acts: [], letters: [] });
    for (const who of [employee, hr])
      expect(await read(who)).toEqual({ acts: [{ kind: "letter.sent" }], letters: [] });
  });

  test("goes to nobody who has left, until they are back, nor after a month; neither stands in the way", async () => {
    await write(3);
    const [first, second] = await waiting();
    await arrange("update person set active = false where email = $1", [first?.email]);
    await portal.owner.query("update letter set at = at - interval '31 days' where id = $1", [second?.id]);
    expect(await sendLetters(job)).toMatchObject({ sent: 1 });
    expect(await waiting()).toMatchObject([
      { id: second?.id, wait: null },
      { id: first?.id, wait: expect.closeTo(86_400, -3) },
    ]);
    await arrange("update person set active = true where email = $1", [first?.email]);
    await portal.setAhead("25 hours");
    expect(await sendLetters(job)).toMatchObject({ sent: 1 });
    expect(await waiting()).toMatchObject([{ id: second?.id, wait: null }]);
  });

  test("is one line about a name, whatever the name holds, and no line of the letter's head", async () => {
    const { employee } = portal.people;
    const name = 'Mal"lory\r\nBcc: all@elsewhere.example\r\n\r\nhttps://elsewhere.example <b>& co\u202e';
    await arrange("update person set name = $2 where id = $1", [employee.id, name]);
    const before = await received();
    await apply(employee, "bandwidth");
    await sendLetters(job);
    const letters = (await portal.mailbox.received()).slice(before);
    await arrange("update person set name = $2 where id = $1", [employee.id, employee.name]);
    const own = letters.find(({ text }) => text.includes("Mal"));
    expect(own?.text.split("\n")[0]).toBe(
      'Hello Mal"lory Bcc: all@elsewhere.example https://elsewhere.example <b>& co,',
    );
    expect(own?.html).toContain("&lt;b&gt;&amp; co");
    for (const { headers, subject } of letters) {
      expect(headers.has("bcc")).toBe(false);
      expect(subject).not.toContain("Mal");
    }
  });
});

describe("the mail server", () => {
  test("that does not want one address gets the others, and is asked about it ever less, then no more", async () => {
    await write(40);
    const [first] = await waiting();
    const unknown = first?.email ?? "";
    portal.setUnknown(unknown);
    expect(await sendLetters(job)).toEqual({ sent: 38, refused: 2, givenUp: 0, stopped: null });
    expect(await waiting()).toMatchObject([
      { email: unknown, tries: 1 },
      { email: unknown, tries: 1 },
    ]);
    const waits: number[] = [];
    let days = 0;
    for (let tries = 2; tries <= MOST_TRIES; tries++) {
      // Until the later one is due.
      const wait = Math.max(...(await waiting()).map((row) => row.wait ?? 0));
      waits.push(wait);
      days += wait / 86_400;
      await portal.setAhead(`${days * 86_400 + tries} seconds`);
      const outcome = await sendLetters(job);
      expect(outcome).toMatchObject({ sent: 0, refused: 2, givenUp: tries === MOST_TRIES ? 2 : 0 });
    }
    expect(waits.slice(0, 4).map((each) => Math.round(each / 60))).toEqual([1, 2, 4, 8]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(6 * 3600);
    expect(days).toBeGreaterThan(2.5);
    await portal.setAhead("20 days");
    expect(await sendLetters(job)).toEqual({ sent: 0, refused: 0, givenUp: 0, stopped: null });
    const [row] = await waiting();
    expect(row).toMatchObject({ tries: MOST_TRIES, wait: null });
    const { rows } = await portal.owner.query("select kind from act where object_id = $1 order by seq", [
      row?.id,
    ]);
    expect(rows.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: MOST_TRIES - 1 }, () => "letter.refused"),
      "letter.given-up",
    ]);
  }, 60_000);

  test("that is away, dies or hangs loses none, and gets each once when it is back", async () => {
    await write(30);
    for (const mood of ["away", "dies-midway", "hangs"] as const) {
      portal.setMood(mood);
      const outcome = await sendLetters(job);
      expect(outcome, mood).toMatchObject({ sent: 0, refused: 0, stopped: expect.any(String) });
      const rows = await waiting();
      expect(rows, mood).toHaveLength(30);
      // It was no fault of theirs.
      expect(rows.every(({ tries }) => tries === 0)).toBe(true);
    }
    expect((await waiting()).some(({ wait }) => (wait ?? 0) > 30)).toBe(true);
    portal.setMood("well");
    await portal.setAhead("2 minutes");
    expect(await sendLetters(job)).toEqual({ sent: 30, refused: 0, givenUp: 0, stopped: null });
    expect([...(await portal.newLetters()).values()].reduce((sum, n) => sum + n, 0)).toBe(30);
  }, 60_000);

  test("that has been away for long is asked less often, but at least every half an hour", async () => {
    await write(1);
    portal.setMood("away");
    for (const [ahead, minutes] of [
      ["10 minutes", 10],
      ["3 hours", 30],
    ] as const) {
      await portal.setAhead(ahead);
      await sendLetters(job);
      const [row] = await waiting();
      expect(Math.round((row?.wait ?? 0) / 60)).toBe(minutes);
    }
  });

  test("that refuses everybody is not asked for everybody", async () => {
    await write(100);
    portal.setMood("refuses");
    const { refused, stopped } = await sendLetters(job);
    expect(stopped).toBe("refuses-everything");
    expect(refused).toBeLessThan(30);
  });
});

describe("a sender", () => {
  test("that dies between the server's yes and its own commit sends it again, known by its Message-ID", async () => {
    await write(1);
    const before = await received();
    await portal.owner.query(`create function test_fail() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full'; end $$`);
    await portal.owner.query(
      "create trigger test_fail before update on letter for each row execute function test_fail()",
    );
    await expect(sendLetters(job)).rejects.toThrow("the disk is full");
    await portal.owner.query("drop trigger test_fail on letter; drop function test_fail()");
    const [row] = await waiting();
    expect(row).toMatchObject({ tries: 0 });
    expect(await sendLetters(job)).toMatchObject({ sent: 1 });
    expect(await messageIds(before)).toEqual([`<${row?.id}@localhost>`, `<${row?.id}@localhost>`]);
  });

  test("whose connection to the database is cut at any moment loses none, and repeats only under the same id", async () => {
    await write(60);
    const before = await received();
    const wanted = (await waiting()).map(({ id }) => `<${id}@localhost>`);
    for (let cuts = 0; cuts < 8 && (await waiting()).length > 0; cuts++) {
      const run = sendLetters(job).catch(() => null);
      await sleep(15 * cuts);
      await portal.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and usename = 'sayso_app'`,
      );
      await run;
    }
    // A connection that was cut while nobody used it may show only now.
    const rest = async () => {
      await sendLetters(job).catch(() => null);
      return waiting();
    };
    await expect.poll(rest, { timeout: 20_000 }).toEqual([]);
    const ids = await messageIds(before);
    expect([...new Set(ids)].sort()).toEqual(wanted.sort());
  }, 60_000);

  test("that is to stop does so within a second, and its letter is sent by the next one", async () => {
    await write(5);
    portal.setMood("hangs");
    const took: number[] = [];
    // The machine may be busy with something else once.
    for (let time = 0; time < 3; time++) {
      const stopping = new AbortController();
      const run = sendLetters(job, stopping.signal);
      await sleep(300);
      const began = performance.now();
      stopping.abort();
      expect(await run).toEqual({ sent: 0, refused: 0, givenUp: 0, stopped: "stopping" });
      took.push(performance.now() - began);
    }
    expect(Math.min(...took)).toBeLessThan(1_000);
    portal.setMood("well");
    expect(await sendLetters(job)).toMatchObject({ sent: 5 });
  });

  test("never sends one that another sends: a thousand letters, four senders, each letter once", async () => {
    await write(1_000);
    const before = await received();
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => sendLetters(job)));
    expect(outcomes.reduce((sum, { sent }) => sum + sent, 0)).toBe(1_000);
    const ids = await messageIds(before);
    expect(ids).toHaveLength(1_000);
    expect(new Set(ids).size).toBe(1_000);
    expect(await waiting()).toEqual([]);
  }, 240_000);
});
