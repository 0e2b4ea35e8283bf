import type { ApprovedApplication } from "../../domain/consent/schema.ts";
import type { ProgramSettings } from "../../domain/directory/commands/set-up-program.ts";
import type { DirectoryPerson, DirectoryWorkplace } from "../../domain/directory/schema.ts";
import type { NoticeBody } from "../../domain/notice/schema.ts";

/** What a company brings: its settings, people, applications and notice. */
export interface Organisation {
  readonly program: ProgramSettings;
  readonly people: DirectoryPerson[];
  /** Where notices hang on a wall. Left out, those that are known stay as they are. */
  readonly workplaces?: DirectoryWorkplace[];
  readonly applications: ApprovedApplication[];
  readonly notice: CompanyNotice;
  /** Of places that need words of their own; elsewhere the federal notice stands for them. */
  readonly stateNotices?: (CompanyNotice & { jurisdiction: string })[];
}

interface CompanyNotice {
  readonly title: string;
  readonly body: NoticeBody;
  /** True unless it says otherwise: then everyone is asked again. */
  readonly substance?: boolean;
}

const FIRST = "Juniper Basil Clover Rowan Fern Sorrel Linden Marlow Briar Hazel Tansy Aster".split(" ");
/** As many as let 180 people have names of their own, none of them a part of another's. */
const LAST =
  "Thimblewick Mossgrove Puddleford Larkbeam Quillfeather Bramblethorpe Nettlecombe Dapplewood Fiddlestead Pebbleworth Wrenfield Bumblecroft Tanglebrook Copperleaf Hollyhurst".split(
    " ",
  );

const ZONE = {
  east: "America/New_York",
  middle: "America/Chicago",
  mountain: "America/Denver",
  west: "America/Los_Angeles",
};
const PLACES: readonly { code: string; timeZone: string }[] = [
  { code: "US-NY", timeZone: ZONE.east },
  { code: "US-CT", timeZone: ZONE.east },
  { code: "US-CA", timeZone: ZONE.west },
  { code: "US-TX", timeZone: ZONE.middle },
  { code: "US-IL", timeZone: ZONE.middle },
  { code: "US-ME", timeZone: ZONE.east },
  { code: "US-DE", timeZone: ZONE.east },
  { code: "US-WA", timeZone: ZONE.west },
  { code: "US-CO", timeZone: ZONE.mountain },
  { code: "US-MA", timeZone: ZONE.east },
  { code: "US-GA", timeZone: ZONE.east },
  { code: "US-MI", timeZone: ZONE.east },
];

const WORKPLACES: DirectoryWorkplace[] = [
  {
    id: "clover-house",
    name: "Clover House",
    address: "1 Invented Lane, Puddleford, New York",
    jurisdiction: "US-NY",
  },
  {
    id: "teapot-mill",
    name: "Teapot Mill",
    address: "22 Nowhere Street, Quillfeather, Connecticut",
    jurisdiction: "US-CT",
  },
  {
    id: "larkspur-yard",
    name: "Larkspur Yard",
    address: "3 Makebelieve Road, Bramblethorpe, Texas",
    jurisdiction: "US-TX",
  },
];

const DEPARTMENTS = ["Design", "Support", "Finance", "Field Service", "Engineering"] as const;

interface Post {
  readonly title: string;
  readonly department: string;
  readonly manager: number | null;
  readonly roles: DirectoryPerson["roles"];
}

/** Who decides where a manager must not, and who is appealed to. */
const JUDGES: Post[] = [
  { title: "People Partner", department: "People", manager: 0, roles: ["hr"] },
  { title: "People Partner", department: "People", manager: 0, roles: ["hr"] },
  { title: "Ombudsperson", department: "Office", manager: 0, roles: ["appeals"] },
  { title: "Ombudsperson", department: "Office", manager: 0, roles: ["appeals"] },
];

