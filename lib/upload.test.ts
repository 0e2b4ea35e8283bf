import { buffer } from "node:stream/consumers";
import { deflateSync } from "node:zlib";
import PDFDocument from "pdfkit";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { inspectUpload, LARGEST_UPLOAD, receiveUpload } from "./upload.ts";

let jpeg: Buffer;
let png: Buffer;

beforeAll(async () => {
  // Noise, so that a photo that is cut short misses something.
  const noise = Buffer.alloc(400 * 300 * 3, 0).map((_, i) => (i * 2_654_435_761) >>> 24);
  const picture = () => sharp(noise, { raw: { width: 400, height: 300, channels: 3 } });
  jpeg = await picture()
    .withExif({
      IFD0: { Copyright: "somebody" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 31/1 0/1" },
    })
    .jpeg()
    .toBuffer();
  png = await picture().png().toBuffer();
});

/** A PDF of one empty page, with something in its catalogue and whatever other objects. */
function pdf(catalogue = "", objects = ""): Buffer {
  return Buffer.from(
    `%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R${catalogue}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n` +
      `3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n${objects}trailer\n<</Root 1 0 R/Size 4>>\nstartxref\n9\n%%EOF\n`,
    "latin1",
  );
}

function packed(text: string, dictionary = "/Type/ObjStm/N 1/First 4/Filter/FlateDecode"): string {
  const body = deflateSync(Buffer.from(text, "latin1")).toString("latin1");
  return `4 0 obj\n<<${dictionary}/Length ${body.length}>>\nstream\n${body}\nendstream\nendobj\n`;
}

/** Unpacks to a script, and then says that it should have been another. */
function miscounted(): string {
  const text = "1 0 <</S/JavaScript/JS(x)>>";
  const whole = deflateSync(text).toString("latin1");
  return packed(text).replace(whole, `${whole.slice(0, -4)}abcd`);
}

/** A PNG's head that claims a size. */
function bomb(width: number, height: number): Buffer {
  const head = Buffer.from(png);
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  const crc = crc32(head.subarray(12, 29));
  head.writeUInt32BE(crc, 29);
  return head;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe("a photo", () => {
  test("is drawn anew, without the place where it was taken", async () => {
    expect((await sharp(jpeg).metadata()).exif).toBeDefined();
    const { mediaType, bytes } = await inspectUpload(jpeg);
    expect(mediaType).toBe("image/jpeg");
    const after = await sharp(bytes).metadata();
    expect(after).toMatchObject({ format: "jpeg", width: 400, height: 300 });
    expect([after.exif, after.xmp, after.iptc]).toEqual([undefined, undefined, undefined]);
  });

  test("stays the kind that it was, and stands upright", async () => {
    expect((await inspectUpload(png)).mediaType).toBe("image/png");
    const lying = await sharp(jpeg).withMetadata({ orientation: 6 }).toBuffer();
    const { bytes } = await inspectUpload(lying);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 300, height: 400 });
  });

  test("that is very large is kept at a size that can be read", async () => {
    const large = await sharp({ create: { width: 6000, height: 5000, channels: 3, background: "#888" } })
      .jpeg()
      .toBuffer();
    const { bytes } = await inspectUpload(large);
    expect((await sharp(bytes).metadata()).width).toBe(4096);
  });
});

describe("a PDF", () => {
  test("that only shows something is kept as it is", async () => {
    const plain = pdf("", packed("1 0 <</Type/Font>>"));
    const { mediaType, bytes } = await inspectUpload(plain);
    expect(mediaType).toBe("application/pdf");
    expect(bytes.equals(plain)).toBe(true);
  });

  test("that a program printed, with packed text and a photo in it, is kept as it is", async () => {
    const printed = new PDFDocument({ size: "A4" });
    printed
      .text("80 0 0 80 is how a stream may begin; a stream of words.")
      .image(jpeg, { width: 90 })
      .image(png);
    printed.end();
    const bytes = await buffer(printed);
    expect((await inspectUpload(bytes)).bytes.equals(bytes)).toBe(true);
  });

  test.each<[string, () => Buffer]>([
    ["runs a script when opened", () => pdf("/OpenAction<</S/JavaScript/JS(app.alert(1))>>")],
    ["spells the script's name in numbers", () => pdf("/OpenAction<</S/J#61v#61Script/JS(x)>>")],
    ["starts a program", () => pdf("/OpenAction<</S/Launch/F(cmd.exe)>>")],
    ["has files within", () => pdf("/Names<</EmbeddedFiles 5 0 R>>")],
    ["sends a form", () => pdf("/AA<</O<</S/SubmitForm>>>>")],
    ["packs its script away", () => pdf("", packed("1 0 <</S/JavaScript/JS(x)>>"))],
    [
      "packs it where nobody says that objects are",
      () => pdf("", packed("<</S/Launch>>", "/Filter/FlateDecode")),
    ],
    [
      "packs its script away behind a name that is spelt in numbers",
      () => pdf("/Sp#61ce#20s 1", packed("1 0 <</S/JavaScript/JS(x)>>")),
    ],
    [
      "packs it twice",
      () =>
        pdf(
          "",
          packed(
            deflateSync("1 0 <</S/JavaScript/JS(x)>>").toString("latin1"),
            "/Type/ObjStm/Filter[/FlateDecode/FlateDecode]",
          ),
        ),
    ],
    [
      "begins its packed part on a line that ends in another way",
      () => pdf("", packed("1 0 <</S/JavaScript/JS(x)>>").replace("stream\n", "stream \r")),
    ],
    ["plays a film with a script", () => pdf("/OpenAction<</S/Rendition/JS(x)>>")],
  ])("that %s is refused", async (_, make) => {
    await expect(inspectUpload(make())).rejects.toMatchObject({ code: "invalid", reason: "acts" });
  });

  test.each<[string, () => Buffer, string]>([
    ["is encrypted", () => pdf("/Encrypt 9 0 R"), "opaque"],
    [
      "is packed in a way of old",
      () => pdf("", packed("x", "/Filter[/ASCIIHexDecode/FlateDecode]")),
      "opaque",
    ],
    [
      "packs objects behind a predictor",
      () => pdf("", packed("x", "/Type/ObjStm/Filter/FlateDecode/DecodeParms<</Predictor 12>>")),
      "opaque",
    ],
    ["packs a script with a wrong check sum, which readers forgive", () => pdf("", miscounted()), "opaque"],
    ["names its packing elsewhere", () => pdf("", packed("x", "/Filter 9 0 R")), "opaque"],
    ["misses its end", () => pdf().subarray(0, -20), "damaged"],
    ["unpacks to gigabytes", () => pdf("", packed("\0".repeat(210_000_000))), "too-much"],
  ])("that %s is refused", async (_, make, reason) => {
    await expect(inspectUpload(make())).rejects.toMatchObject({ code: "invalid", reason });
  });
});

