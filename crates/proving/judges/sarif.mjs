// Judges SARIF logs: `node sarif.mjs FILE…` in the folder that holds node_modules.
// Each is held against the official schema of SARIF 2.1.0, formats included, and
// against the rules of the standard's own tool that no schema can express.
// Prints what they found as a JSON list of sentences.

import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";

const require = createRequire(resolve("package.json"));
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const files = process.argv.slice(2);
const multitool = require("@microsoft/sarif-multitool");
const schema = JSON.parse(readFileSync(join(dirname(multitool), "sarif-2.1.0.json"), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(schema);

const found = [];
for (const file of files) {
  if (!validate(JSON.parse(readFileSync(file, "utf8")))) {
    for (const { instancePath, message } of validate.errors) {
      found.push(`${basename(file)}: ${instancePath} ${message}`);
    }
  }
}

chmodSync(multitool, 0o755);
const judged = spawnSync(multitool, ["validate", ...files, "--rule-kind", "Sarif;Ghas"], {
  encoding: "utf8",
  env: {
    ...process.env,
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1",
    // One of its rules asks the network for the schema; nobody is to be asked.
    HTTPS_PROXY: "http://127.0.0.1:9",
    HTTP_PROXY: "http://127.0.0.1:9",
  },
});
if (judged.error) throw judged.error;
const lines = `${judged.stdout}${judged.stderr}`.split("\n");
if (!lines.some((line) => line.includes("Analysis completed successfully"))) {
  throw new Error(lines.join("\n"));
}
// SARIF2005 asks for the tool's home page, which there is not yet.
const remark = / (error|warning) (?!SARIF2005)[A-Z]+\d+: /;
found.push(...lines.filter((line) => remark.test(line)));
console.log(JSON.stringify(found));
