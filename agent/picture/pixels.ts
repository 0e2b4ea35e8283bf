/** A picture in memory: rows from the top, three bytes (red, green, blue) a pixel. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export const CHANNELS = 3;
const RGBA = 4;
/** As the wire has it (`CAPTURE_LIMITS`, of which the process that takes pictures loads no copy). */
const WIDEST = 640;
const HIGHEST = 1_600;

/** What was on the screen, at its full size: four bytes a pixel, of which the last says nothing. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/**
 * A view made to fit into 640 by 1,600 pixels, and never made larger: each pixel is the mean of those that it stands for.
 * Refuses one without pixels, or with another number of bytes.
 */
export function scaled({ width, height, rgba }: View): Pixels {
  if (width < 1 || height < 1 || rgba.length !== width * height * RGBA) throw new Error("this is no picture");
  const factor = Math.min(1, WIDEST / width, HIGHEST / height);
  const to = {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
  const data = new Uint8Array(to.width * to.height * CHANNELS);
  for (let y = 0; y < to.height; y++) {
    const rows = share(y, to.height, height);
    for (let x = 0; x < to.width; x++) {
      const columns = share(x, to.width, width);
      const sum = [0, 0, 0];
      for (let row = rows.from; row < rows.to; row++)
        for (let column = columns.from; column < columns.to; column++)
          for (let channel = 0; channel < CHANNELS; channel++)
            sum[channel] = (sum[channel] ?? 0) + (rgba[(row * width + column) * RGBA + channel] ?? 0);
      const count = (rows.to - rows.from) * (columns.to - columns.from);
      for (let channel = 0; channel < CHANNELS; channel++)
        data[(y * to.width + x) * CHANNELS + channel] = Math.round((sum[channel] ?? 0) / count);
    }
  }
  return { ...to, data };
}

function share(at: number, of: number, length: number): { from: number; to: number } {
  return { from: Math.floor((at * length) / of), to: Math.floor(((at + 1) * length) / of) };
}
