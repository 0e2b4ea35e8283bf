import { Window } from "node-screenshots";
import type { View } from "./pixels.ts";

/** A window's own pixels. Throws when it is not there any more, or cannot be read. */
export function viewOf(window: number): View {
  const found = Window.all().find((each) => each.id() === window);
  if (found === undefined) throw new Error("the window is gone");
  const image = found.captureImageSync();
  return { width: image.width, height: image.height, rgba: image.toRawSync() };
}
