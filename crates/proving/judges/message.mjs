// The parts of a mail that Copydesk has written (RFC 2045: multipart/alternative,
// quoted-printable, CRLF); not a reader of mail in general.

import { readFileSync } from "node:fs";

const decoded = (body) => {
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
};

/// The HTML part of the mail in `file`.
export function htmlOf(file) {
  const mail = readFileSync(file, "latin1");
  const boundary = /boundary="([^"]+)"/.exec(mail)[1];
  const parts = mail.split(`--${boundary}`).map((part) => {
    const [head, ...body] = part.split("\r\n\r\n");
    return { head: head.toLowerCase(), body: body.join("\r\n\r\n") };
  });
  const html = parts.find(({ head }) => head.includes("\r\ncontent-type: text/html"));
  if (!html?.head.includes("quoted-printable")) throw new Error(`${file}: no HTML part`);
  return decoded(html.body);
}
