/**
 * Programs with private windows, by the names that they go by on the three platforms. None of them can be told for
 * certain (docs/decisions/0025-pictures-on-the-device.md): Chromium's incognito and guest windows bear the same class,
 * role and title as its others, and Firefox that is always private says so nowhere.
 */
const ANYWHERE = new RegExp(
  [
    "chrome|chromium|firefox|iceweasel|librewolf|waterfox|palemoon|seamonkey|icecat|floorp|torbrowser|mullvad",
    "vivaldi|msedge|microsoft[ -]edge|iexplore|internet explorer|safari|epiphany|konqueror|falkon|qutebrowser",
    "midori|netsurf|ladybird|luakit|webbrowser|duckduckgo|yandex|iridium|thorium",
  ].join("|"),
);
/** These are parts of other words, too: `arc` is a browser, `archive-manager` is none. */
const AS_A_WORD =
  /(?:^|[^a-z])(?:browser|navigator|brave|opera|edge|arc|dia|comet|orion|zen|tor|min|surf|dillo|web|nyxt|servo|vimb)(?:$|[^a-z])/;

/** What windows call themselves in which nothing is to be kept; in a program that is not known as a browser, too. */
const PRIVATE = /incognito|inprivate|private (?:brows|window|mode|tab)|privater modus|navigation priv|privé/i;

/** Whether a window's program, by any of its names (lower case), is a browser: no picture is taken in one. */
export function isBrowser(programs: readonly string[]): boolean {
  return programs.some((name) => ANYWHERE.test(name) || AS_A_WORD.test(name));
}

/** Whether a title speaks of a private window. The title is read for this alone. */
export function soundsPrivate(title: string): boolean {
  return PRIVATE.test(title);
}
