/** The modal: opened and closed as the server says, sent and closed as the person says. */

import { act } from "./ask.js";
import { complain, reading } from "./controls.js";

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("modal"));
const FIRST = "[autofocus], [aria-invalid=true], [data-field], [data-act=submit], [data-act=close]";

/** @param {CustomEvent} event */
function filled(event) {
  const form = dialog.querySelector("form");
  if (!form) {
    if (dialog.open) dialog.close();
    return;
  }
  const title = form.querySelector("h1, h2");
  dialog.setAttribute("aria-label", title?.textContent ?? "Form");
  const opened = !dialog.open;
  if (opened) dialog.showModal();
  if (opened || !event.detail.same || !dialog.contains(document.activeElement)) {
    (form.querySelector(FIRST) ?? form.querySelector("button"))?.focus();
  }
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong && event.detail.same) wrong.focus();
}

/** @param {HTMLFormElement} form */
async function submit(form) {
  const button = form.querySelector("[data-act=submit]");
  if (!button || button.getAttribute("aria-busy") === "true") return;
  const fields = {};
  form.querySelectorAll("[data-field]").forEach((one) => {
    fields[one.dataset.name] = { kind: one.dataset.kind, read: reading(one) };
  });
  button.setAttribute("aria-busy", "true");
  const answer = await act("submit", { where: form.dataset.view, fields });
  button.removeAttribute("aria-busy");
  if (answer.failure && answer.failure !== "not_sent") complain(button, `That did not work: ${answer.failure}`);
}

function close() {
  const form = dialog.querySelector("form");
  if (form) act("close", { where: form.dataset.view });
}

export function start() {
  dialog.addEventListener("filled", filled);
  dialog.addEventListener("submit", (event) => (event.preventDefault(), submit(event.target)));
  dialog.addEventListener("click", (event) => event.target.closest("[data-act=close]") && close());
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    close();
  });
}
