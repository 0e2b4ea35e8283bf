const YEAR_MS = 31_536_000_000;

/**
 * Keeps a taste of this browser where the server can read it. A browser that has no cookie store
 * simply forgets it.
 */
export async function setPreference(name: string, value: string): Promise<void> {
  if (!("cookieStore" in globalThis)) return;
  await cookieStore.set({ name, value, path: "/", sameSite: "lax", expires: Date.now() + YEAR_MS });
}
