import { randomToken, sha256 } from "../../../lib/crypto.ts";
import { admit } from "../../../lib/db/ingest.ts";
import type { JobActor } from "../../actor/schema.ts";
import { newUserCode, spokenUserCode } from "../rules/user-code.ts";

export const REQUEST_LIFETIME_SECONDS = 900;

/** The public half of a device's key, as a JWK (RFC 7517), and its thumbprint (RFC 7638). */
export interface DeviceKey {
  readonly publicKey: Readonly<Record<string, string>>;
  readonly thumbprint: string;
}

export interface NewDevice {
  readonly name: string;
  readonly platform: "linux" | "darwin" | "win32";
  readonly serial: string;
}

export interface LinkRequest {
  /** The device's own secret, 256 bits; stored as a hash only. */
  readonly deviceCode: string;
  readonly userCode: string;
  readonly expiresInSeconds: number;
}

/**
 * A device asks to be linked to whoever types its code (RFC 8628 section 3.1). Nothing is linked until
 * an employee says so. Before there is anyone to act, so no act is recorded.
 */
export async function askToLink(
  _actor: JobActor,
  input: { key: DeviceKey; device: NewDevice },
): Promise<LinkRequest> {
  const deviceCode = randomToken();
  const { key, device } = input;
  for (;;) {
    const userCode = newUserCode();
    const [row] = await admit<{ asked: boolean }>(
      "ask-to-link",
      "select ask_to_link($1, $2, $3, $4, $5, $6, $7, $8) as asked",
      [
        sha256(deviceCode),
        userCode,
        JSON.stringify(key.publicKey),
        key.thumbprint,
        device.name,
        device.platform,
        device.serial,
        REQUEST_LIFETIME_SECONDS,
      ],
    );
    if (row?.asked) {
      return { deviceCode, userCode: spokenUserCode(userCode), expiresInSeconds: REQUEST_LIFETIME_SECONDS };
    }
  }
}
