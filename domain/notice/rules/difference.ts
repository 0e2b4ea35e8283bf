/** A run of words that stayed, came or went. */
export interface Part {
  readonly kind: "kept" | "added" | "removed";
  readonly text: string;
}

/** Beyond this many pairs of words what lies between the common ends counts as written anew. */
const MOST_PAIRS = 4_000_000;

/**
 * What changed between two texts, word by word: what was kept and added, in order, is the new text; what was kept
 * and removed is the old one.
 */
export function difference(before: string, after: string): Part[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const part = (kind: Part["kind"], words: string[]) => ({ kind, text: words.join("") });
  return joined([
    part("kept", now.slice(0, head)),
    ...between(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    part("kept", now.slice(now.length - tail)),
  ]);
}

/** Each with the space behind it, so that no space between two changes counts as kept. */
function wordsOf(text: string): string[] {
  return text.match(/^\s+|\S+\s*/g) ?? [];
}

/** The longest common run of words (in order, with gaps) is what was kept. */
function between(old: string[], now: string[]): Part[] {
  if (old.length * now.length > MOST_PAIRS)
    return [
      { kind: "removed", text: old.join("") },
      { kind: "added", text: now.join("") },
    ];
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const parts: Part[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [gone = "", come = ""] = [old[i], now[j]];
    if (i < old.length && j < now.length && gone === come) {
      parts.push({ kind: "kept", text: come });
      [i, j] = [i + 1, j + 1];
    } else if (j === now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: "removed", text: gone });
      i++;
    } else {
      parts.push({ kind: "added", text: come });
      j++;
    }
  }
  return parts;
}

/** Neighbours of one kind as one, and none that is empty. */
function joined(parts: readonly Part[]): Part[] {
  const all: { kind: Part["kind"]; text: string }[] = [];
  for (const { kind, text } of parts) {
    const last = all.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text !== "") all.push({ kind, text });
  }
  return all;
}
