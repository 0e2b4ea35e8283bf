import fc from "fast-check";
import { expect, test } from "vitest";
import type { ApplicationFact } from "../../domain/directive/rules.ts";
import { ALWAYS, allAllowed } from "../../domain/directive/test-facts.ts";
import type { ExemptionFact } from "../../domain/exemption/schema.ts";
import { CATEGORIES } from "../../domain/notice/schema.ts";
import { CLAIMS, heard, VERSIONS } from "./test-windows.ts";

const NOW = 1_790_000_000_000;

const application = (id: keyof typeof CLAIMS) =>
  fc.subarray([...CATEGORIES], { minLength: 1 }).map(
    (categories): ApplicationFact => ({
      id,
      name: id,
      match: { linux: [...CLAIMS[id].linux] },
      categories,
      approved: ALWAYS,
      allowed: [ALWAYS],
    }),
  );
const applications = fc.tuple(application("terminal"), application("spreadsheet"), application("drawing"));
const exemption = fc
  .record({
    categories: fc.subarray([...CATEGORIES]),
    applications: fc.subarray(["terminal", "spreadsheet", "drawing"]),
  })
  .map((each): ExemptionFact => ({ ...ALWAYS, ...each, week: null }));
const exemptions = fc.array(exemption, { minLength: 1, maxLength: 2 });

test.each(VERSIONS)("no exemption makes an agent of version %s listen to more of any window", (version) => {
  let less = 0;
  let some = 0;
  fc.assert(
    fc.property(applications, exemptions, (all, exempt) => {
      const without = heard(allAllowed(all), NOW, version);
      const own = heard({ ...allAllowed(all), exemptions: exempt }, NOW, version);
      for (const [window, before] of without) {
        const now = own.get(window) ?? [];
        expect(
          now.filter((each) => !before.includes(each)),
          window,
        ).toEqual([]);
        if (now.length < before.length) less += 1;
        if (now.length > 0) some += 1;
      }
    }),
    { numRuns: 3_000 },
  );
  // Or nothing was tried.
  expect(less).toBeGreaterThan(1_000);
  expect(some).toBeGreaterThan(800);
});

test("of what is left out in an application, nothing is heard in any window that goes by one of its names", () => {
  fc.assert(
    fc.property(applications, exemption, (all, exempt) => {
      const own = heard({ ...allAllowed(all), exemptions: [exempt] }, NOW, "0.3.0");
      for (const { id, match, categories } of all) {
        if (exempt.applications.length > 0 && !exempt.applications.includes(id)) continue;
        const taken = categories.filter(
          (each) => exempt.categories.length === 0 || exempt.categories.includes(each),
        );
        for (const [window, kept] of own)
          if (match.linux?.some((name) => window.split(" or ").includes(name.toLowerCase())))
            for (const each of taken) expect(kept.join(), window).not.toContain(` ${each}`);
      }
    }),
    { numRuns: 2_000 },
  );
});
