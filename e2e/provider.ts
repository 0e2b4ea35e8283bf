import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TETHER = new URL("../scripts/tether.mjs", import.meta.url).href;

/** The real OpenID provider of `npm start`, with the demo people. */
export class Provider {
  private constructor(
    readonly issuer: string,
    private readonly child: ChildProcess,
    private readonly directory: string,
  ) {}

  static async open(port: number, portalUrl: string, clientSecret: string): Promise<Provider> {
    const directory = mkdtempSync(join(tmpdir(), "sayso-provider-"));
    const child = spawn(process.execPath, ["--import", TETHER, "dist/demo-provider.mjs"], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        SAYSO_PROVIDER_PORT: String(port),
        SAYSO_DATA_DIR: directory,
        OIDC_CLIENT_ID: "sayso",
        OIDC_CLIENT_SECRET: clientSecret,
        NEXTAUTH_URL: portalUrl,
      },
    });
    const [report] = await once(child, "message");
    if (report.failed) throw new Error(`the demo provider did not start: ${report.failed}`);
    return new Provider(`http://localhost:${port}`, child, directory);
  }

  async close(): Promise<void> {
    const gone = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await gone;
    rmSync(this.directory, { recursive: true, force: true });
  }
}
