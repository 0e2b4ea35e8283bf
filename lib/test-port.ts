import { createServer } from "node:net";

/** Systems hand out ports from here on, to servers that ask for any and to every connection: most of them higher. */
const HANDED_OUT = 32_768;
const LOWEST = 20_000;

/**
 * A port on which nothing listens, nor on the one after it. One that the system hands out would go to somebody else as
 * soon as it is let go: it counts as taken while any connection comes from it, and for a minute after.
 */
export async function unusedPort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HANDED_OUT - 1 - LOWEST));
    if ((await isUnused(port)) && (await isUnused(port + 1))) return port;
  }
}

function isUnused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
