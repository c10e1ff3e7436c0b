// The directions of docs/architecture.md, as errors. Parsed with swc: TypeScript 7 has no JavaScript API, and without a
// parser dependency-cruiser would pass on an empty graph (scripts/check-boundaries.ts asserts that it did not).
// dependency-cruiser asks swc for plain TypeScript only; files with JSX need to be read as such.
const swc = require("@swc/core");
const parseFileSync = swc.parseFileSync;
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith(".tsx") });

const inside = (folders) => `^(${folders})/`;
const tests = "(\\.test\\.tsx?$|^[a-z]+/testing/)";
const doors = "app|components|gateway|worker|scripts|bench|e2e";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true, dependencyTypesNot: ["type-only"] } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^#" } },
    {
      name: "lib-knows-no-door",
      severity: "error",
      comment: "lib is framework-free and runs in every process.",
      from: { path: inside("lib"), pathNot: tests },
      to: { path: inside(doors) },
    },
    {
      name: "lib-is-framework-free",
      severity: "error",
      from: { path: inside("lib") },
      to: { path: "node_modules/(next|next-auth|react|react-dom)/" },
    },
    {
      name: "processes-do-not-import-each-other",
      severity: "error",
      from: { path: inside("app|gateway|worker|components"), pathNot: tests },
      to: { path: inside("app|gateway|worker|scripts|bench|e2e"), pathNot: "^$1/" },
    },
    {
      name: "tests-reach-look-alikes-only",
      severity: "error",
      comment: "Tests run against the real look-alikes that ship for the embedded default, and against no other door.",
      from: { path: "^(app|components|gateway|lib|worker)/(.*\\.test\\.tsx?$|testing/)" },
      to: { path: inside(doors), pathNot: "^($1|scripts/local)/" },
    },
    {
      name: "components-know-schemas-only",
      severity: "error",
      from: { path: inside("components") },
      to: { path: inside("lib"), pathNot: "^lib/[^/]+/(schemas|shapes)\\.ts$" },
    },
    {
      name: "database-client-stays-in-lib",
      severity: "error",
      comment: "Doors call verbs; nobody outside lib builds or queries a database client.",
      from: { path: inside("app|components|gateway|worker") },
      to: { path: "(^generated/|node_modules/(@prisma/|pg/|bullmq/|ioredis/))" },
    },
    {
      name: "gateway-is-lean",
      severity: "error",
      comment: "The data path must not reach Prisma, Next, React or the queue, not even through lib.",
      from: { path: inside("gateway"), pathNot: tests },
      to: {
        path: "(^generated/|node_modules/(@prisma|next|next-auth|react|react-dom|bullmq|ioredis)/)",
        reachable: true,
      },
    },
    {
      name: "internal-stays-internal",
      severity: "error",
      from: { path: "^lib/([^/]+)/" },
      to: { path: "/internal\\.ts$", pathNot: "^lib/$1/" },
    },
    {
      name: "testing-only-in-tests",
      severity: "error",
      from: { pathNot: `(${tests}|^e2e/|^bench/|^scripts/conformance/|^vitest\\.)` },
      to: { path: "^[a-z]+/testing/" },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot:
          "(^scripts/supervisor/preload/|\\.d\\.ts$|\\.test\\.tsx?$|^app/.*/?(page|layout|route|loading|error|not-found|icon)\\.tsx?$|/schemas\\.ts$)",
      },
      to: {},
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "(node_modules|^generated/)" },
    exclude: { path: "^(dist|\\.next)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js"],
    },
  },
};
