// Shows a draft again as it is saved. Everything else on the page works without.
"use strict";

const byId = (id, root = document) => root.querySelector(`#${id}`);
let version = document.body.dataset.version;

/// The parts that a save can change; a part that is the same stays as it is, so
/// that whoever is on it with the keyboard stays there too.
const PARTS = ["title", "standing", "tabs", "notice", "inbox", "drafts"];

/// Links lead out of the frame, which is not for browsing; anchors stay in it.
function prepare(frame) {
  const inside = frame.contentDocument;
  for (const link of inside?.querySelectorAll("a[href]") ?? []) {
    if (!link.getAttribute("href").startsWith("#")) {
      link.target = "_blank";
      link.rel = "noreferrer";
    }
  }
}

/// The next page loads behind the one that is seen and takes its place where the
/// reader was.
function follow(former, next) {
  if (former.getAttribute("src") === next.getAttribute("src")) return;
  const frame = document.importNode(next, true);
  frame.classList.add("behind");
  frame.addEventListener("load", () => {
    prepare(frame);
    const inside = former.contentWindow;
    frame.contentWindow.scrollTo(inside?.scrollX ?? 0, inside?.scrollY ?? 0);
    former.remove();
    frame.classList.remove("behind");
  });
  for (const waiting of document.querySelectorAll("iframe.behind")) waiting.remove();
  former.after(frame);
}

function stage(page) {
  const [former, next] = [byId("stage"), byId("stage", page)];
  const frames = [former, next].map((stage) => stage.querySelector("iframe:not(.behind)"));
  if (frames[0] && frames[1]) {
    follow(frames[0], frames[1]);
  } else if (!former.isEqualNode(next)) {
    former.replaceWith(document.importNode(next, true));
  }
}

async function refresh() {
  // What is not in the address is chosen by how drafts stand, and that may change.
  const address = new URL(location);
  for (const chosen of ["draft", "view"]) {
    const value = document.body.dataset[chosen];
    if (value) address.searchParams.set(chosen, value);
  }
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  version = page.body.dataset.version;
  if (!byId("stage") || !byId("stage", page)) {
    // Another kind of page: there was no draft, or there is none any more.
    if (page.body.dataset.view !== document.body.dataset.view) location.reload();
    return;
  }
  document.title = page.title;
  const verdict = () => document.querySelector(".verdict").textContent;
  const before = verdict();
  for (const id of PARTS) {
    const [former, next] = [byId(id), byId(id, page)];
    if (!former.isEqualNode(next)) former.replaceWith(document.importNode(next, true));
  }
  stage(page);
  say(before === verdict() ? "" : verdict());
}

let due = false;
let busy = false;

/// One at a time, and once more if something came meanwhile.
async function update() {
  due = true;
  if (busy) return;
  busy = true;
  try {
    while (due) {
      due = false;
      await refresh();
    }
  } catch {
    say("Could not be shown again: reload the page", true);
  } finally {
    busy = false;
  }
}

/// For ears; what is wrong with the preview itself is for eyes too.
function say(words, wrong = false) {
  const live = byId("live");
  live?.classList.toggle("wrong", wrong);
  if (live) live.textContent = words;
}

let lost = false;
const events = new EventSource("/events");
events.addEventListener("message", ({ data }) => {
  // Another server counts anew.
  if (data !== version || lost) update();
  lost = false;
});
events.addEventListener("error", () => {
  lost = true;
  say("Lost: is copydesk preview still running?", true);
});

const form = document.querySelector(".picks");
form?.classList.add("at-once");
form?.addEventListener("change", () => form.requestSubmit());
for (const frame of document.querySelectorAll("iframe")) {
  frame.addEventListener("load", () => prepare(frame));
  if (frame.contentDocument?.readyState === "complete") prepare(frame);
}
