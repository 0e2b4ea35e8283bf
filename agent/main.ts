import { parseArgs } from "node:util";
import { monotonic } from "./clock.ts";
import { deviceName, enrol, NotEnrolled } from "./enrol.ts";
import { VERSION } from "./exchange.ts";
import { acknowledgeHold, endHold, isHolding, MAX_PAUSE_MINUTES, startHold } from "./hold.ts";
import { keyPath, loadOrMakeDeviceKey } from "./keys.ts";
import { isLinked, type Link, readLink, removeLink, type Unlinked } from "./link.ts";
import { Agent } from "./loop.ts";
import { albumFiles } from "./picture/album-rows.ts";
import { queueFiles } from "./queue-rows.ts";
import { AlreadyRunning } from "./run-lock.ts";
import { Revoked } from "./session.ts";
import { Damaged, openStateDirectory, removeIfThere, stateDirectory } from "./state-dir.ts";
import { describe, readStatus, statusPath } from "./status.ts";
import { tell } from "./tell.ts";
import { Unreachable, Wire } from "./wire.ts";

const HELP = `sayso-agent ${VERSION}: collects on this computer only what its owner has allowed.

  sayso-agent enrol --portal URL   link this computer to your account
  sayso-agent run                  collect, while you allow it
  sayso-agent status               what is happening now, and why
  sayso-agent pause [minutes]      stop at once, for up to ${MAX_PAUSE_MINUTES} minutes (default 15)
  sayso-agent resume               end a pause early
  sayso-agent unlink               forget the account, the keys and all that was not sent

  --portal URL   where the portal is (enrol)
  --name NAME    what to call this computer (enrol; default: its host name)
  --json         machine-readable (status)
  --quiet        say nothing but errors (run)
  --help         this text

State is kept in SAYSO_AGENT_DIR, or where the system keeps programs' state.
`;

/** A reason to stop that is told in one sentence. */
class Refused extends Error {}

interface Options {
  portal?: string;
  name?: string;
  json?: boolean;
  quiet?: boolean;
  help?: boolean;
}

const COMMANDS: Record<
  string,
  (directory: string, options: Options, argument: string | undefined) => Promise<number>
> = {
  enrol: enrolCommand,
  run: runCommand,
  status: statusCommand,
  pause: pauseCommand,
  resume: resumeCommand,
  unlink: unlinkCommand,
};

async function main(args: string[]): Promise<number> {
  const { values, positionals } = understood(args);
  const [name, argument, ...others] = positionals;
  if (values.help || name === undefined) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const command = COMMANDS[name];
  if (command === undefined || others.length > 0 || (argument !== undefined && name !== "pause")) {
    throw new Refused(`There is no such command: ${positionals.join(" ")}. See sayso-agent --help`);
  }
  return command(openStateDirectory(stateDirectory()), values, argument);
}

function understood(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        portal: { type: "string" },
        name: { type: "string" },
        json: { type: "boolean" },
        quiet: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch {
    throw new Refused(`This is not understood: ${args.join(" ")}. See sayso-agent --help`);
  }
}

async function enrolCommand(directory: string, { portal, name }: Options): Promise<number> {
  if (portal === undefined) throw new Refused("Say which portal: sayso-agent enrol --portal URL");
  if (isLinked(readLink(directory))) {
    throw new Refused("This computer is linked already. Run sayso-agent unlink first, to link it anew.");
  }
  if (name?.trim() === "") throw new Refused("A computer's name cannot be empty.");
  // What an earlier link left behind is not the new owner's.
  for (const file of [...queueFiles(directory), ...albumFiles(directory)]) removeIfThere(file);
  const wire = new Wire(originOf(portal), monotonic);
  try {
    await enrol(directory, wire, loadOrMakeDeviceKey(directory), name ?? deviceName(), say);
  } finally {
    wire.close();
  }
  say("This computer is linked. Run: sayso-agent run");
  return 0;
}

async function runCommand(directory: string, { quiet }: Options): Promise<number> {
  const link = linkOf(directory);
  const log = (line: string) => {
    if (!quiet) process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  };
  const agent = new Agent(directory, link, loadOrMakeDeviceKey(directory), log);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void agent.end());
  const end = await agent.run();
  if (end === 3) process.stderr.write("This computer is not linked any more, and nothing is collected.\n");
  return end;
}

