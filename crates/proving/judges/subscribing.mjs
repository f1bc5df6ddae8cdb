// Subscribes and leaves as a reader does: `node subscribing.mjs CHROMIUM URL MAIL SHOTS`
// in the folder that holds node_modules. MAIL is a folder in which a relay's messages
// become files. At every step axe looks at the page in light, in dark and at 320 pixels,
// and nothing may scroll sideways or ask another place for anything. Scripts are off, as
// the pages have none; axe is run in a twin of the page that may. Screenshots of pages
// and letters go into SHOTS. Prints `{ found }`: sentences about what was wrong.

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(resolve("package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [browserPath, url, mail, shots] = process.argv.slice(2);
mkdirSync(shots, { recursive: true });
const found = [];

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
const looks = [
  { name: "light", colorScheme: "light", viewport: { width: 1100, height: 800 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1100, height: 800 } },
  { name: "narrow", colorScheme: "light", viewport: { width: 320, height: 640 } },
  { name: "narrow-dark", colorScheme: "dark", viewport: { width: 320, height: 640 } },
];
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const twins = [];
let before = "";
for (const { name: scheme, ...options } of looks) {
  const context = await browser.newContext({ ...options, bypassCSP: true });
  await context.route("**/*", (route) => {
    if (route.request().url() === `${url}/twin`) {
      return route.fulfill({ contentType: "text/html; charset=utf-8", body: before });
    }
    found.push(`asks for ${route.request().url()}`);
    return route.abort();
  });
  twins.push({ scheme, twin: await context.newPage() });
}

// What the reader has before them, looked at in every way. The twin gets the very words
// that were sent, so that looking sends nothing again.
async function look(name, html) {
  before = html;
  for (const { scheme, twin } of twins) {
    await twin.goto(`${url}/twin`);
    if (await twin.evaluate(() => document.documentElement.scrollWidth > innerWidth)) {
      found.push(`${name} ${scheme}: scrolls sideways`);
    }
    await twin.screenshot({ path: join(shots, `${name}-${scheme}.png`), fullPage: true });
    await twin.evaluate(axe);
    const { violations } = await twin.evaluate(
      (values) => window.axe.run({ runOnly: { type: "tag", values } }),
      standards,
    );
    for (const { id, help, nodes } of violations) {
      found.push(`${name} ${scheme}: ${help} (${id}), e.g. ${nodes[0].html}`);
    }
  }
}

const context = await browser.newContext({ javaScriptEnabled: false });
const page = await context.newPage();
page.on("console", (message) => {
  // The browser repeats what a form that was not taken, or a link to nowhere, answers.
  if (!/status of (404|422)/.test(message.text())) found.push(`console: ${message.text()}`);
});
page.on("request", (request) => {
  if (!request.url().startsWith(url)) found.push(`asks for ${request.url()}`);
});

async function seen(name, response, words) {
  const html = await response.text();
  if (!html.includes(words)) found.push(`${name}: ${words} is missing in ${html}`);
  await look(name, html);
}

async function press(name, button, words) {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().isNavigationRequest()),
    page.getByRole("button", { name: button }).first().click(),
  ]);
  await page.waitForLoadState();
  await seen(name, response, words);
}

async function go(name, path, words) {
  await seen(name, await page.goto(path), words);
}

// The newest letter with this subject, once it is there, as HTML.
async function letter(subject) {
  for (let tries = 0; tries < 1200; tries += 1) {
    for (const file of readdirSync(mail)) {
      const text = readFileSync(join(mail, file), "utf8").replace(/\r\n/g, "\n");
      if (!text.includes(`Subject: ${subject}`) || !text.includes("--=_")) continue;
      const html = text.slice(text.indexOf("Content-Type: text/html"));
      const body = html.slice(html.indexOf("\n\n") + 2, html.indexOf("\n--=_"));
      const bytes = body.replace(/=\n/g, "").replace(
        /=([0-9A-F]{2})/g,
        (_, hex) => String.fromCharCode(parseInt(hex, 16)),
      );
      return Buffer.from(bytes, "latin1").toString("utf8");
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`no letter: ${subject}`);
}

const link = (html, page) => html.match(new RegExp(`href="([^"]*/${page}/[^"]*)"`))[1];

// A slip first.
await go("form", `${url}/subscribe`, "Subscribe to The Quay");
await page.getByLabel("Your e-mail address").fill("nobody");
await press("form-wrong", "Subscribe", "We cannot write to this address");
await page.getByLabel("Your e-mail address").fill("ann@example.org");
await page.getByLabel("The Brief").check();
await page.getByLabel("The Week, Looked at Again from the Far End of the Pier").check();
await press("asked", "Subscribe", "One more step");

const confirmation = await letter("Please confirm");
await look("letter-confirm", confirmation);
await go("confirm", link(confirmation, "confirm"), "Confirm your subscription");
await press("confirmed", "Yes, subscribe me", "You are subscribed");

const welcome = await letter("Welcome to The Quay");
await look("letter-welcome", welcome);
await go("preferences", link(welcome, "preferences"), "What you get");
await page.getByLabel("Your name").fill("Ann Ames");
await page.getByLabel("City").fill("Rome");
await page.getByLabel("Age").fill("many");
await page.getByLabel("Premium").selectOption("yes");
await press("preferences-wrong", "Save", "This should be a number");
await page.getByLabel("Age").fill("42");
await press("preferences-saved", "Save", "Saved.");
await press("preferences-left", "Leave The Brief", "You have left The Brief");
await press("preferences-undone", "That was a mistake", "You get The Brief again");

// The link in the mail of an edition is of one list.
const leave = link(welcome, "unsubscribe");
await go("leave", leave, "Leave The Brief?");
await press("left", "Leave The Brief", "You have left The Brief");
await press("back", "That was a mistake", "You get The Brief again");
await press("left-again", "Leave The Brief", "You have left The Brief");
await go("off", leave, "You are not on The Brief");
await go("preferences-one", link(welcome, "preferences"), "Far End of the Pier");
await press("preferences-none", /^Leave The Week/, "you are on no list");
await go("unknown", `${leave.slice(0, -1)}${leave.endsWith("0") ? "1" : "0"}`, "leads nowhere");
await go("used", link(confirmation, "confirm"), "nothing to confirm");

// By keyboard alone.
await page.goto(`${url}/subscribe`);
const stops = [];
for (let tab = 0; tab < 5; tab += 1) {
  await page.keyboard.press("Tab");
  stops.push(await page.locator(":focus").evaluateAll((all) => all.map((e) => e.id || e.tagName)[0]));
}
if (stops.includes("website")) found.push(`the robots' field is a stop of the keyboard: ${stops}`);
if (!stops.includes("address")) found.push(`the address is no stop of the keyboard: ${stops}`);

await browser.close();
console.log(JSON.stringify({ found }));
