import type { Platform } from "../../domain/directive/schema.ts";

export const PLATFORM_WORDS: Record<Platform, string> = { linux: "Linux", darwin: "macOS", win32: "Windows" };
