"use client";

import { Bar, BarChart, CartesianGrid, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";

export type BarDatum = {
  name: string;
  /** The bar's length, and the same in a few words. */
  value: number;
  text: string;
  /** The same to the last digit, for the table, where sums are made. */
  exact?: string;
  /** Where it leads. */
  href?: string;
};

const BAR_PX = 40;
const TICK = { fill: "var(--color-ink)", fontSize: 13 };

type RechartsBarsProps = {
  data: BarDatum[];
  /** For the mouse: the table beside it leads to the same by keyboard. */
  onOpen: (datum: BarDatum) => void;
};

/** The drawing alone; used through `bars.tsx`, which keeps it out of server markup. */
export function RechartsBars({ data, onOpen }: RechartsBarsProps) {
  const open = (place: number) => {
    const datum = data[place];
    if (datum) onOpen(datum);
  };
  return (
    <ResponsiveContainer
      width="100%"
      height={data.length * BAR_PX + 8}
      initialDimension={{ width: 280, height: 100 }}
    >
      <BarChart
        data={data}
        layout="vertical"
        margin={{ top: 4, right: 88, bottom: 4, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid horizontal={false} stroke="var(--color-line)" />
        <XAxis type="number" hide domain={[0, "dataMax"]} />
        <YAxis type="category" dataKey="name" width={96} tickLine={false} axisLine={false} tick={TICK} />
        <Bar
          dataKey="value"
          fill="var(--color-accent)"
          minPointSize={1}
          radius={3}
          barSize={18}
          isAnimationActive={false}
          onClick={(_, place) => open(place)}
          className={data.some(({ href }) => href) ? "cursor-pointer" : undefined}
        >
          <LabelList dataKey="text" position="right" fill="var(--color-muted)" fontSize={13} />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}