/** Head, five leads, ten team managers, and the rest in teams: three lines of managers above most people. */
function posts(size: number): Post[] {
  const all: Post[] = [{ title: "Managing Director", department: "Office", manager: null, roles: [] }];
  for (const department of DEPARTMENTS)
    all.push({ title: `Head of ${department}`, department, manager: 0, roles: [] });
  for (let i = 0; i < 10; i++) {
    const department = DEPARTMENTS[i % DEPARTMENTS.length] ?? "Office";
    all.push({ title: `${department} Team Manager`, department, manager: 1 + (i % 5), roles: [] });
  }
  const staff: Post[] = [
    { title: "Counsel", department: "Legal", manager: 0, roles: ["legal"] },
    { title: "Senior Counsel", department: "Legal", manager: 0, roles: ["legal"] },
    { title: "Data Steward", department: "Legal", manager: 0, roles: ["steward"] },
    { title: "Training Engineer", department: "Engineering", manager: 10, roles: ["engineer"] },
    { title: "Training Engineer", department: "Engineering", manager: 15, roles: ["engineer"] },
    { title: "Portal Administrator", department: "Engineering", manager: 10, roles: ["admin"] },
  ];
  const specialist = (place: number): Post => {
    const manager = 6 + (place % 10);
    const department = all[manager]?.department ?? "Office";
    return { title: `${department} Specialist`, department, manager, roles: [] };
  };
  all.push(...staff);
  all.push(specialist(all.length), specialist(all.length + 1), ...JUDGES);
  while (all.length < size) all.push(specialist(all.length));
  return all.slice(0, size);
}

/** Every second one who works where there is a workplace sits there; the others work from somewhere else. */
function workplaceAt(work: string, among: number): string | null {
  const workplace = WORKPLACES.find(({ jurisdiction }) => jurisdiction === work);
  return workplace && among % 2 === 0 ? workplace.id : null;
}

function personAt(place: number, post: Post): DirectoryPerson {
  const first = FIRST[place % FIRST.length] ?? "Sage";
  const last = LAST[Math.floor(place / FIRST.length) % LAST.length] ?? "Nobody";
  const again =
    place >= FIRST.length * LAST.length ? ` ${Math.floor(place / (FIRST.length * LAST.length)) + 1}` : "";
  const handle = `${first}.${last}${again}`.toLowerCase().replace(" ", "-");
  const home = PLACES[place % PLACES.length] ?? { code: "US-NY", timeZone: ZONE.east };
  // Every seventh lives in one state and works for an office in the next.
  const office = place % 7 === 6 ? (PLACES[(place + 1) % PLACES.length] ?? home) : home;
  // One person works in a country where collection is blocked, so that a held account can be seen.
  const work = place === 22 ? "DE" : office.code;
  return {
    subject: handle,
    email: `${handle}@larkspur.example`,
    name: `${first} ${last}${again}`,
    title: post.title,
    department: post.department,
    timeZone: home.timeZone,
    manager: post.manager === null ? null : personHandle(post.manager),
    roles: post.roles,
    residence: home.code,
    work,
    workplace: workplaceAt(work, Math.floor(place / PLACES.length)),
  };
}

function personHandle(place: number): string {
  return `${FIRST[place % FIRST.length]}.${LAST[Math.floor(place / FIRST.length) % LAST.length]}`.toLowerCase();
}

/**
 * A whole invented company, the same every time; nobody in it exists. `size` people, 60 unless said
 * otherwise; the first 28 fill every part.
 */
export function organisation(size = 60): Organisation {
  return {
    program: { name: "Larkspur Tools agent training program" },
    people: posts(size).map((post, place) => personAt(place, post)),
    workplaces: WORKPLACES,
    applications: APPLICATIONS,
    notice: NOTICE,
    stateNotices: STATE_NOTICES,
  };
}

const EVERYTHING: ApprovedApplication["categories"] = ["pointer", "keyboard", "screen", "application"];

