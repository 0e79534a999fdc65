/* Attendance of a day. Each tap is kept on the phone and sent at once, or when the line is back; "Everybody is here" taps
   for those without a mark. What is kept are numbers and codes, never a name. Without this file the same form saves. */
"use strict";

const form = document.querySelector("[data-attendance]");
const RETRY = 15000;

/* What waits to be sent, by participant: {mark, seen, key}. Where nothing can be stored it lives as long as the page. */
function shelfOf(name) {
  let kept = "{}";
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "{}");
    } catch {
      return JSON.parse(kept);
    }
  };
  const write = (taps) => {
    kept = JSON.stringify(taps);
    try {
      if (kept === "{}") localStorage.removeItem(name);
      else localStorage.setItem(name, kept);
    } catch {
      /* kept in the page */
    }
  };
  return {
    read,
    put: (id, tap) => write({ ...read(), [id]: tap }),
    drop: (id) => write(Object.fromEntries(Object.entries(read()).filter(([other]) => other !== id))),
  };
}

function watch() {
  const save = form.querySelector("[data-save]");
  const line = form.querySelector("[data-line]");
  const rows = [...form.querySelectorAll("[data-row]")];
  const shelf = shelfOf(`taps:${form.dataset.who}:${form.dataset.taps}`);
  const chosen = (row) => row.querySelector("input:checked")?.value ?? "";
  const seen = (row) => form.elements[`s${row.dataset.row}`];
  const rowOf = (id) => rows.find((row) => row.dataset.row === id);
  const waits = () => Object.keys(shelf.read()).length > 0;
  let sending = null;

  function count() {
    const given = rows.filter(chosen).length;
    save.textContent = save.dataset.text.replace("{given}", given).replace("{all}", rows.length);
  }

  function choose(row, mark) {
    for (const input of row.querySelectorAll("input")) input.checked = input.value === mark;
    count();
  }

  /* What is said beside a name: that somebody else has marked it otherwise, or nothing. */
  function say(row, text) {
    const place = document.getElementById(`o${row.dataset.row}`);
    place.textContent = text;
    place.hidden = !text;
  }

  function keep(row) {
    const id = row.dataset.row;
    say(row, "");
    line.textContent = form.dataset.sending;
    if (chosen(row) === seen(row).value) shelf.drop(id);
    else shelf.put(id, { mark: chosen(row), seen: seen(row).value, key: crypto.randomUUID() });
  }

  async function sendOne(id, tap) {
    const answer = await fetch(form.dataset.taps, {
      method: "POST",
      body: new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, participation: id, ...tap }),
      headers: { "X-Requested-With": "fetch" },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("signIn");
    if (!answer.ok && answer.status !== 400 && answer.status !== 404) throw new Error("waiting");
    const told = answer.status === 404 ? { refused: form.dataset.gone } : await answer.json();
    arrived(id, tap, told);
  }

  /* One tap has an answer. What was tapped while it was on its way goes next, and knows what is stored now. */
  function arrived(id, tap, { other, told, refused }) {
    const row = rowOf(id);
    const later = shelf.read()[id];
    const stored = refused ? tap.seen : (other ?? tap.mark);
    if (later?.key === tap.key) shelf.drop(id);
    else if (later) shelf.put(id, { ...later, seen: stored });
    if (!row) return;
    seen(row).value = stored;
    if (other && later?.key === tap.key) choose(row, other);
    if (other || refused) say(row, told ?? refused);
  }

  async function sendAll() {
    try {
      for (let taps = Object.entries(shelf.read()); taps.length; taps = Object.entries(shelf.read())) {
        await sendOne(...taps[0]);
      }
      line.textContent = form.dataset.sent;
    } catch (problem) {
      line.textContent = form.dataset[problem.message] ?? form.dataset.waiting;
    }
  }

  function send() {
    sending ??= sendAll().finally(() => (sending = null));
    return sending;
  }

  form.addEventListener("change", (event) => {
    keep(event.target.closest("[data-row]"));
    count();
    send();
  });
  form.querySelector("[data-everybody]").addEventListener("click", (event) => {
    event.preventDefault();
    for (const row of rows.filter((one) => !chosen(one))) {
      choose(row, row.querySelector("input").value);
      keep(row);
    }
    send();
    save.focus();
  });
  /* What was chosen beforehand is sent too; the form itself goes when the line is there and all has arrived. */
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const row of rows.filter((one) => chosen(one) && chosen(one) !== seen(one).value)) keep(row);
    await sending;
    await send();
    if (!waits() && navigator.onLine) form.submit();
  });
  addEventListener("online", send);
  setInterval(() => waits() && send(), RETRY);

  for (const [id, tap] of Object.entries(shelf.read())) {
    if (rowOf(id)) choose(rowOf(id), tap.mark);
    else shelf.drop(id);
  }
  count();
  if (waits()) send();
}

if (form) watch();
