import { z } from "zod";

const place = z.string().regex(/^[A-Z]{2}(-[A-Z]{2,3})?$/, "This is not the code of a place, such as US-NY.");
const workplaceId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "A workplace is known by small letters, digits and hyphens.");

/** A place of the company's where people work, and notices hang on the wall. Its id and its jurisdiction stay. */
export const directoryWorkplace = z.strictObject({
  id: workplaceId,
  name: z.string().trim().min(1).max(120),
  address: z.string().trim().max(300),
  jurisdiction: place,
});
export type DirectoryWorkplace = z.infer<typeof directoryWorkplace>;

/** A person as the company's directory sends them. The manager is named by the directory's own subject. */
export const directoryPerson = z.strictObject({
  subject: z.string().min(1).max(255),
  email: z.email(),
  name: z.string().trim().min(1).max(120),
  title: z.string().trim().min(1).max(120),
  department: z.string().trim().min(1).max(120),
  timeZone: z.string().refine(isTimeZone, "This is not a time zone of the IANA database."),
  manager: z.string().max(255).nullable(),
  roles: z.array(z.enum(["legal", "hr", "appeals", "engineer", "steward", "admin"])),
  residence: place,
  work: place,
  /** Where they sit, by the workplace's id; left out or null for those who work elsewhere, at home for instance. */
  workplace: workplaceId.nullish(),
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
