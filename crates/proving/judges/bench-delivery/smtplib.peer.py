"""Python's email and smtplib over one connection: PORT PEOPLE FOLDER [--ca FILE]."""
import smtplib
import ssl
import sys
from email.message import EmailMessage

port, people, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
html = open(f"{folder}/mail.html", encoding="utf-8").read()
text = open(f"{folder}/mail.txt", encoding="utf-8").read()
ca = sys.argv[sys.argv.index("--ca") + 1] if "--ca" in sys.argv else None
with smtplib.SMTP("localhost" if ca else "127.0.0.1", port) as smtp:
    if ca:
        smtp.starttls(context=ssl.create_default_context(cafile=ca))
    for n in range(people):
        message = EmailMessage()
        message["From"] = "The Quay <brief@quay.example.org>"
        message["To"] = f"reader{n:07}@peer.example"
        message["Subject"] = "Quay shut after the storm"
        message.set_content(text.replace("{{name}}", f"Reader {n}"))
        message.add_alternative(html.replace("{{name}}", f"Reader {n}"), subtype="html")
        smtp.send_message(message)
