import type { Metadata } from "next";
import { Card } from "../../components/ui/card.tsx";
import { Link } from "../../components/ui/link.tsx";
import { PageHeader } from "../../components/ui/page-header.tsx";
import { listPostedPlaces } from "../../domain/notice/queries/posted.ts";

export const metadata: Metadata = { title: "Posted notices" };

/** The places that have a posting, for everyone to see. */
export default async function PostedPage() {
  const places = await listPostedPlaces();
  return (
    <>
      <PageHeader
        title="Posted notices"
        lead="The notice that people are given before anything is collected, posted here for everyone: employees, applicants and visitors. Choose where you live or work."
      />
      <Card title="Places">
        <ul className="columns-1 gap-6 sm:columns-2 lg:columns-3">
          {places.map(({ code, name }) => (
            <li key={code} className="py-1">
              <Link href={`/posted/${code}`} className="text-accent underline underline-offset-4">
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}
