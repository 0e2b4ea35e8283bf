import { z } from "zod";

/** One that may be missing; an empty one is. */
const setting = <T extends z.ZodType<string>>(type: T) =>
  z.preprocess((value) => value || undefined, type.optional());

const BESIDE_A_BUCKET = [
  "SAYSO_CAPTURES_ENDPOINT",
  "SAYSO_CAPTURES_KEY_ID",
  "SAYSO_CAPTURES_SECRET_KEY",
] as const;

const environment = z
  .object({
    SAYSO_APP_DATABASE_URL: z.string().min(1),
    SAYSO_MASTER_KEY: z.string().regex(/^[A-Za-z0-9_-]{43}$/, "32 bytes as base64url"),
    SAYSO_DIRECTIVE_KEY: z.string().min(1),
    NEXTAUTH_URL: z.url(),
    /** How many proxies of ours a request passes, each of which appends to X-Forwarded-For. */
    SAYSO_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(16).optional(),
    /** Where letters are handed in; without it none are sent. */
    SMTP_URL: setting(z.url({ protocol: /^smtps?$/ })),
    MAIL_FROM: setting(z.string().max(320)),
    /** Where what one installation keeps is, unless said otherwise. */
    SAYSO_DATA_DIR: setting(z.string()),
    /** A bucket, and what names in it begin with; without it pictures lie in a folder of SAYSO_DATA_DIR. */
    SAYSO_CAPTURES_URL: setting(
      z
        .string()
        .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9_-]+)*\/?$/, "s3://bucket/folder"),
    ),
    SAYSO_CAPTURES_ENDPOINT: setting(z.url({ protocol: /^https?$/ })),
    SAYSO_CAPTURES_REGION: setting(z.string().regex(/^[a-z0-9-]{1,40}$/)),
    SAYSO_CAPTURES_KEY_ID: setting(z.string()),
    SAYSO_CAPTURES_SECRET_KEY: setting(z.string()),
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => !SMTP_URL || MAIL_FROM, {
    path: ["MAIL_FROM"],
    message: "missing beside SMTP_URL",
  })
  .superRefine((settings, { addIssue }) => {
    if (!settings.SAYSO_CAPTURES_URL) return;
    for (const name of BESIDE_A_BUCKET)
      if (!settings[name])
        addIssue({ code: "custom", path: [name], message: "missing beside SAYSO_CAPTURES_URL" });
  });
export type Environment = z.infer<typeof environment>;

let known: Environment | undefined;

/** The settings the portal cannot run without. Throws once, naming what is missing or malformed, never its value. */
export function env(): Environment {
  if (known) return known;
  const parsed = environment.safeParse(process.env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
    throw new Error(`These settings are missing or malformed: ${wrong.join(", ")}.`);
  }
  known = parsed.data;
  return known;
}
