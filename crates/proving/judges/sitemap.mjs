// Judges sitemaps: `node sitemap.mjs FILE…` in the folder that holds node_modules.
// Each is held by libxml2 against the schema of sitemaps.org, version 0.9. Prints what
// it found as a JSON list of sentences.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";

const require = createRequire(resolve("package.json"));
const { validateXML } = require("xmllint-wasm");
const schemas = join(dirname(require.resolve("sitemap/package.json")), "schema");
const schema = readFileSync(join(schemas, "sitemap.xsd"), "utf8");

const found = [];
for (const file of process.argv.slice(2)) {
  const xml = [{ fileName: basename(file), contents: readFileSync(file, "utf8") }];
  const { errors, valid } = await validateXML({ xml, schema: [schema] });
  if (!valid) found.push(...errors.map(({ rawMessage }) => rawMessage), `${file} is not valid`);
}
console.log(JSON.stringify(found));