describe("what is no photo is refused, whatever it is called", () => {
  test.each<[string, () => Buffer, RegExp]>([
    ["nothing", () => Buffer.alloc(0), /empty/],
    ["a script", () => Buffer.from("#!/bin/sh\nrm -rf /\n"), /program/],
    ["a program", () => Buffer.from("MZ\x90\0\x03\0\0\0"), /program/],
    ["an SVG", () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), /SVG/],
    ["an SVG behind a declaration", () => Buffer.from('<?xml version="1.0"?><svg/>'), /SVG/],
    ["a web page", () => Buffer.from("<!DOCTYPE html><title>x</title>"), /web page/],
    ["a GIF", () => Buffer.from("GIF89a\x01\0\x01\0"), /another kind/],
    ["a photo of a telephone in HEIC", () => Buffer.from("\0\0\0\x18ftypheic\0\0\0\0"), /another kind/],
    ["words", () => Buffer.from("It hangs there."), /whatever its name says/],
    ["an archive", () => Buffer.from("PK\x03\x04"), /whatever its name says/],
    [
      "a photo that is a web page too",
      () => Buffer.concat([jpeg, Buffer.from("<script>1</script>")]),
      /something else/,
    ],
    [
      "a photo that is an archive too",
      () => Buffer.concat([jpeg, Buffer.from(`PK\x05\x06${"\0".repeat(18)}`)]),
      /something else/,
    ],
    ["a photo that is a PDF too", () => Buffer.concat([jpeg, pdf()]), /something else/],
    ["a PNG with something behind it", () => Buffer.concat([png, Buffer.from("more")]), /something else/],
    ["a PDF that is a web page too", () => pdf("", "<html><body>\n"), /something else/],
    ["a photo that is cut short", () => jpeg.subarray(0, jpeg.length / 2), /damaged or incomplete/],
    ["a PNG that is cut short", () => png.subarray(0, png.length / 2), /damaged or incomplete/],
    [
      "the first bytes of a photo alone",
      () => Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
      /damaged or incomplete/,
    ],
    ["a picture that unpacks to gigabytes", () => bomb(60_000, 60_000), /60 million pixels/],
    ["too much", () => Buffer.concat([jpeg, Buffer.alloc(LARGEST_UPLOAD)]), /over 10 MB/],
  ])("%s", async (_, make, message) => {
    await expect(inspectUpload(make())).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(message),
    });
  });
});

describe("receiving", () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

  test("gives the bytes that were sent", async () => {
    expect(await receiveUpload(post("abc"))).toEqual(Buffer.from("abc"));
  });

  test("refuses what is announced to be too large before it reads any of it", async () => {
    let read = 0;
    const never = new ReadableStream(
      {
        pull: (controller) => {
          read += 1;
          controller.enqueue(new Uint8Array(1));
        },
      },
      { highWaterMark: 0 },
    );
    const refused = receiveUpload(post(never, { "content-length": String(LARGEST_UPLOAD + 1) }));
    await expect(refused).rejects.toMatchObject({ reason: "too-large" });
    expect(read).toBe(0);
  });

  test("cuts off what never ends", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(1_000_000));
      },
    });
    await expect(receiveUpload(post(endless))).rejects.toMatchObject({ reason: "too-large" });
    expect(sent).toBeLessThan(20);
  });

  test("does not wait for what does not come", async () => {
    const stalls = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
    await expect(receiveUpload(post(stalls), { withinMs: 50 })).rejects.toMatchObject({ reason: "too-slow" });
  });
});
