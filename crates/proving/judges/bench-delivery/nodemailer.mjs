// nodemailer's pool as its documentation shows it: PORT PEOPLE FOLDER.
import { readFileSync } from "node:fs";
import nodemailer from "nodemailer";

const [port, people, folder] = process.argv.slice(2);
const html = readFileSync(`${folder}/mail.html`, "utf8");
const text = readFileSync(`${folder}/mail.txt`, "utf8");
const transport = nodemailer.createTransport({
  pool: true, maxConnections: 10, maxMessages: Infinity,
  host: "127.0.0.1", port: Number(port), secure: false, ignoreTLS: true,
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
await Promise.all(Array.from({ length: 20 }, work));
transport.close();
