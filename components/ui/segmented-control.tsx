"use client";

import { useId } from "react";

type SegmentedControlProps<Value extends string> = {
  legend: string;
  options: { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
};

/** A few views of which one is shown: native radios, so arrow keys and screen readers work as everywhere. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1 text-muted text-sm">{props.legend}</legend>
      <div className="inline-flex max-w-full flex-wrap gap-1 rounded-control border border-line bg-sunken p-1">
        {props.options.map(({ value, label }) => (
          <label
            key={value}
            className="cursor-pointer rounded-[0.3rem] border border-transparent px-3 py-1 text-sm has-checked:border-edge has-checked:bg-surface has-checked:font-medium has-checked:shadow-sm has-focus-visible:outline-3 has-focus-visible:outline-accent forced-colors:has-checked:bg-[Highlight] forced-colors:has-checked:text-[HighlightText] forced-colors:has-checked:forced-color-adjust-none"
          >
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === props.value}
              onChange={() => props.onChange(value)}
              className="sr-only"
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
