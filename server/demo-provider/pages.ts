import { htmlText } from "../../lib/html-text.ts";
import { type DemoPerson, featuredPeople } from "./people.ts";

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${htmlText(title)} · Sayso demo</title>
<link rel="stylesheet" href="/assets/demo.css">
<script src="/assets/demo.js" defer></script>
</head>
<body>
<header class="banner">Demo sign-in. No passwords: everyone here is invented.</header>
<main>
${body}
</main>
</body>
</html>
`;
}

/**
 * One press signs in. Works without scripts: then the search is a question to the server.
 *
 * @param query what was searched for; empty for everyone
 */
export function signInPage(uid: string, people: readonly DemoPerson[], query: string): string {
  const found = people.filter((person) => matches(person, query));
  const featured = query === "" ? featuredSection(uid, featuredPeople(people)) : "";
  return page(
    "Sign in",
    `<h1>Who are you today?</h1>
${featured}
<section aria-labelledby="everyone">
<h2 id="everyone">Everyone at the company</h2>
<form class="search" method="get" role="search">
<label for="search">Search by name, title or department</label>
<div><input id="search" type="search" name="q" value="${htmlText(query)}" autocomplete="off"><button>Search</button></div>
</form>
<p id="count" aria-live="polite">${countOf(found.length)}</p>
<form id="people" method="post" action="/sign-in/${htmlText(uid)}">
<ul>${found.map(personItem).join("\n")}</ul>
</form>
</section>`,
  );
}

function featuredSection(uid: string, people: readonly DemoPerson[]): string {
  return `<section aria-labelledby="featured">
<h2 id="featured">One person for each part</h2>
<form method="post" action="/sign-in/${htmlText(uid)}">
<ul class="featured">${people.map(personItem).join("\n")}</ul>
</form>
</section>`;
}

function personItem(person: DemoPerson): string {
  const isPlain = person.parts.every((part) => part === "employee");
  return `<li data-search="${htmlText(searchText(person))}">
<button name="person" value="${htmlText(person.subject)}">
<strong>${htmlText(person.name)}</strong>
<span>${htmlText(person.title)}, ${htmlText(person.department)}</span>
<span class="${isPlain ? "part plain" : "part"}">${htmlText(person.parts.join(", "))}</span>
</button></li>`;
}

function searchText({ name, title, department, parts }: DemoPerson): string {
  return [name, title, department, ...parts].join(" ").toLowerCase();
}

function matches(person: DemoPerson, query: string): boolean {
  const text = searchText(person);
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function countOf(found: number): string {
  if (found === 0) return "Nobody is called that. Try a part of the name.";
  return found === 1 ? "1 person" : `${found} people`;
}

/** Shown while the session ends: the script presses the button at once; without scripts a person does. */
export function signOutPage(form: string): string {
  return page(
    "Sign out",
    `<h1>Signing out</h1>
${form}
<p>You are being signed out of the demo.</p>
<p><button id="sign-out" class="go" type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button></p>`,
  );
}

/** Where a sign-out ends that did not say where to go next. */
export function signedOutPage(portalUrl: string): string {
  return page("Signed out", `<h1>You are signed out</h1>\n${backLink(portalUrl)}`);
}

/** Says what went wrong, and leads back. */
export function errorPage(reason: string, portalUrl: string): string {
  return page(
    "Sign-in did not work",
    `<h1>Sign-in did not work</h1>\n<p>${htmlText(reason)}</p>\n${backLink(portalUrl)}`,
  );
}

function backLink(portalUrl: string): string {
  return `<p><a class="go" href="${htmlText(portalUrl)}/">Back to Sayso</a></p>`;
}
