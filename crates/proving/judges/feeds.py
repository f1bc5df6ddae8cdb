"""Judges feeds: `python3 feeds.py FILE…`, with feedparser. Each file is read by
feedparser and held against the rules of its format, as feed validators have them:
RFC 4287 (Atom), RSS 2.0, JSON Feed 1.1. Prints sentences as a JSON list."""

import json
import re
import sys
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
# What feed readers take out, and validators warn of.
UNSAFE = re.compile(r"<(script|style|iframe|form|object|embed|link|meta)\b|\son\w+\s*=|javascript:", re.I)
RELATIVE = re.compile(r"""<[^>]*\s(?:href|src)\s*=\s*["'](?!https?:|mailto:|tel:)""", re.I)

found = []


def say(condition, sentence):
    if not condition:
        found.append(sentence)


def absolute(url):
    parts = urlsplit(url or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def one(name, parent, tag):
    """The text of the one child with this tag."""
    all_of_it = parent.findall(tag)
    say(len(all_of_it) == 1, f"{name}: {len(all_of_it)} of {tag} in {parent.tag}")
    return (all_of_it[0].text or "").strip() if all_of_it else ""


def unique(name, values):
    twice = {value for value in values if values.count(value) > 1}
    say(not twice, f"{name}: two entries are {', '.join(sorted(twice))}")
    say(values, f"{name}: no entries")


def html(name, text):
    say(not UNSAFE.search(text or ""), f"{name}: unsafe HTML: {(UNSAFE.search(text or '') or [''])[0]}")
    say(not RELATIVE.search(text or ""), f"{name}: a relative address in HTML")


def atom(name, feed):
    for parent in [feed, *feed.findall(ATOM + "entry")]:
        say(one(name, parent, ATOM + "title"), f"{name}: an empty title")
        say(absolute(one(name, parent, ATOM + "id")), f"{name}: an id that is no address")
        say(MOMENT.match(one(name, parent, ATOM + "updated")), f"{name}: updated is no moment")
        for published in parent.findall(ATOM + "published"):
            say(MOMENT.match(published.text or ""), f"{name}: published is no moment")
        kinds = []
        for link in parent.findall(ATOM + "link"):
            say(absolute(link.get("href")), f"{name}: a link to {link.get('href')}")
            kinds.append((link.get("rel", "alternate"), link.get("type"), link.get("hreflang")))
        say(len(kinds) == len(set(kinds)), f"{name}: two links of a kind: {kinds}")
        if parent is feed:
            say(any(kind[0] == "self" for kind in kinds), f"{name}: no link to itself")
            continue
        say(parent.find(ATOM + "author") is not None or feed.find(ATOM + "author") is not None,
            f"{name}: an entry by nobody")
        content = parent.find(ATOM + "content")
        say(content is not None or any(kind[0] == "alternate" for kind in kinds),
            f"{name}: an entry with neither content nor page")
        if content is not None and content.get("type") == "html":
            html(name, content.text)
    for author in feed.iter(ATOM + "author"):
        say(one(name, author, ATOM + "name"), f"{name}: an author without a name")
    unique(name, [one(name, entry, ATOM + "id") for entry in feed.findall(ATOM + "entry")])


def rss(name, root):
    say(root.get("version") == "2.0", f"{name}: version {root.get('version')}")
    channel = root.find("channel")
    for tag in ("title", "link", "description"):
        say(one(name, channel, tag), f"{name}: the channel's {tag} is empty")
    say(absolute(one(name, channel, "link")), f"{name}: the channel's link is no address")
    own = [link for link in channel.findall(ATOM + "link") if link.get("rel") == "self"]
    say(len(own) == 1 and absolute(own[0].get("href")), f"{name}: no atom:link to itself")
    for item in channel.findall("item"):
        say(item.find("title") is not None or item.find("description") is not None,
            f"{name}: an item with neither title nor description")
        guid = item.find("guid")
        say(guid is not None, f"{name}: an item without a guid")
        if guid is not None and guid.get("isPermaLink", "true") == "true":
            say(absolute(guid.text), f"{name}: a guid that is no address: {guid.text}")
        for link in item.findall("link"):
            say(absolute(link.text), f"{name}: a link to {link.text}")
        # An author is an address here; names stand in dc:creator.
        for author in item.findall("author"):
            say("@" in (author.text or ""), f"{name}: an author without an address: {author.text}")
        for tag in ("description", CONTENT):
            for text in item.findall(tag):
                html(name, text.text)
    for date in [*root.iter("pubDate"), *root.iter("lastBuildDate")]:
        try:
            say(parsedate_to_datetime(date.text).tzinfo, f"{name}: {date.text} has no zone")
        except (TypeError, ValueError):
            say(False, f"{name}: {date.text} is no date")
    unique(name, [item.findtext("guid") for item in channel.findall("item")])


def json_feed(name, feed):
    say(feed.get("version") == "https://jsonfeed.org/version/1.1", f"{name}: {feed.get('version')}")
    say(feed.get("title"), f"{name}: no title")
    for key in ("home_page_url", "feed_url"):
        say(absolute(feed.get(key)), f"{name}: {key} is {feed.get(key)}")
    known = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
             "banner_image", "date_published", "date_modified", "authors", "tags", "language",
             "attachments"}
    for item in feed.get("items", []):
        say(isinstance(item.get("id"), str) and item["id"], f"{name}: an item without an id")
        say(item.get("content_html") or item.get("content_text"), f"{name}: an item without content")
        say("url" not in item or absolute(item["url"]), f"{name}: an item at {item.get('url')}")
        odd = {key for key in item if key not in known and not key.startswith("_")}
        say(not odd, f"{name}: an item has {odd}")
        html(name, item.get("content_html"))
        for key in ("date_published", "date_modified"):
            say(key not in item or MOMENT.match(item[key]), f"{name}: {key} is {item.get(key)}")
        for author in item.get("authors", []):
            say({"name", "url", "avatar"} & set(author), f"{name}: an author without anything")
    unique(name, [item.get("id") for item in feed.get("items", [])])


for path in sys.argv[1:]:
    name = path.rsplit("/", 1)[-1]
    data = open(path, "rb").read()
    if path.endswith(".json"):
        json_feed(name, json.loads(data.decode("utf-8")))
        continue
    parsed = feedparser.parse(data)
    say(not parsed.bozo, f"{name}: feedparser says {parsed.get('bozo_exception')}")
    say(parsed.version in ("atom10", "rss20"), f"{name}: feedparser takes it for {parsed.version!r}")
    for entry in parsed.entries:
        dates = [entry.get("published_parsed"), entry.get("updated_parsed")]
        say(any(dates), f"{name}: feedparser finds no date in {entry.get('id')}")
        say(absolute(entry.get("link")), f"{name}: feedparser finds no page of {entry.get('id')}")
    root = ElementTree.fromstring(data)
    (atom if root.tag == ATOM + "feed" else rss)(name, root)

print(json.dumps(found))
