import { z } from "zod";

/** One that may be missing; an empty one is. */
const setting = <T extends z.ZodType<string>>(type: T) =>
  z.preprocess((value) => value || undefined, type.optional());

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
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => !SMTP_URL || MAIL_FROM, {
    path: ["MAIL_FROM"],
    message: "missing beside SMTP_URL",
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
