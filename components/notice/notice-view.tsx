import type { ReactNode } from "react";
import { type RetentionDays, stricterDays } from "../../domain/notice/rules/retention-days.ts";
import { CATEGORIES, type Category, type NoticeBody } from "../../domain/notice/schema.ts";
import { Card } from "../ui/card.tsx";
import { formatCount } from "../ui/quantity.ts";
import { CATEGORY_WORDS } from "./category-words.ts";

type NoticeViewProps = {
  title: string;
  body: NoticeBody;
  aside?: ReactNode;
  /** For how long the program keeps each category, said where that is less than the notice allows. */
  programDays?: RetentionDays;
};

/** All that a notice says, in the parts that people ask about. The same on screen and on paper. */
export function NoticeView({ title, body, aside, programDays }: NoticeViewProps) {
  return (
    <Card title={title} aside={aside}>
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        <Part title="What it is for">
          <p>{body.purpose}</p>
        </Part>
        <Part title="Why it is collected">
          <p>{body.why}</p>
        </Part>
        <div className="sm:col-span-2">
          <Part title="What is collected, and what never is">
            <dl className="grid gap-3">
              {CATEGORIES.map((category) => (
                <div key={category}>
                  <dt className="font-medium">{CATEGORY_WORDS[category].name}</dt>
                  <dd className="max-w-prose">
                    {body.categories[category].collected}{" "}
                    <span className="text-muted">Never: {body.categories[category].never}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </Part>
        </div>
        <Part title="Who may see it">
          <Items items={body.recipients} />
        </Part>
        <Part title="How long it is kept">
          <Retention body={body} programDays={programDays} />
        </Part>
        <Part title="What it is never used for">
          <Items items={body.neverUsedFor} />
        </Part>
        <Part title="Your rights">
          <Items items={body.rights} />
        </Part>
        {body.statements && (
          <div className="sm:col-span-2">
            <Part title="What the law asks us to say">
              {body.statements.map((each) => (
                <p key={each} className="max-w-prose">
                  {each}
                </p>
              ))}
            </Part>
          </div>
        )}
      </div>
      <p className="border-line border-t pt-4 text-muted text-sm">
        Responsible: {body.controller}
        <br />
        Questions:{" "}
        <a href={`mailto:${body.contact}`} className="text-accent underline underline-offset-4">
          {body.contact}
        </a>
      </p>
    </Card>
  );
}

function Retention({ body, programDays }: Pick<NoticeViewProps, "body" | "programDays">) {
  const days = (of: (each: Category) => number): RetentionDays => ({
    pointer: of("pointer"),
    keyboard: of("keyboard"),
    screen: of("screen"),
    application: of("application"),
  });
  const said = days((each) => body.categories[each].retentionDays);
  const stricter = programDays ? stricterDays(programDays, said) : {};
  return (
    <ul className="grid gap-1">
      {CATEGORIES.map((category) => (
        <li key={category} className="flex flex-wrap justify-between gap-x-4">
          <span>{CATEGORY_WORDS[category].name}</span>
          <span className="text-muted">{formatCount(said[category], "day")}</span>
          {stricter[category] !== undefined && (
            <span className="w-full text-sm">
              The program keeps it for {formatCount(stricter[category], "day")} only.
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid content-start gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Items({ items }: { items: string[] }) {
  return (
    <ul className="grid list-disc gap-1 pl-5 marker:text-muted">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
