/** The look of the demo pages: the portal's colours, in the reader's own light or dark. */
const STYLE = `
:root { color-scheme: light dark; --canvas: light-dark(#f7f7f4, #121416); --surface: light-dark(#fff, #1b1e21);
  --ink: light-dark(#1b1f23, #edeff0); --muted: light-dark(#555c63, #a8b0b6); --edge: light-dark(#7a8187, #7f888f);
  --accent: light-dark(#0b5f6b, #74ccd8); --on-accent: light-dark(#fff, #04252a);
  --soft: light-dark(#e2f0f2, #15343a); --note: light-dark(#fdf0d9, #3a2b10); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--canvas); color: var(--ink); line-height: 1.5; overflow-wrap: anywhere;
  font-family: "Inter Variable", Inter, ui-sans-serif, system-ui, sans-serif; }
.banner { margin: 0; padding: .75rem 1rem; background: var(--note); text-align: center; font-weight: 600; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: .5rem 0 1rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .75rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); }
li[hidden], .search button[hidden] { display: none; }
button { font: inherit; color: inherit; cursor: pointer; }
li button { width: 100%; height: 100%; display: flex; flex-direction: column; align-items: start; gap: .125rem;
  padding: .75rem 1rem; text-align: start; background: var(--surface); border: 1px solid var(--edge); border-radius: .5rem; }
li button:hover { background: var(--soft); }
li button span { color: var(--muted); font-size: .875rem; }
.part::first-letter { text-transform: uppercase; }
li button .part { color: var(--accent); font-weight: 600; }
li button .plain { color: var(--muted); font-weight: 400; }
label { display: block; margin-bottom: .25rem; }
.search div { display: flex; gap: .5rem; }
input { flex: 1; min-width: 0; font: inherit; color: inherit; padding: .625rem .75rem; background: var(--surface);
  border: 1px solid var(--edge); border-radius: .5rem; }
.search button, .go { padding: .625rem 1rem; border: 0; border-radius: .5rem; background: var(--accent);
  color: var(--on-accent); font-weight: 600; text-decoration: none; display: inline-block; }
#count { color: var(--muted); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** Narrows the list while someone types, and presses "Sign out" for them; the pages work without it. */
const SCRIPT = `
const search = document.getElementById("search");
const list = document.querySelector("#people ul");
if (search && list && search.value === "") {
  const items = [...list.children];
  const count = document.getElementById("count");
  search.form.querySelector("button").hidden = true;
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\\s+/);
    for (const item of items) item.hidden = !words.every((word) => item.dataset.search.includes(word));
    const found = items.filter((item) => !item.hidden).length;
    count.textContent = found === 0 ? "Nobody is called that. Try a part of the name."
      : found === 1 ? "1 person. Press Enter to sign in." : found + " people";
  });
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = items.filter((item) => !item.hidden);
    if (found.length === 1) found[0].querySelector("button").click();
  });
}
document.getElementById("sign-out")?.click();
`;

export const ASSETS: Readonly<Record<string, { type: string; text: string }>> = {
  "/assets/demo.css": { type: "text/css; charset=utf-8", text: STYLE },
  "/assets/demo.js": { type: "text/javascript; charset=utf-8", text: SCRIPT },
};
