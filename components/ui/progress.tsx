import { useId } from "react";

type ProgressProps = { label: string; value: number; max: number; text: string };

/** How much of something is done or used up, as a bar and in words. */
export function Progress({ label, value, max, text }: ProgressProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <div className="flex flex-wrap justify-between gap-x-4 text-sm">
        <label htmlFor={id}>{label}</label>
        <span className="text-muted tabular-nums">{text}</span>
      </div>
      <progress
        id={id}
        value={Math.min(value, max)}
        max={max}
        aria-valuetext={text}
        className="h-2 w-full appearance-none overflow-hidden rounded-full border border-edge bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
    </div>
  );
}
