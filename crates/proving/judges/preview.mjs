// Uses the preview as an editor does: `node preview.mjs CHROMIUM URL DRAFT TEMPLATE SHOTS`
// in the folder that holds node_modules. It saves DRAFT and TEMPLATE, waits for
// what it wrote to stand on the page, turns to every tab and every sample, and has
// axe look at all of it, in light, in dark, and at 320 pixels. Screenshots go into
// SHOTS. Prints `{ found, saves }`: sentences about what was wrong, and for each save
// how many milliseconds after it the page was told, had the page anew, had the mail
// anew, and showed it (`told`, `page`, `mail`, `shown`), and how long the same browser
// took to load nothing but the mail, which says how busy the machine is (`yardstick`).

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(resolve("package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [browserPath, url, draft, template, shots] = process.argv.slice(2);
mkdirSync(shots, { recursive: true });
const found = [];
const saves = [];

// As careful editors save.
function save(path, text) {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });

async function open(look) {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  page.on("console", (message) => found.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => found.push(`error: ${error}`));
  page.on("dialog", (dialog) => found.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
  await context.route((address) => !address.href.startsWith(url), (route) => {
    found.push(`asks for ${route.request().url()}`);
    return route.abort();
  });
  return page;
}

const inFrame = (page, words) =>
  page.waitForFunction((wanted) => {
    const frame = document.querySelector("iframe:not(.behind)");
    return frame?.contentDocument?.body?.textContent.includes(wanted);
  }, words, { polling: "raf", timeout: 60_000 });

async function tab(page, name) {
  await page.getByRole("link", { name }).click();
  await page.waitForLoadState("networkidle").catch(() => {});
}

// Load.
const page = await open({ colorScheme: "light", viewport: { width: 1200, height: 860 } });
const clear = readFileSync(draft, "utf8");
await page.goto(url);
await inFrame(page, "Quay shut");

// Save, and see it where one was reading.
await page.evaluate(() => document.querySelector("iframe").contentWindow.scrollTo(0, 120));
await page.evaluate(() => {
  window.told = [];
  const events = new EventSource("/events");
  events.addEventListener("message", () => told.push(performance.timeOrigin + performance.now()));
  return new Promise((open) => events.addEventListener("open", open));
});
for (let round = 1; round <= 40; round += 1) {
  const words = `on its ${round}th day`;
  await page.evaluate(() => performance.clearResourceTimings());
  const began = performance.timeOrigin + performance.now();
  save(draft, clear.replace("on Thursday", words));
  await inFrame(page, words);
  const shown = performance.timeOrigin + performance.now();
  const on = await page.evaluate((began) => {
    const since = (time) => Math.round(performance.timeOrigin + time - began);
    const had = (kinds) => {
      const all = performance.getEntriesByType("resource");
      return since(all.filter((e) => kinds.includes(e.initiatorType)).at(-1)?.responseEnd);
    };
    const heard = told.find((time) => time > began);
    return { told: Math.round(heard - began), page: had(["fetch"]), mail: had(["iframe"]) };
  }, began);
  const yardstick = await page.evaluate(async () => {
    const frame = document.createElement("iframe");
    frame.className = "behind";
    frame.src = document.querySelector("iframe:not(.behind)").src;
    const began = performance.now();
    const loaded = new Promise((done) => frame.addEventListener("load", done));
    document.querySelector("#stage").append(frame);
    await loaded;
    frame.remove();
    return Math.round(performance.now() - began);
  });
  saves.push({ ...on, shown: Math.round(shown - began), yardstick });
}
const scrolled = await page.evaluate(
  () => document.querySelector("iframe:not(.behind)").contentWindow.scrollY,
);
if (scrolled !== 120) found.push(`a save moved the page to ${scrolled}`);

// A template is saved, broken, mended.
const look = readFileSync(template, "utf8");
save(template, `<p>Set by hand</p>${look}`);
await inFrame(page, "Set by hand");
save(template, `{{nobody.knows.this}}${look}`);
await page.getByText("This is an old edition").waitFor();
await page.getByText(/_mail-brief\.hbs:1:1/).waitFor();
await inFrame(page, "Set by hand");
await page.screenshot({ path: join(shots, "outdated.png") });
await tab(page, /^Findings/);
await inFrame(page, "nobody");
await page.screenshot({ path: join(shots, "broken.png") });
save(template, look);
await page.getByText("Cannot be shown").waitFor({ state: "detached" });

// Held, and clear again.
await tab(page, "HTML");
save(draft, clear.replace("[1]", "[7]"));
await page.getByText("A galley:").waitFor();
await page.screenshot({ path: join(shots, "galley.png") });
await page.getByRole("link", { name: /^Findings \d/ }).waitFor();
save(draft, clear);
await page.getByText("A galley:").waitFor({ state: "detached" });

// Every tab, every reader.
const readers = await page.locator("#readers option").evaluateAll((all) => all.map((o) => o.value));
if (readers.length < 5) found.push(`only ${readers.length} sample readers`);
for (const reader of readers) {
  await tab(page, "HTML");
  await page.locator("#readers").selectOption(reader);
  await page.waitForURL((address) => address.searchParams.get("as") === reader);
  await tab(page, "Text");
  const text = await page.locator("pre").innerText();
  if (!text.includes("@") || !text.includes("[1]")) found.push(`${reader}: ${text}`);
}
await tab(page, "Headers and source");
await page.getByRole("rowheader", { name: "List-Unsubscribe-Post" }).waitFor();
await tab(page, "Dark");
const dark = await page.evaluate(() => {
  const { contentDocument: inside, contentWindow } = document.querySelector("iframe");
  const wrapper = inside.querySelector("table, div");
  return [inside.body, wrapper].map((e) => contentWindow.getComputedStyle(e).backgroundColor);
});
if (!dark.some((colour) => /^rgb\((\d|[1-5]\d), /.test(colour))) found.push(`dark is ${dark}`);
await page.context().close();

// By axe, and by whoever looks at the pictures.
const looks = [
  { name: "light", colorScheme: "light", viewport: { width: 1200, height: 860 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1200, height: 860 } },
  { name: "narrow", colorScheme: "light", viewport: { width: 320, height: 640 } },
];
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
for (const { name, ...look } of looks) {
  const page = await open(look);
  for (const view of ["findings", "html", "dark", "phone", "text", "source", "page"]) {
    await page.goto(`${url}?view=${view}&as=long-name`);
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) {
      found.push(`${view} ${name}: scrolls sideways`);
    }
    await page.screenshot({ path: join(shots, `${view}-${name}.png`) });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(
      (values) => window.axe.run({ runOnly: { type: "tag", values } }),
      standards,
    );
    for (const { id, help, nodes } of violations) {
      found.push(`${view} ${name}: ${help} (${id}), e.g. ${nodes[0].html}`);
    }
  }
  await page.context().close();
}
await browser.close();
console.log(JSON.stringify({ found, saves }));
