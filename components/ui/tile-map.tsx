import { classNames } from "./class-names.ts";
import { Link } from "./link.tsx";

/** How a state of a tile looks: its colour, its pattern and its sign always come together, with its word in the legend. */
export type TileLook = "good" | "gap" | "empty" | "stopped";

export type Tile = {
  /** Counted from 1. */
  row: number;
  column: number;
  /** Two or three letters. */
  label: string;
  /** What a screen reader says and a pointer sees: the whole name and how it stands. */
  name: string;
  href: string;
  look: TileLook;
};

type TileMapProps = {
  /** What the map shows, for whoever does not see it. */
  label: string;
  tiles: Tile[];
  /** What each look means, in the order of the legend. */
  legend: { look: TileLook; word: string; meaning: string }[];
};

const COLOURS: Record<TileLook, string> = {
  good: "border-accent bg-accent-soft text-accent-strong",
  gap: "border-danger bg-danger-soft text-danger",
  empty: "border-edge border-dashed bg-surface text-muted",
  stopped: "border-ink bg-sunken text-ink",
};

const PATTERNS: Record<TileLook, string> = {
  good: "bg-current",
  gap: "bg-[repeating-linear-gradient(45deg,currentColor_0_2px,transparent_2px_6px)]",
  empty: "bg-transparent",
  stopped:
    "bg-[repeating-linear-gradient(45deg,currentColor_0_1px,transparent_1px_4px),repeating-linear-gradient(-45deg,currentColor_0_1px,transparent_1px_4px)]",
};

/** Plain marks: a pattern is not drawn in every mode of contrast. */
const SIGNS: Record<TileLook, string> = { good: "✓", gap: "!", empty: "·", stopped: "×" };

// Whole names of classes, or the style sheet would not have them.
const ROWS =
  "row-start-1 row-start-2 row-start-3 row-start-4 row-start-5 row-start-6 row-start-7 row-start-8".split(
    " ",
  );
const COLUMNS =
  "col-start-1 col-start-2 col-start-3 col-start-4 col-start-5 col-start-6 col-start-7 col-start-8 col-start-9 col-start-10 col-start-11".split(
    " ",
  );

/**
 * Places as tiles of one size, roughly where they lie: up to eight rows of eleven. It shrinks with the screen, and
 * each tile is a link, in the order in which the map is read.
 */
export function TileMap({ label, tiles, legend }: TileMapProps) {
  const inOrder = [...tiles].sort((a, b) => a.row - b.row || a.column - b.column);
  return (
    <div className="grid gap-4">
      <ul aria-label={label} className="grid max-w-2xl grid-cols-11 gap-0.5 sm:gap-1.5">
        {inOrder.map((tile) => (
          <li
            key={tile.label}
            className={classNames("aspect-square", ROWS[tile.row - 1], COLUMNS[tile.column - 1])}
          >
            <Link
              href={tile.href}
              title={tile.name}
              aria-label={tile.name}
              className={classNames(
                "flex size-full flex-col overflow-hidden rounded-sm border leading-none sm:rounded-control",
                "hover:underline focus-visible:z-10",
                COLOURS[tile.look],
              )}
            >
              <TileFace label={tile.label} look={tile.look} />
            </Link>
          </li>
        ))}
      </ul>
      <ul aria-label="What the tiles mean" className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {legend.map(({ look, word, meaning }) => (
          <li key={look} className="flex gap-3">
            <span
              aria-hidden="true"
              className={classNames(
                "flex size-9 shrink-0 flex-col overflow-hidden rounded-sm border leading-none",
                COLOURS[look],
              )}
            >
              <TileFace label="" look={look} />
            </span>
            <span className="min-w-0">
              <span className="font-medium">{word}</span>
              <span className="block text-muted text-sm">{meaning}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function TileFace({ label, look }: { label: string; look: TileLook }) {
  return (
    <>
      <span className="flex grow flex-col items-center justify-center gap-px sm:flex-row sm:gap-1">
        <span className="font-semibold text-[0.625rem] sm:text-sm">{label}</span>
        <span aria-hidden="true" className="font-bold text-[0.5rem] sm:text-sm">
          {SIGNS[look]}
        </span>
      </span>
      <span aria-hidden="true" className={classNames("h-1 w-full shrink-0 sm:h-2.5", PATTERNS[look])} />
    </>
  );
}
