import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { EditLaw } from "../../../../../components/jurisdiction/edit-law.tsx";
import { Card } from "../../../../../components/ui/card.tsx";
import { Link } from "../../../../../components/ui/link.tsx";
import { PageHeader } from "../../../../../components/ui/page-header.tsx";
import { getLaw } from "../../../../../domain/jurisdiction/queries/get-law.ts";
import { orNotFound } from "../../../../_door/page.ts";
import { identifyForPage } from "../../../../_door/session.ts";
import { edit } from "../actions.ts";

type Props = { params: Promise<{ code: string }> };

/** Read once for the title and the page. */
const lawOf = cache(async (code: string) => {
  const actor = await identifyForPage(`/jurisdictions/${encodeURIComponent(code)}/edit`);
  return orNotFound(getLaw(actor, code));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await lawOf((await params).code);
  return { title: `Change ${name}` };
}

/** Changes a row of law. For legal alone. */
export default async function EditLawPage({ params }: Props) {
  const { code } = await params;
  const { name, current } = await lawOf(code);
  if (!current) notFound();
  return (
    <>
      <p>
        <Link href={`/jurisdictions/${code}`} className="text-accent underline underline-offset-4">
          {`${name} (${code})`}
        </Link>
      </p>
      <PageHeader
        title={`Change ${name}`}
        lead="What asks for more, or only words it differently, is in force as soon as it is saved. What loosens the row waits for a second legal reviewer."
      />
      <Card title={`The row, as of version ${current.version}`}>
        <EditLaw code={code} version={current.version} body={current.body} action={edit} />
      </Card>
    </>
  );
}
