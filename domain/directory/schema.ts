import { z } from "zod";

/** A person as the company's directory sends them. The manager is named by the directory's own subject. */
export const directoryPerson = z.strictObject({
  subject: z.string().min(1).max(255),
  email: z.email(),
  name: z.string().trim().min(1).max(120),
  title: z.string().trim().min(1).max(120),
  department: z.string().trim().min(1).max(120),
  timeZone: z.string().refine(isTimeZone, "This is not a time zone of the IANA database."),
  manager: z.string().max(255).nullable(),
  roles: z.array(z.enum(["legal", "engineer", "steward", "admin"])),
  residence: z.string().regex(/^[A-Z]{2}(-[A-Z]{2,3})?$/),
  work: z.string().regex(/^[A-Z]{2}(-[A-Z]{2,3})?$/),
});
export type DirectoryPerson = z.infer<typeof directoryPerson>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
