import { Button } from "./button.tsx";
import { CONTROL_STYLE } from "./field.tsx";
import { LinkButton } from "./link-button.tsx";

type PeriodPickerProps = {
  /** Where the form leads, with `on` and these other fields. */
  path: string;
  fields: Record<string, string>;
  /** YYYY-MM-DD, as `today` is; no later day can be chosen. */
  on: string;
  today: string;
  /** Addresses of the ones before and after, with what each is called; null where there is none. */
  previous: { href: string; label: string } | null;
  next: { href: string; label: string } | null;
};

/** The one before, the one after, or that of any day. Plain links and a GET form. */
export function PeriodPicker({ path, fields, on, today, previous, next }: PeriodPickerProps) {
  return (
    <nav aria-label="Time" className="flex flex-wrap items-end gap-3">
      {previous && <LinkButton href={previous.href}>{previous.label}</LinkButton>}
      <form method="get" action={path} className="flex items-end gap-2">
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label className="grid gap-1 text-sm">
          <span className="sr-only">Day</span>
          <input
            key={on}
            type="date"
            name="on"
            defaultValue={on}
            max={today}
            required
            className={CONTROL_STYLE}
          />
        </label>
        <Button type="submit" weight="neutral">
          Show
        </Button>
      </form>
      {next && <LinkButton href={next.href}>{next.label}</LinkButton>}
    </nav>
  );
}
