import type { Decision, Permission } from "../rules.ts";
import { PLATFORMS } from "../schema.ts";

/**
 * Whether an agent that is told what may be collected, but not what is left out, still collects nothing more than it
 * would without the exemption. Once nothing is left of an application it takes that one's windows for those of another
 * that claims the program, or another of its names. So something must be left of each, and no other claim its programs.
 */
export function canBeLeftUntold({ permissions, spared }: Decision): boolean {
  if (permissions.length === 0) return true;
  const all = [...permissions, ...spared];
  return spared.every(
    (each) =>
      permissions.some((left) => isSame(left, each) && left.categories.some(isSummarised)) &&
      !all.some((other) => !isSame(other, each) && isSharing(other, each)),
  );
}

function isSame(one: Permission, other: Permission): boolean {
  return one.application.id === other.application.id;
}

/** Agents make no segments of pictures. */
function isSummarised(category: Permission["categories"][number]): boolean {
  return category !== "screen";
}

function isSharing(one: Permission, other: Permission): boolean {
  return PLATFORMS.some((platform) => {
    const names = new Set(one.application.match[platform]?.map((name) => name.toLowerCase()));
    return other.application.match[platform]?.some((name) => names.has(name.toLowerCase())) ?? false;
  });
}
