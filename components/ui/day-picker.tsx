import { Button } from "./button.tsx";
import { CONTROL_STYLE } from "./field.tsx";
import { LinkButton } from "./link-button.tsx";

type DayPickerProps = {
  path: string;
  /** YYYY-MM-DD, as `today` is; no later day can be chosen. */
  day: string;
  today: string;
};

/** The day before, the day after, or any other. Plain links and a GET form. */
export function DayPicker({ path, day, today }: DayPickerProps) {
  const before = shifted(day, -1);
  const after = shifted(day, 1);
  return (
    <nav aria-label="Day" className="flex flex-wrap items-end gap-3">
      <LinkButton href={`${path}?day=${before}`}>Day before</LinkButton>
      <form method="get" action={path} className="flex items-end gap-2">
        <label className="grid gap-1 text-sm">
          <span className="sr-only">Day</span>
          <input
            key={day}
            type="date"
            name="day"
            defaultValue={day}
            max={today}
            required
            className={CONTROL_STYLE}
          />
        </label>
        <Button type="submit" weight="neutral">
          Show
        </Button>
      </form>
      {after <= today && <LinkButton href={`${path}?day=${after}`}>Day after</LinkButton>}
    </nav>
  );
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
