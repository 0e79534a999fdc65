/* What makes pages smooth. Every page works without this file. No text lives here: it comes from the page's attributes. */
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* Search or go to ------------------------------------------------------------------------------------------------- */

function openPalette() {
  const palette = one("#palette");
  if (!palette || palette.open) return false;
  all("details[data-closes][open]").forEach((sheet) => (sheet.open = false));
  palette.showModal();
  one("input", palette).select();
  return true;
}

function moveInPalette(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const palette = event.currentTarget;
  const stops = [one("input", palette), ...all(".hits a", palette)];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

/* Enter in the field opens the first hit; with no hit yet, the form goes to the search page. */
function openFirstHit(event) {
  const first = one(".hits a", event.target.closest("dialog"));
  if (first) {
    event.preventDefault();
    first.click();
  }
}

one("#palette")?.addEventListener("keydown", moveInPalette);
one("#palette form")?.addEventListener("submit", openFirstHit);
one("#palette")?.addEventListener("click", (event) => {
  if (event.target === event.currentTarget || event.target.closest("[data-close-dialog]")) event.currentTarget.close();
});

/* Keys. Ctrl K always; single keys (WCAG 2.1.4) while the queue has focus. ------------------------------------------- */

const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog");

function moveInQueue(step) {
  const stops = all("[data-queue] .q-open");
  const here = stops.indexOf(document.activeElement?.closest(".q")?.querySelector(".q-open"));
  const next = stops[here < 0 ? 0 : here + step];
  next?.focus();
  next?.closest(".q").scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    if (openPalette()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const step = { j: 1, k: -1 }[event.key];
  if (step && event.target.closest("[data-queue]")) moveInQueue(step);
});

/* Sheets close on Escape and on a touch outside. --------------------------------------------------------------------- */

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of all("details[data-closes][open]")) {
    sheet.open = false;
    one("summary", sheet).focus();
  }
});

for (const button of all("[data-print]")) button.hidden = false;

document.addEventListener("click", (event) => {
  for (const sheet of all("details[data-closes][open]")) if (!sheet.contains(event.target)) sheet.open = false;
  if (event.target.closest("[data-palette]") && !event.ctrlKey && !event.metaKey && openPalette())
    event.preventDefault();
  const closed = event.target.closest("[data-close-toast]");
  if (closed) closed.closest(".toast-u").remove();
  const back = event.target.closest("[data-back]");
  if (back && !event.ctrlKey && !event.metaKey && cameFrom(back)) {
    event.preventDefault();
    history.back();
  }
  copy(event.target.closest("[data-copy]"));
  if (event.target.closest("[data-print]")) window.print();
});

/* Going back keeps the place in the list and what was typed; the link's own address is for those who came another way. */
function cameFrom(back) {
  const here = document.referrer.startsWith(location.origin) && history.length > 1;
  return here && (back.dataset.back === "always" || document.referrer === back.href);
}

async function copy(button) {
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  if (button.dataset.copied) toast(button.dataset.copied);
}

/* Toasts leave after ten seconds, never while somebody reads them with pointer or focus, and errors never. ---------- */

const READING_TIME = 10_000;

function watch(slip) {
  if (slip.matches(".error, .warning")) return;
  setTimeout(function leave() {
    if (slip.matches(":hover, :focus-within")) return void setTimeout(leave, READING_TIME / 2);
    slip.classList.add("leaving");
    setTimeout(() => slip.remove(), 300);
  }, READING_TIME);
}

function toast(text, level = "info") {
  const slip = document.createElement("div");
  slip.className = `toast-u ${level}`;
  slip.setAttribute("role", level === "error" ? "alert" : "status");
  const words = document.createElement("span");
  words.textContent = text;
  slip.append(words);
  if (level === "error") {
    const close = document.createElement("button");
    close.type = "button";
    close.dataset.closeToast = "";
    close.textContent = one("#toasts").dataset.close;
    slip.append(close);
  }
  one("#toasts").append(slip);
  watch(slip);
}

all(".toast-u").forEach(watch);

/* A form is sent once. The server knows too; this only spares the second click its wait. --------------------------- */

const ANSWER_TIME = 8_000; // a file to download leaves the page where it is, and so does an answer that never comes

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) forget();
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.hasAttribute("hx-post") || form.closest("[hx-boost]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(release, ANSWER_TIME, form);
});

function release(form) {
  delete form.dataset.sent;
  all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
}

/* Back from the next page: the form can be sent again. */
window.addEventListener("pageshow", (event) => {
  if (event.persisted) all("form[data-sent]").forEach(release);
});

/* Whoever signs out leaves nothing on this device; the sign-in page says so too, for sessions that ended by themselves. */
function forget() {
  for (const store of ["sessionStorage", "localStorage"]) {
    try {
      window[store].clear();
    } catch {
      /* storage is switched off: then nothing was kept */
    }
  }
}

if (one("[data-forget]")) forget();

/* After an answer: focus goes where the answer says, or to the first thing that needs putting right. ---------------- */

function focusOn(place) {
  if (!place) return;
  if (!place.matches("a, button, input, select, textarea, [tabindex]")) place.tabIndex = -1;
  place.focus();
}

document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, target, requestConfig } = event.detail;
  focusOn(requestConfig?.elt.matches("[data-focus-target]") ? target : one("[data-focus]", elt));
  all(".toast-u:not(.leaving)").forEach(watch);
});

/* Lists that are filled in place. ------------------------------------------------------------------------------------ */

/* A link opened in a tab or window of its own is only a link: htmx would take that click too. */
document.addEventListener(
  "click",
  (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (elsewhere && event.target.closest("a[hx-get]")) event.stopPropagation();
  },
  true,
);

/* A filter belongs to the search from the click on, so that what is typed before the answer doesn't lose it. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const kept = one("[data-filter-kept]");
  if (kept && "filter" in event.detail.elt.dataset) kept.value = event.detail.elt.dataset.filter;
});

/* Forms that lead back here lead to what the address says by now. */
for (const moved of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) {
  document.addEventListener(moved, () => {
    all("input[name=next]").forEach((field) => (field.value = location.pathname + location.search));
  });
}

for (const trouble of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(trouble, () => toast(one("#toasts").dataset.lost, "error"));
}

focusOn(one("main [data-focus]"));