const APPLICATIONS: ApprovedApplication[] = [
  {
    id: "terminal",
    name: "Terminal",
    why: "Agents have to learn how people move between commands and windows.",
    collected: "Clicks, scrolling, shortcuts and how many keys of each class. Never a command.",
    match: {
      linux: ["xterm", "gnome-terminal-server", "konsole", "alacritty"],
      darwin: ["terminal", "iterm2"],
      win32: ["windowsterminal", "cmd", "powershell"],
    },
    categories: ["pointer", "keyboard", "application"],
  },
  {
    id: "spreadsheet",
    name: "Spreadsheet",
    why: "Menus, drop-downs and shortcuts in tables are what agents most often get wrong.",
    collected: "Clicks, drags, scrolling, shortcuts and how many keys of each class. Never a cell.",
    match: {
      linux: ["soffice.bin", "soffice", "gnumeric"],
      darwin: ["microsoft excel", "numbers"],
      win32: ["excel"],
    },
    categories: EVERYTHING,
  },
  {
    id: "drawing",
    name: "Drawing",
    why: "Agents have to learn to drag, select and use tool palettes.",
    collected: "Clicks, drags, scrolling and shortcuts. Never the drawing's words.",
    match: { linux: ["inkscape", "gimp"], darwin: ["figma", "sketch"], win32: ["figma", "illustrator"] },
    categories: EVERYTHING,
  },
  {
    id: "files",
    name: "Files",
    why: "Agents have to learn how people find, move and rename files.",
    collected: "Clicks, drags, scrolling and shortcuts. Never a file's name.",
    match: { linux: ["nautilus", "dolphin", "thunar"], darwin: ["finder"], win32: ["explorer"] },
    categories: ["pointer", "keyboard", "application"],
  },
  {
    id: "calculator",
    name: "Calculator",
    why: "A small program with plain buttons, where agents take their first steps.",
    collected: "Clicks and how many keys of each class. Never a number.",
    match: { linux: ["xcalc", "gnome-calculator"], darwin: ["calculator"], win32: ["calculatorapp"] },
    categories: EVERYTHING,
  },
];

const NOTICE: CompanyNotice = {
  title: "Collecting how we use our computers, to train AI agents",
  body: {
    controller: "Larkspur Tools (an invented company)",
    contact: "privacy@larkspur.example",
    purpose: "Training AI agents to operate computers: shortcuts, menus, drop-downs.",
    why: "Agents learn from how people really work. We would like to learn from you, if you want us to. Your job, pay and prospects do not depend on your answer.",
    categories: {
      pointer: {
        collected: "How far the pointer moved, clicks, drags and scrolling, to a tenth of a second.",
        never: "Where on the screen you clicked, or what was there.",
        retentionDays: 365,
      },
      keyboard: {
        collected:
          "How many keys of each class (letters, digits, …) you pressed and how long it took; shortcuts such as Ctrl+S.",
        never:
          "The keys themselves, their order, or their rhythm. What you type never leaves your computer's memory.",
        retentionDays: 365,
      },
      screen: {
        collected:
          "Now and then a small picture of an approved application, with all text made illegible on your computer.",
        never: "Readable text, private windows, or any other application.",
        retentionDays: 90,
      },
      application: {
        collected: "Which approved application was in front, and when you switched to it.",
        never: "The name of any application that is not approved, window titles, or addresses.",
        retentionDays: 365,
      },
    },
    recipients: [
      "You, before anyone else",
      "Training engineers, only after two people of different roles approved a stated purpose for a limited time",
    ],
    neverUsedFor: [
      "Evaluating your performance",
      "Monitoring or disciplining you",
      "Predicting what you will do",
      "Decisions on promotion, pay or termination",
    ],
    rights: [
      "Say no, now or at any time, without giving a reason and without consequence",
      "Pause for up to 30 minutes whenever you like",
      "See every record about you, exactly as it is stored",
    ],
  },
};

const STATE_NOTICES: (CompanyNotice & { jurisdiction: string })[] = [
  {
    jurisdiction: "US-NY",
    title: "Notice of electronic monitoring to employees in New York",
    body: {
      ...NOTICE.body,
      statements: [
        // N.Y. Civ. Rights Law 52-c*2(2)(a), word for word (domain/jurisdiction/rules/duties.ts).
        "Section 52-c of the Civil Rights Law of New York asks us to advise you that any and all telephone conversations or transmissions, electronic mail or transmissions, or internet access or usage by an employee by any electronic device or system, including but not limited to the use of a computer, telephone, wire, radio or electromagnetic, photoelectronic or photo-optical systems may be subject to monitoring at any and all times and by any lawful means.",
        "These are the law's words, and they are wider than this program. It collects only what this notice says, and only if you say yes.",
      ],
    },
  },
];
