/* The page that logs a session: saves the draft on the server as it is filled in. Without this file the form works too. */
"use strict";

const form = document.querySelector("form[data-draft]");
const PAUSE = 800;

function watchDraft() {
  const words = [...document.querySelectorAll("[data-draft-status]")];
  const tell = (text) => words.forEach((place) => (place.textContent = text));
  let timer = null;
  let sending = null;

  async function save() {
    sending?.abort();
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Requested-With": "fetch" },
        redirect: "error",
        signal: sending.signal,
      });
      tell(answer.status === 204 ? form.dataset.saved : form.dataset.unsaved);
    } catch (problem) {
      if (problem.name !== "AbortError") tell(form.dataset.unsaved);
    }
  }

  form.addEventListener("input", () => {
    tell(form.dataset.saving);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });

  /* The session itself is on its way: nothing may come after it. */
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sending?.abort();
  });
}

/* The field for another day is there when it is asked for. */
function watchDay() {
  const day = form.elements.day;
  const other = document.querySelector("[data-other-day]");
  const show = () => (other.hidden = day.value !== "other");
  day.addEventListener("change", show);
  show();
}

if (form) {
  watchDraft();
  watchDay();
}
