import sharp from "sharp";
import { v7 } from "uuid";
import type { Device } from "../bench/device.ts";

/** A picture of a screen, a little different each time. */
export function drawnScreen(hue = Math.random()): Promise<Buffer> {
  const colour = `hsl(${Math.round(hue * 360)} 45% 42%)`;
  const rows = Array.from(
    { length: 11 },
    (_, row) =>
      `<rect x="20" y="${70 + row * 28}" width="${600 - ((row * 83) % 220)}" height="14" fill="#c9ced3"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400">
    <rect width="640" height="400" fill="#f4f5f6"/><rect width="640" height="44" fill="${colour}"/>${rows.join("")}
  </svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Puts a picture taken so many milliseconds ago that has to be kept, and returns its id. */
export async function putPicture(device: Device, ago = 100, application = "spreadsheet"): Promise<string> {
  const id = v7({ msecs: Date.now() - ago });
  const { status, text } = await device.putCapture(id, application, await drawnScreen());
  if (status !== 201) throw new Error(`the picture was not kept: ${status} ${text}`);
  return id;
}
