// The process that holds one embedded PostgreSQL. It lives as long as the channel to the process that
// asked for it: when that one is killed outright, the channel closes, and PostgreSQL is stopped properly.
import { appendFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { runCluster } from "./cluster.mjs";
import { findPlace } from "./place.mjs";

let server;
let isStopping = false;

process.once("message", async (options) => {
  try {
    const place = findPlace(options.directory);
    server = await runCluster(place, options, (text) => appendFileSync(options.logFile, text));
    server.once("exit", () => {
      if (options.isThrowAway)
        for (const path of [place.data, dirname(place.data), options.directory]) discard(path);
      process.exit(isStopping ? 0 : 1);
    });
    process.send({ ready: true, notes: place.notes, data: place.data });
    if (isStopping) server.kill("SIGINT");
  } catch (error) {
    if (options.isThrowAway) discard(options.directory);
    process.send({ failed: error.message }, () => process.exit(1));
  }
});

function discard(path) {
  rmSync(path, { recursive: true, force: true });
}

function stop() {
  isStopping = true;
  // SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes everything down.
  if (server) server.kill("SIGINT");
}

process.on("disconnect", stop);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
