"""Judges mails: `python3 message.py FILE…`. A strict policy raises at the first defect of
any header or part; what was found is printed as JSON."""

import email, email.policy, email.utils, json, sys
from email.header import decode_header, make_header

# The new policy keeps the space between two encoded words (RFC 2047, 6.2, drops
# it); the old functions read names as mail clients do.
def called(to):
    return str(make_header(decode_header(email.utils.parseaddr(to)[0])))

found = []
for path in sys.argv[1:]:
    raw = open(path, "rb").read()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), path
    message = email.message_from_bytes(raw, policy=email.policy.SMTP.clone(raise_on_defect=True))
    for part in message.walk():
        assert not part.defects, (path, part.defects)
        for name, value in part.items():
            assert not value.defects, (path, name, value.defects)
    text, html = message.get_payload()
    found.append({
        "to": str(message["To"]),
        "name": called(email.message_from_bytes(raw)["To"]),
        "type": message.get_content_type(),
        "parts": [text.get_content_type(), html.get_content_type()],
        "text": text.get_content(),
        "html": html.get_content(),
        "unsubscribe": str(message["List-Unsubscribe"]),
    })
json.dump(found, sys.stdout)