async function statusCommand(directory: string, { json }: Options): Promise<number> {
  const status = readStatus(directory);
  if (json) say(JSON.stringify(status));
  else for (const line of describe(status)) say(line);
  return status.linked ? 0 : 3;
}

async function pauseCommand(directory: string, _: Options, argument = "15"): Promise<number> {
  const minutes = Number(argument);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_PAUSE_MINUTES) {
    throw new Refused(`A pause lasts 1 to ${MAX_PAUSE_MINUTES} whole minutes.`);
  }
  const link = linkOf(directory);
  // First the device itself: it may always tighten, whether or not the portal can be reached.
  const hold = startHold(directory, minutes, Date.now());
  const length = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const told = await tell(directory, link, "/pauses", { minutes });
  if (told.outcome === "ok") {
    acknowledgeHold(directory, hold);
    say(`Paused for ${length}, on all your devices.`);
  } else if (told.outcome !== "failed") {
    // It runs on all devices; the portal says when it ends.
    acknowledgeHold(directory, hold);
    say("Collection is already paused.");
  } else {
    say(`Paused for ${length} on this computer.`);
    process.stderr.write(`The portal does not know of it: ${told.why}. Your other devices go on.\n`);
  }
  return 0;
}

async function resumeCommand(directory: string): Promise<number> {
  const link = linkOf(directory);
  const told = await tell(directory, link, "/resumptions", {});
  const wasHeld = isHolding(directory);
  endHold(directory);
  if (told.outcome !== "failed") {
    say(told.outcome === "ok" || wasHeld ? "Resumed." : "No pause is running.");
    return 0;
  }
  if (wasHeld) say("The pause on this computer is over.");
  process.stderr.write(`The portal has not ended its pause: ${told.why}.\n`);
  return 1;
}

async function unlinkCommand(directory: string): Promise<number> {
  const link = linkIfLegible(directory);
  const told = isLinked(link) ? await tell(directory, link, "/unlinkings", {}) : null;
  // A running agent sees that its link is gone, stops capture and ends.
  removeLink(directory);
  const kept = [...queueFiles(directory), ...albumFiles(directory)];
  for (const file of [...kept, keyPath(directory), statusPath(directory)]) removeIfThere(file);
  endHold(directory);
  if (link === null) {
    say("This computer was not linked.");
    return 0;
  }
  say("This computer is unlinked: its keys and all that was not sent are destroyed.");
  if (link === "damaged") {
    say(
      "The portal could not be told, since the link was damaged. Take it off your list there, under Devices.",
    );
  } else if (told?.outcome === "failed") {
    process.stderr.write(`The portal does not know of it: ${told.why}.\n`);
    say(`To take it off your list too, open ${new URL("/devices", link.portal).href}`);
  }
  return 0;
}

/** Whatever state the link is in, it can be ended. */
function linkIfLegible(directory: string): Link | Unlinked | "damaged" | null {
  try {
    return readLink(directory);
  } catch (error) {
    if (error instanceof Damaged) return "damaged";
    throw error;
  }
}

function linkOf(directory: string): Link {
  const link = readLink(directory);
  if (isLinked(link)) return link;
  const why = link === null ? "This computer is not linked." : link.why;
  throw new Refused(`${why} Run: sayso-agent enrol --portal URL`);
}

function originOf(portal: string): string {
  const url = URL.canParse(portal) ? new URL(portal) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Refused(`${portal} is not a web address.`);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol === "http:" && !isLocal) throw new Refused("The portal must be reached by https.");
  return url.origin;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sentence(error: unknown): string {
  if (error instanceof AlreadyRunning) return "The agent is running already.";
  if (error instanceof Unreachable) return `The portal cannot be reached: ${error.message}.`;
  const isPlain = [Refused, NotEnrolled, Revoked, Damaged].some((each) => error instanceof each);
  const message = error instanceof Error ? error.message : String(error);
  return isPlain ? message : `The agent cannot go on: ${message}`;
}

function fail(error: unknown): never {
  process.stderr.write(`${sentence(error)}\n`);
  process.exit(1);
}

process.on("unhandledRejection", fail);
process.on("uncaughtException", fail);

main(process.argv.slice(2)).then((code) => process.exit(code), fail);
