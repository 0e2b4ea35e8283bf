import { LinkButton } from "../ui/link-button.tsx";
import { deletionAddress } from "./addresses.ts";

/** Leads to where one record is deleted, once it was seen what that means. `id` is the record's own. */
export function DeleteRecordLink({ id }: { id: string }) {
  return (
    <LinkButton weight="danger" href={deletionAddress({ record: id })}>
      Delete this record
    </LinkButton>
  );
}
