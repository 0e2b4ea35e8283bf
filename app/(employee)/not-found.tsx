import { LinkButton } from "../../components/ui/link-button.tsx";
import { PageHeader } from "../../components/ui/page-header.tsx";
import { NO_SUCH_PAGE } from "../_door/page.ts";

export const metadata = { title: "Page not found" };

/** The same as without the header around it, which brings a `main` of its own. */
export default function NotFoundWithin() {
  return (
    <>
      <PageHeader title={NO_SUCH_PAGE.title} lead={NO_SUCH_PAGE.text} />
      <div>
        <LinkButton href="/">Go to the home page</LinkButton>
      </div>
    </>
  );
}
