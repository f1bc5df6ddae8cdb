// Judges what mail clients make of a mail's HTML: `node caniemail.mjs FILE…` in the
// folder that holds node_modules. A pair is a feature that
// a file uses and a client that was tested with it. Prints for each file how many
// pairs there are, how many of them no longer work at all, and which features those
// are, as a JSON list.

import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const home = join(resolve("node_modules"), "caniemail/dist/index.js");
const { caniemail, rawData } = await import(pathToFileURL(home).href);

/// What has an error, as `feature\nclient`.
function pairs(html) {
  const { errors } = caniemail({ clients: ["*"], html }).issues;
  return new Set([...errors].flatMap(([client, all]) => all.map((e) => `${e.title}\n${client}`)));
}

/// Every feature under every client, as the table has them: its versions, each with
/// a word on how well it works.
const clients = new Set();
for (const { stats } of rawData.data) {
  for (const [family, platforms] of Object.entries(stats)) {
    for (const platform of Object.keys(platforms)) clients.add(`${family} ${platform}`);
  }
}
// It stops at a client that was not tested with a feature; such a pair tells nothing.
const tested = [];
for (const { stats } of rawData.data) {
  for (const client of clients) {
    const [family, platform] = client.split(" ");
    stats[family] ??= {};
    if (stats[family][platform]) tested.push(stats[family][platform]);
    else stats[family][platform] = { untested: "y" };
  }
}

const files = process.argv.slice(2).map((file) => [basename(file), readFileSync(file, "utf8")]);
const unsupported = files.map(([, html]) => pairs(html));

// It tells what does not work and not what was asked about. Where nothing works, all
// that was asked about is told.
for (const versions of tested) {
  for (const version of Object.keys(versions)) versions[version] = "n";
}
const told = files.map(([file, html], index) => {
  const features = {};
  for (const pair of unsupported[index]) {
    const [title] = pair.split("\n");
    features[title] = (features[title] ?? 0) + 1;
  }
  return { file, pairs: pairs(html).size, unsupported: unsupported[index].size, features };
});
console.log(JSON.stringify(told));
