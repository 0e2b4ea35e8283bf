import { join, resolve } from "node:path";
import { env } from "../env.ts";
import { folderStore } from "./folder.ts";
import { s3Store } from "./s3.ts";
import type { ObjectStore } from "./store.ts";

let known: ObjectStore | undefined;

/** The store that the settings name: a service that speaks S3, or else a folder in the portal's own directory. */
export function objectStore(): ObjectStore {
  known ??= configured();
  return known;
}

function configured(): ObjectStore {
  const settings = env();
  if (!settings.SAYSO_CAPTURES_URL)
    return folderStore(join(resolve(settings.SAYSO_DATA_DIR ?? ".sayso"), "captures"));
  const { hostname, pathname } = new URL(settings.SAYSO_CAPTURES_URL);
  const prefix = pathname.replace(/^\/|\/$/g, "");
  return s3Store({
    endpoint: settings.SAYSO_CAPTURES_ENDPOINT ?? "",
    region: settings.SAYSO_CAPTURES_REGION ?? "us-east-1",
    bucket: hostname,
    prefix: prefix && `${prefix}/`,
    accessKeyId: settings.SAYSO_CAPTURES_KEY_ID ?? "",
    secretAccessKey: settings.SAYSO_CAPTURES_SECRET_KEY ?? "",
  });
}
