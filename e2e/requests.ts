import { randomBytes, randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import PDFDocument from "pdfkit";
import type { Ground, Scope } from "../domain/exemption/schema.ts";
import { seal } from "../lib/crypto.ts";
import { only, type Person, type Portal } from "./portal.ts";

/** What is asked for; all of it for thirty days unless it says otherwise. */
export interface Asking {
  readonly ground: Ground;
  readonly words?: string;
  readonly applications?: Scope["applications"];
}

/** Words' keys, by employee: what one test wrote, the next may open. */
const keys = new Map<string, Buffer>();

/** Sends somebody's request as the portal would, without the pages, which have a test of their own. Leads to its id. */
export async function sendRequest(portal: Portal, { id: person }: Person, asking: Asking): Promise<string> {
  const id = randomUUID();
  const known = keys.get(person);
  const key = known ?? randomBytes(32);
  keys.set(person, key);
  const master = Buffer.from(portal.secrets.SAYSO_MASTER_KEY, "base64url");
  const words = seal(key, asking.words ?? "The line at home is slow.", `words:request:${id}`);
  await portal.arrange(
    // Before anybody speaks: a person's draft has an id that the database gives.
    {
      text: "insert into exemption_draft (employee_id, id, form) values ($1, $2, $3)",
      values: [person, id, Buffer.from("-")],
    },
    {
      text: "select set_config('app.kind', 'person', true), set_config('app.actor', $1, true)",
      values: [person],
    },
    ...(known
      ? []
      : [
          {
            text: "insert into word_key (employee_id, wrapped) values ($1, $2)",
            values: [person, seal(master, key, `data-key:${person}`)],
          },
        ]),
    {
      text: `insert into exemption_request (id, employee_id, ground, words, applications, from_at, until_at)
        values ($1, $2, $3, $4, $5, now(), now() + interval '30 days')`,
      values: [id, person, asking.ground, words, asking.applications ?? null],
    },
    { text: "delete from exemption_draft where employee_id = $1", values: [person] },
  );
  return id;
}

/** Takes somebody's request back, as its owner would. */
export function takeBack(portal: Portal, { id: person }: Person, request: string): Promise<void> {
  return portal.arrange(
    {
      text: "select set_config('app.kind', 'person', true), set_config('app.actor', $1, true)",
      values: [person],
    },
    {
      text: "insert into exemption_outcome (request_id, stage, employee_id, kind) values ($1, 'request', $2, 'withdrawn')",
      values: [request, person],
    },
  );
}

/** What came of a request, the first first. */
export async function outcomes(portal: Portal, request: string): Promise<string[]> {
  const rows = await portal.sql<{ kind: string }>(
    "select kind from exemption_outcome where request_id = $1 order by at",
    [request],
  );
  return rows.map(({ kind }) => kind);
}

/** Whoever leads somebody. */
export async function managerOf(portal: Portal, { id }: Person): Promise<Person> {
  return only(
    await portal.sql<Person>(
      "select m.id, m.subject, m.name from person m join person p on p.manager_id = m.id where p.id = $1",
      [id],
    ),
  );
}

/**
 * An employee whom no test has met, and whoever leads them, who was never away: of teams there are few, a portal is
 * shared by files in no settled order, and the page of absences tells of each.
 */
export async function freshTeam(portal: Portal): Promise<{ person: Person; manager: Person }> {
  for (;;) {
    const person = await portal.freshEmployee();
    const manager = await managerOf(portal, person);
    const absences = await portal.sql("select from absence where person_id = $1", [manager.id]);
    if (absences.length === 0) return { person, manager };
  }
}

/** Everyone with this part. */
export function holdersOf(portal: Portal, role: "legal" | "hr" | "appeals"): Promise<Person[]> {
  return portal.sql<Person>(
    `select id, subject, name from person p join role_grant g on g.person_id = p.id where g.role = $1 order by subject`,
    [role],
  );
}

/** A PDF of one page. */
export function bill(): Promise<Buffer> {
  const document = new PDFDocument();
  document.text("Two megabits a second").end();
  return buffer(document);
}
