import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

// Paths of this repository that a page names in backticks or links to must exist; prose rots quietly otherwise.

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  encoding: "utf8",
});
const topLevel = /^(app|bench|components|docs|e2e|gateway|lib|prisma|public|scripts|worker|\.ci)\//;
let broken = 0;

for (const page of listed.split("\n").filter((name) => name !== "" && existsSync(name))) {
  const text = readFileSync(page, "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name = ""]) => name).filter((name) => topLevel.test(name));
  const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => path.join(path.dirname(page), target));
  for (const name of [...quoted, ...links]) {
    // `<noun>`, `*`, `{a,b}` and `…` stand for many paths.
    if (/[<>*{}…[\]]/.test(name) || existsSync(name.replace(/[.,:]$/, ""))) continue;
    broken++;
    console.error(`${page}: ${name} does not exist`);
  }
}
if (broken > 0) process.exit(1);
console.log("every path named in a page exists");
