import type { ServerResponse } from "node:http";
import { Hono } from "hono";
import { sync } from "../../domain/activity/commands/sync.ts";
import { syncRequest } from "../../domain/activity/schema.ts";
import { revokeDevice } from "../../domain/directory/commands/revoke-device.ts";
import { resumePause, startPause } from "../../domain/pause/commands.ts";
import { readJson } from "./body.ts";
import { putCapture } from "./captures.ts";
import { authorizeDevice, issueToken } from "./enrolment.ts";
import { openEvents } from "./events.ts";
import { BASE_PATH, identifyDevice } from "./identify.ts";
import { limitDevice } from "./limits.ts";
import { emptyBody, openApiDocument, pauseBody } from "./openapi.ts";
import { answerProblem, Problem } from "./problem.ts";

/** The agents' door. Every route is four beats: identify, parse, call one verb, answer. */
export const agentDoor = new Hono().basePath(BASE_PATH);

/** HTTP/1.1 connections stay open unsaid (RFC 9112 section 9.3): what need not be sent every minute is not. */
agentDoor.use(async (c, next) => {
  const bindings = c.env as { readonly outgoing?: ServerResponse } | undefined;
  bindings?.outgoing?.removeHeader("connection");
  await next();
});

agentDoor.post("/device_authorization", authorizeDevice);
agentDoor.post("/token", issueToken);

agentDoor.post("/sync", async (c) => {
  const actor = await identifyDevice(c);
  await limitDevice(actor.deviceId);
  return c.json(await sync(actor, await readJson(c, syncRequest)));
});

agentDoor.get("/events", async (c) => {
  const actor = await identifyDevice(c);
  await limitDevice(actor.deviceId);
  return openEvents(c, actor);
});

agentDoor.post("/pauses", async (c) => {
  const actor = await identifyDevice(c);
  await limitDevice(actor.deviceId);
  const { minutes } = await readJson(c, pauseBody);
  const pause = await startPause(actor, { seconds: Math.round(minutes * 60) });
  return c.json({ id: pause.id, startedAt: pause.startedAt, plannedEndAt: pause.plannedEndAt }, 201);
});

agentDoor.post("/resumptions", async (c) => {
  const actor = await identifyDevice(c);
  await limitDevice(actor.deviceId);
  await readJson(c, emptyBody);
  return c.json(await resumePause(actor), 201);
});

agentDoor.post("/unlinkings", async (c) => {
  const actor = await identifyDevice(c);
  await limitDevice(actor.deviceId);
  await readJson(c, emptyBody);
  return c.json(
    await revokeDevice(actor, { deviceId: actor.deviceId, reason: "unlinked on the computer" }),
    201,
  );
});

agentDoor.put("/captures/:id", putCapture);

agentDoor.get("/openapi.json", (c) => c.json(openApiDocument()));

agentDoor.notFound((c) => answerProblem(new Problem(404, "not-found", "There is nothing here."), c));
agentDoor.onError((error, c) => answerProblem(error, c));
