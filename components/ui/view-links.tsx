import { classNames } from "./class-names.ts";
import { Link } from "./link.tsx";

type ViewLinksProps = {
  label: string;
  links: { href: string; label: string; isHere: boolean }[];
};

/** A few views of the same, of which one is shown: links, so that each has an address and needs no scripts. */
export function ViewLinks({ label, links }: ViewLinksProps) {
  return (
    <nav aria-label={label} className="max-w-full">
      <ul className="inline-flex max-w-full flex-wrap gap-1 rounded-control border border-line bg-sunken p-1">
        {links.map(({ href, label: text, isHere }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isHere ? "page" : undefined}
              className={classNames(
                "block min-h-9 rounded-[0.3rem] border px-3 py-1.5 text-sm",
                isHere
                  ? "border-edge bg-surface font-medium shadow-sm"
                  : "border-transparent underline-offset-4 hover:underline",
              )}
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
