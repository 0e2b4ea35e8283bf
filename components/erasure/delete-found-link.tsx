import type { AskedSearch } from "../../domain/activity/rules/record-search.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { deletionAddress } from "./addresses.ts";

/** Leads from a search to where what it finds is deleted, all pages of it. A record goes as a whole, so none goes by its kind. */
export function DeleteFoundLink({ asked: { category, ...choice } }: { asked: AskedSearch }) {
  if (category !== "") {
    return (
      <p className="text-muted text-sm">
        A record is deleted as a whole: search for any kind to delete all that is found at once.
      </p>
    );
  }
  return (
    <LinkButton weight="danger" size="small" href={deletionAddress(choice)}>
      Delete these records
    </LinkButton>
  );
}
