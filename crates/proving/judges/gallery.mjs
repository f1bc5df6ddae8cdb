// Screenshots of mails: `node gallery.mjs CHROMIUM FOLDER LOOK=FILE…` in the folder
// that holds node_modules. Each LOOK is shown in light and in dark, as wide as a
// phone and as a reading pane, as `FOLDER/LOOK-light-320.png`.

import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { htmlOf } from "./message.mjs";

const require = createRequire(resolve("package.json"));
const { chromium } = require("playwright-core");

const [browserPath, folder, ...looks] = process.argv.slice(2);
const sizes = [
  { width: 320, height: 640 },
  { width: 640, height: 640 },
];
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
for (const colorScheme of ["light", "dark"]) {
  for (const viewport of sizes) {
    const context = await browser.newContext({ colorScheme, viewport, offline: true });
    const page = await context.newPage();
    for (const look of looks) {
      const [name, file] = look.split("=");
      await page.setContent(htmlOf(file));
      const path = join(folder, `${name}-${colorScheme}-${viewport.width}.png`);
      await page.screenshot({ path, animations: "disabled", caret: "hide" });
    }
    await context.close();
  }
}
await browser.close();
