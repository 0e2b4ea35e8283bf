import { createHash, randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { type ArchiveFile, archiveOf, keepInParts, type ManifestEntry, PART_BYTES } from "./archive.ts";

beforeAll(async () => {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  process.env.SAYSO_DIRECTIVE_KEY = JSON.stringify({ ...(await exportJWK(privateKey)), kid: "test" });
  process.env.SAYSO_APP_DATABASE_URL = "postgres://localhost/none";
  process.env.SAYSO_MASTER_KEY = randomBytes(32).toString("base64url");
  process.env.NEXTAUTH_URL = "http://localhost";
});

async function* streamOf(...chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function kept(...chunks: readonly Buffer[]) {
  const parts: Buffer[] = [];
  const made = await keepInParts(streamOf(...chunks), async (part, number) => {
    expect(number).toBe(parts.length + 1);
    parts.push(Buffer.from(part));
  });
  return { ...made, parts };
}

describe("parts", () => {
  test.each([
    ["none", []],
    ["a byte", [1]],
    ["exactly one part", [PART_BYTES]],
    ["a byte more than one", [PART_BYTES, 1]],
    ["chunks that lie across", [PART_BYTES - 7, 20, PART_BYTES * 2, 3]],
    ["one chunk of several", [PART_BYTES * 3 + 5]],
  ])("of %s are all of one size but the last, and are the whole", async (_, sizes) => {
    const chunks = sizes.map((size) => randomBytes(size));
    const whole = Buffer.concat(chunks);
    const { parts, bytes, sha256 } = await kept(...chunks);
    expect(Buffer.concat(parts).equals(whole)).toBe(true);
    expect(parts.slice(0, -1).every(({ length }) => length === PART_BYTES)).toBe(true);
    expect(parts.every(({ length }) => length > 0)).toBe(true);
    expect([bytes, sha256]).toEqual([BigInt(whole.length), createHash("sha256").update(whole).digest("hex")]);
  });
});

describe("an archive", () => {
  /** Chunks that do not pack, and how many bytes of them were asked for so far. */
  class Source {
    made = 0;
    constructor(
      private readonly chunks: number,
      private readonly size: number,
    ) {}
    async *file(): AsyncGenerator<Buffer> {
      for (let chunk = 0; chunk < this.chunks; chunk++) {
        this.made += this.size;
        yield randomBytes(this.size);
      }
    }
  }
  const making = (begun: (path: string) => void = () => undefined) => ({
    at: new Date(0),
    manifest: (entries: readonly ManifestEntry[]) => Buffer.from(JSON.stringify(entries)),
    signedAs: "test+jws",
    begun,
  });
  async function* files(...each: readonly ArchiveFile[]): AsyncGenerator<ArchiveFile> {
    yield* each;
  }

  test("is never further ahead of what was stored than a part and what the pipe holds, however large it is", async () => {
    const source = new Source(600, 20_000);
    let [stored, furthest] = [0, 0];
    const archive = archiveOf(files({ path: "large.bin", chunks: source.file() }), making());
    await keepInParts(archive, async (part) => {
      // As long as a slow database takes: whatever could run ahead meanwhile does.
      await new Promise((resolve) => setTimeout(resolve, 20));
      furthest = Math.max(furthest, source.made - stored);
      stored += part.length;
    });
    expect(source.made).toBe(12_000_000);
    expect(furthest).toBeLessThan(PART_BYTES + 300_000);
  });

  test("asks for a file only when the one before was read to its end", async () => {
    const begun: string[] = [];
    const first = new Source(100, 10_000);
    async function* inTurn(): AsyncGenerator<ArchiveFile> {
      yield { path: "first", chunks: first.file() };
      expect(first.made).toBe(1_000_000);
      yield { path: "second", chunks: ["text"] };
    }
    await keepInParts(
      archiveOf(
        inTurn(),
        making((path) => begun.push(path)),
      ),
      async () => undefined,
    );
    expect(begun).toEqual(["first", "second"]);
  });

  test.each(["in the middle of a file", "between two"])(
    "that fails %s is no archive: who reads it is told",
    async (where) => {
      async function* broken(): AsyncGenerator<string> {
        yield "half";
        throw new Error("it broke");
      }
      async function* failing(): AsyncGenerator<ArchiveFile> {
        yield { path: "a", chunks: where === "between two" ? ["whole"] : broken() };
        throw new Error("it broke");
      }
      await expect(keepInParts(archiveOf(failing(), making()), async () => undefined)).rejects.toThrow(
        "it broke",
      );
    },
  );
});
