import type { Window } from "node-screenshots";
import { programName } from "../window.ts";
import { isPrivate, overlap, type Scene } from "./scene.ts";

/** The window in front on macOS and Windows, given all windows, the topmost first; null when there is none. */
export async function desktopScene(windows: readonly Window[]): Promise<Scene | null> {
  const { activeWindow } = await import("get-windows");
  const front = await activeWindow({ accessibilityPermission: false, screenRecordingPermission: false });
  if (front === undefined) return null;
  const programs = [front.owner.path, front.owner.name].map(programName);
  const place = windows.findIndex((each) => each.id() === front.id);
  const over = windows.slice(0, place).filter((each) => !each.isMinimized());
  const area = windows[place] && areaOf(windows[place]);
  return {
    window: front.id,
    programs,
    isPrivate: isPrivate(programs, front.title),
    isCovered: area === undefined || over.some((each) => overlap(areaOf(each), area)),
  };
}

function areaOf(window: Window) {
  return { x: window.x(), y: window.y(), width: window.width(), height: window.height() };
}
