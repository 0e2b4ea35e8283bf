// The order of the nouns, held between folders. Looked at without tests: they meet the whole domain in
// prisma/factories, and would close every circle.
const { options } = require("./.dependency-cruiser.cjs");

module.exports = {
  forbidden: [
    {
      name: "no-noun-cycles",
      severity: "error",
      comment: "A noun leans only on nouns before it.",
      scope: "folder",
      from: { path: "^domain/" },
      to: { circular: true },
    },
  ],
  options: { ...options, exclude: { path: ["\\.test\\.tsx?$", "^prisma/factories/"] } },
};
