"use client";

import { type KeyboardEvent, type MouseEvent, useId } from "react";
import { classNames } from "../ui/class-names.ts";
import { formatDuration } from "../ui/quantity.ts";
import { formatTime } from "../ui/time-zone.ts";
import { useTimeZone } from "../ui/time-zone-provider.tsx";
import { type CoverageDay, type DayRow, type Piece, rowsOf } from "./day.ts";
import { LABELS } from "./labels.ts";
import { PatternDefinitions, patternId } from "./patterns.tsx";

const HOUR = 60;
const MINUTE_MS = 60_000;
/** Pixels. */
const BAR = { top: 4, height: 40 };

type DayRowsProps = {
  day: CoverageDay;
  title: string;
  /** The index of the run that is being looked at. */
  chosen: number | null;
  onChoose: (run: number) => void;
};

/**
 * The drawing: one row of 24 hours where there is room, else rows of six. To the keyboard it is one
 * slider over the day's runs, so that it costs one tab stop however often the day changed.
 */
export function DayRows({ day, title, chosen, onChoose }: DayRowsProps) {
  const zone = useTimeZone();
  const last = Math.max(0, day.runs.length - 1);
  const run = day.runs[chosen ?? 0];
  const clock = (minute: number) => formatTime(day.startsAt + minute * MINUTE_MS, "time", zone);
  const byKey = (event: KeyboardEvent) => {
    const next = keyTarget(event.key, chosen, last);
    if (next === null || !run) return;
    event.preventDefault();
    onChoose(next);
  };
  const byPointer = (event: MouseEvent) => {
    const pressed = event.target instanceof SVGElement ? event.target.dataset.run : undefined;
    if (pressed !== undefined) onChoose(Number(pressed));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={chosen ?? 0}
      aria-valuetext={
        run
          ? `${clock(run.from)} to ${clock(run.from + run.minutes)}, ${LABELS[run.label].word}, ${formatDuration(run.minutes * 60)}`
          : "Nothing yet"
      }
      onKeyDown={byKey}
      onClick={byPointer}
      className="@container rounded-control"
    >
      <div className="hidden @2xl:block">
        <Rows day={day} minutesPerRow={day.minutes} hourEvery={3} chosen={chosen} />
      </div>
      <div className="grid gap-1 @2xl:hidden">
        <Rows day={day} minutesPerRow={6 * HOUR} hourEvery={2} chosen={chosen} />
      </div>
    </div>
  );
}

type RowsProps = { day: CoverageDay; minutesPerRow: number; hourEvery: number; chosen: number | null };

function Rows({ day, minutesPerRow, hourEvery, chosen }: RowsProps) {
  const prefix = useId();
  return rowsOf(day, minutesPerRow).map((row) => {
    // All rows have one scale, so the last row of a 25-hour day is short.
    const share = (minutes: number) => `${((minutes / minutesPerRow) * 100).toFixed(4)}%`;
    const own = `${prefix}-${row.from}`;
    return (
      <svg key={row.from} aria-hidden="true" width="100%" height="68" className="block overflow-visible">
        <PatternDefinitions prefix={own} labels={new Set(row.pieces.map(({ label }) => label))} />
        {/* What has not happened yet is a line, so that it cannot be taken for a label. */}
        <rect y={BAR.top + BAR.height - 1} width={share(row.minutes)} height="1" className="fill-edge" />
        {row.pieces.map((piece) => (
          <Run
            key={piece.from}
            piece={piece}
            x={share(piece.from - row.from)}
            width={share(piece.minutes)}
            fill={`url(#${patternId(own, piece.label)})`}
            chosen={piece.run === chosen}
          />
        ))}
        <HourMarks row={row} startsAt={day.startsAt} hourEvery={hourEvery} share={share} />
      </svg>
    );
  });
}

type RunProps = { piece: Piece; x: string; width: string; fill: string; chosen: boolean };

/** The bands above and below hold even the hollow pattern together; the mark under a chosen run needs no colour. */
function Run({ piece, x, width, fill, chosen }: RunProps) {
  const bottom = BAR.top + BAR.height;
  const place = { x, width };
  return (
    <g className={classNames("cursor-pointer", LABELS[piece.label].colour)} fill="currentColor">
      <rect {...place} y={BAR.top} height={BAR.height} className="coverage-ground fill-sunken" />
      <rect {...place} y={BAR.top} height={BAR.height} fill={fill} pointerEvents="all" data-run={piece.run} />
      <rect {...place} y={BAR.top} height="2" pointerEvents="none" />
      <rect {...place} y={bottom - 2} height="2" pointerEvents="none" />
      {chosen && <rect {...place} y={bottom + 2} height="4" className="fill-ink" />}
    </g>
  );
}

type HourMarksProps = {
  row: DayRow;
  startsAt: number;
  hourEvery: number;
  share: (minutes: number) => string;
};

function HourMarks({ row, startsAt, hourEvery, share }: HourMarksProps) {
  const zone = useTimeZone();
  const hours = Array.from({ length: Math.ceil(row.minutes / HOUR) }, (_, hour) => hour * HOUR);
  return hours.map((minute, index) => {
    const named = index % hourEvery === 0;
    return (
      <g key={minute}>
        <rect
          x={share(minute)}
          y={BAR.top + BAR.height + 2}
          width="1"
          height={named ? 7 : 4}
          className="fill-edge"
        />
        {named && (
          <text x={share(minute)} y={66} className="fill-muted text-xs">
            {formatTime(startsAt + (row.from + minute) * MINUTE_MS, "hour", zone).replace(" UTC", "")}
          </text>
        )}
      </g>
    );
  });
}

function keyTarget(key: string, chosen: number | null, last: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "ArrowRight" || key === "ArrowUp") return chosen === null ? 0 : Math.min(chosen + 1, last);
  if (key === "ArrowLeft" || key === "ArrowDown") return chosen === null ? last : Math.max(chosen - 1, 0);
  return null;
}
