import { randomBytes } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Settings, s3Store } from "./s3.ts";
import { newObjectName } from "./store.ts";
import { openTestS3, type TestS3 } from "./test-object-store.ts";

let s3: TestS3;
/** As long as a busy machine may take; what is about the time limit sets its own. */
const PATIENCE_MS = 60_000;
const patient = (wrong: Partial<S3Settings> = {}) => s3Store({ ...s3.settings, ...wrong }, PATIENCE_MS);

beforeAll(async () => {
  s3 = await openTestS3();
});
afterAll(() => s3.close());

describe("a real object store", () => {
  test("gives back what it was given, to the bit, and forgets what it is told to", async () => {
    const store = patient();
    const [name, bytes] = [newObjectName(), randomBytes(400_000)];
    expect(await store.get(name)).toBeNull();
    await store.put(name, bytes);
    expect(await store.get(name)).toEqual(bytes);
    await store.remove(name);
    expect(await store.get(name)).toBeNull();
    await expect(store.remove(name)).resolves.toBeUndefined();
  });

  test("that is killed in the middle of an upload has none of it afterwards, and takes it again", async () => {
    const store = patient();
    const [name, bytes] = [newObjectName(), randomBytes(400_000)];
    s3.holdAfter(200_000);
    const cut = store.put(name, bytes).catch((error) => error);
    await s3.held();
    await s3.kill();
    expect(await cut).toMatchObject({ name: "StoreTrouble", trouble: "gone" });
    await expect(store.get(name)).rejects.toMatchObject({ trouble: "gone" });
    s3.holdAfter(null);
    await s3.start();
    expect(await store.get(name)).toBeNull();
    await store.put(name, bytes);
    expect(await store.get(name)).toEqual(bytes);
  });

  test("that does not answer is not waited for", async () => {
    s3.holdAfter(0);
    const hasty = s3Store(s3.settings, 300);
    await expect(hasty.put(newObjectName(), randomBytes(9))).rejects.toMatchObject({ trouble: "slow" });
    await expect(hasty.get(newObjectName())).rejects.toMatchObject({ trouble: "slow" });
    await expect(hasty.remove(newObjectName())).rejects.toMatchObject({ trouble: "slow" });
    s3.holdAfter(null);
  });

  test.each([
    ["no such bucket", { bucket: "nowhere" }],
    ["a wrong key", { secretAccessKey: "guessed" }],
    ["nobody at the address", { endpoint: "http://127.0.0.1:9" }],
  ])("is in trouble, and does not say that nothing is there: %s", async (_, wrong) => {
    const store = patient(wrong);
    const gone = { name: "StoreTrouble", trouble: "gone" };
    await expect(store.get(newObjectName())).rejects.toMatchObject(gone);
    await expect(store.put(newObjectName(), randomBytes(9))).rejects.toMatchObject(gone);
    await expect(store.remove(newObjectName())).rejects.toMatchObject(gone);
  });
});

describe("what an object store says", () => {
  const answering = async (listener: RequestListener, work: (settings: S3Settings) => Promise<void>) => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    try {
      await work({ ...s3.settings, endpoint: `http://127.0.0.1:${port}` });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  test.each([
    [507, "", "full"],
    [403, "<Error><Code>QuotaExceeded</Code></Error>", "full"],
    [503, "<Error><Code>SlowDown</Code></Error>", "slow"],
    [500, "<Error><Code>InternalError</Code></Error>", "gone"],
    [404, "<html>not an object store</html>", "gone"],
  ])("%i %s is: %s", async (status, body, trouble) => {
    const say: RequestListener = (request, response) => {
      request.resume().on("end", () => response.writeHead(status).end(body));
    };
    await answering(say, async (settings) => {
      const store = patient(settings);
      await expect(store.put(newObjectName(), randomBytes(9))).rejects.toMatchObject({ trouble });
      await expect(store.get(newObjectName())).rejects.toMatchObject({ trouble });
    });
  });

  test("is not followed elsewhere, and not read without end", async () => {
    const elsewhere: RequestListener = (_, response) => {
      response.writeHead(307, { location: s3.settings.endpoint }).end();
    };
    await answering(elsewhere, async (settings) => {
      await expect(patient(settings).get(newObjectName())).rejects.toMatchObject({ trouble: "gone" });
    });
    const endless: RequestListener = (_, response) => {
      const chunk = Buffer.alloc(1_000_000);
      const more = () => {
        while (response.write(chunk));
      };
      response.on("drain", more).on("error", () => undefined);
      more();
    };
    await answering(endless, async (settings) => {
      await expect(patient(settings).get(newObjectName())).rejects.toMatchObject({ trouble: "gone" });
    });
  });

  test("never concerns a name that somebody else made", async () => {
    for (const name of ["../../etc/passwd", "", "a".repeat(32).toUpperCase(), `${newObjectName()}/x`])
      await expect(s3Store(s3.settings).get(name)).rejects.toThrow("no object's name");
  });
});
