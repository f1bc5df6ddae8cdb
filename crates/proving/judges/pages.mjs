// Judges pages: `node pages.mjs CHROMIUM KIND FILE…` in the folder that holds
// node_modules. KIND is `page`, or `mail` for the HTML of mails, which may do what
// only mail clients need. html-validate reads each file; axe looks at it in a
// browser, in light, in dark, and at 320 pixels, where it also must not scroll
// sideways. Prints what they found as a JSON list of sentences. One browser serves
// all.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(resolve("package.json"));
const { HtmlValidate } = require("html-validate");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [browserPath, kind, ...files] = process.argv.slice(2);
const found = [];

// Mail clients drop style sheets, so styles are inline; Outlook wants comments.
const forMail = { "no-inline-style": "off", "no-conditional-comment": "off" };
const rules = kind === "mail" ? forMail : {};
const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules,
});
for (const file of files) {
  const report = await validator.validateString(readFileSync(file, "utf8"));
  for (const { messages } of report.results) {
    for (const { line, column, message, ruleId } of messages) {
      found.push(`${basename(file)}:${line}:${column} ${message} (${ruleId})`);
    }
  }
}

const looks = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { name: "narrow", colorScheme: "light", viewport: { width: 320, height: 640 } },
];
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Run by root, Chromium wants to be told that there is no sandbox.
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
for (const { name, ...look } of looks) {
  const context = await browser.newContext(look);
  // A page that is complete in itself asks for nothing.
  await context.route(/^(?!file:)/, (route) => {
    found.push(`${name}: the page asks for ${route.request().url()}`);
    return route.abort();
  });
  for (const file of files) {
    const page = await context.newPage();
    page.on("console", (message) => found.push(`${basename(file)} ${name}: ${message.text()}`));
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) {
      found.push(`${basename(file)} ${name}: scrolls sideways`);
    }
    await page.evaluate(axe);
    const { violations } = await page.evaluate(
      (values) => window.axe.run({ runOnly: { type: "tag", values } }),
      standards,
    );
    for (const { id, help, nodes } of violations) {
      found.push(`${basename(file)} ${name}: ${help} (${id}), e.g. ${nodes[0].html}`);
    }
    await page.close();
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify(found));
