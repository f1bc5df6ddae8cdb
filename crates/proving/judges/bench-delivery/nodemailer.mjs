// nodemailer's pool as its documentation shows it, in the folder that holds node_modules:
// PORT PEOPLE FOLDER CONNECTIONS [--key FILE] [--ca FILE].
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const nodemailer = createRequire(resolve("package.json"))("nodemailer");
const [port, people, folder, connections, ...options] = process.argv.slice(2);
const option = (name) => {
  const at = options.indexOf(name);
  return at < 0 ? undefined : readFileSync(options[at + 1], "utf8");
};
const privateKey = option("--key");
const ca = option("--ca");
const html = readFileSync(`${folder}/mail.html`, "utf8");
const text = readFileSync(`${folder}/mail.txt`, "utf8");
const transport = nodemailer.createTransport({
  pool: true, maxConnections: Number(connections), maxMessages: Infinity,
  host: ca ? "localhost" : "127.0.0.1", port: Number(port), secure: false,
  ...(ca ? { requireTLS: true, tls: { ca } } : { ignoreTLS: true }),
  ...(privateKey
    ? { dkim: { domainName: "quay.example.org", keySelector: "bench", privateKey } }
    : {}),
});
const fill = (part, name) => part.replaceAll("{{name}}", name);
let next = 0;
async function work() {
  while (next < Number(people)) {
    const n = next++;
    await transport.sendMail({
      from: "The Quay <brief@quay.example.org>",
      to: `reader${String(n).padStart(7, "0")}@peer.example`,
      subject: "Quay shut after the storm",
      html: fill(html, `Reader ${n}`), text: fill(text, `Reader ${n}`),
    });
  }
}
await Promise.all(Array.from({ length: 2 * Number(connections) }, work));
transport.close();
