import { type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";

type CardProps = {
  title: ReactNode;
  level?: 2 | 3;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** A titled part of a page. */
export function Card({ title, level = 2, aside, children, className }: CardProps) {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section
      aria-labelledby={id}
      className={classNames(
        "grid content-start gap-4 rounded-card border border-line bg-surface p-4 sm:p-6",
        className,
      )}
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
        <Heading id={id} className="font-semibold text-lg">
          {title}
        </Heading>
        {aside}
      </div>
      {children}
    </section>
  );
}
