/* The page that logs a session. The draft is saved on the server as it is filled in; a session that is saved without a line
   is kept on the phone, as numbers and codes, and sent when the line is back. Without this file the form works too. */
"use strict";

const form = document.querySelector("form[data-draft]");
const PAUSE = 800;
const RETRY = 15000;

/* What waits to be sent, by the form's token: pairs of field and code. Where nothing can be stored it lives in the page. */
function shelfOf(name) {
  let kept = "{}";
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "{}");
    } catch {
      return JSON.parse(kept);
    }
  };
  const write = (sessions) => {
    kept = JSON.stringify(sessions);
    try {
      if (kept === "{}") localStorage.removeItem(name);
      else localStorage.setItem(name, kept);
    } catch {
      /* kept in the page */
    }
  };
  return {
    read,
    put: (key, pairs) => write({ ...read(), [key]: pairs }),
    drop: (key) => write(Object.fromEntries(Object.entries(read()).filter(([other]) => other !== key))),
  };
}

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

/* The field for another day is there when it is asked for; how it goes isn't asked of a group. */
function watchChoices() {
  const day = form.elements.day;
  const other = document.querySelector("[data-other-day]");
  const mood = document.querySelector("[data-mood]");
  const show = () => {
    other.hidden = day.value !== "other";
    mood.hidden = new FormData(form).getAll("who").length > 1;
  };
  form.addEventListener("change", show);
  show();
}

function watchLine() {
  const line = form.querySelector("[data-line]");
  const shelf = shelfOf(`sessions:${form.dataset.who}`);
  const token = form.elements.csrfmiddlewaretoken.name;
  const filledIn = () => [...new FormData(form)].filter(([name]) => name !== token);
  const waits = () => Object.keys(shelf.read()).length > 0;
  const say = (text) => {
    line.textContent = text;
    line.hidden = !text;
  };
  let sending = null;

  /* Where the session is once it is stored; "" when it was refused. Throws when it can't be sent now. */
  async function sendOne(key, pairs) {
    const answer = await fetch(form.dataset.send, {
      method: "POST",
      body: new URLSearchParams([[token, form.elements.csrfmiddlewaretoken.value], ...pairs]),
      headers: { "X-Requested-With": "fetch" },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("signIn");
    if (!answer.ok && answer.status !== 400) throw new Error("waiting");
    const told = await answer.json();
    shelf.drop(key);
    if (told.refused) refused(pairs, told.refused);
    return told.to ?? "";
  }

  /* What was refused is in the form again, to be put right. */
  function refused(pairs, why) {
    for (const field of form.elements) {
      const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.name !== token && values.length) field.value = values[0];
    }
    form.dispatchEvent(new Event("change"));
    say(`${form.dataset.refused} ${why}`);
  }

  async function sendAll() {
    let to = "";
    try {
      for (let rows = Object.entries(shelf.read()); rows.length; rows = Object.entries(shelf.read())) {
        to = await sendOne(...rows[0]);
        if (to) say(form.dataset.sent);
      }
    } catch (problem) {
      say(form.dataset[problem.message] ?? form.dataset.waiting);
      to = "";
    }
    return to;
  }

  function send() {
    sending ??= sendAll().finally(() => (sending = null));
    return sending;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await sending;
    shelf.put(form.elements.key.value, filledIn());
    const to = await send();
    if (to) location.assign(to);
  });
  addEventListener("online", send);
  setInterval(() => waits() && send(), RETRY);
  if (waits()) send();
}

if (form) {
  watchDraft();
  watchChoices();
  watchLine();
}
