"""What dkimpy says of each signature of each message: nothing but what DNS would
say is handed to it.

    dkim_signatures.py '{"name": "record", ...}' MESSAGE...

Prints a list for each message: one true or false for each signature."""

import json
import sys

import dkim

records = json.loads(sys.argv[1])


def dns(name, timeout=5):
    record = records.get(name.decode().rstrip("."))
    return record.encode() if record else None


found = []
for path in sys.argv[2:]:
    message = open(path, "rb").read()
    signatures = message.lower().count(b"\ndkim-signature:") + message.lower().startswith(b"dkim-signature:")
    verified = []
    for index in range(signatures):
        try:
            verified.append(bool(dkim.DKIM(message).verify(idx=index, dnsfunc=dns)))
        except dkim.DKIMException as error:
            sys.stderr.write(f"{path}: {error}\n")
            verified.append(False)
    found.append(verified)
json.dump(found, sys.stdout)
