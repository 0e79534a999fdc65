/* Attendance of a day. "Everybody is here" fills in those without a mark on the spot, and the button counts along.
   Without this file the same button saves: those without a mark are marked as here. */
"use strict";

const form = document.querySelector("[data-attendance]");
const save = form?.querySelector("[data-save]");
const rows = form ? [...form.querySelectorAll(".tri")] : [];

function count() {
  const given = rows.filter((row) => row.querySelector("input:checked")).length;
  save.textContent = save.dataset.text.replace("{given}", given).replace("{all}", rows.length);
}

form?.querySelector("[data-everybody]").addEventListener("click", (event) => {
  event.preventDefault();
  for (const row of rows) {
    if (!row.querySelector("input:checked")) row.querySelector("input").checked = true;
  }
  count();
  save.focus();
});
form?.addEventListener("change", count);
if (form) count();
