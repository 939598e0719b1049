/** What people press and choose in blocks; the renderer's docstring lists the attributes. */

import { act } from "./ask.js";

/** @param {HTMLElement} control @returns {string | string[] | null} what a control holds */
export function reading(control) {
  const values = (marked) => [...control.querySelectorAll(marked)].map((one) => one.value);
  switch (control.dataset.reads) {
    case "fixed":
      return control.dataset.value ?? null;
    case "one":
      return control.matches("select") ? control.value || null : (values("input:checked")[0] ?? null);
    case "many":
      return control.matches("select") ? [...control.selectedOptions].map((one) => one.value) : values("input:checked");
    case "option":
      return control.dataset.option ?? null;
    case "options":
      return [...document.getElementById(control.dataset.chosen).children].map((one) => one.dataset.option);
    case "files":
      return [...control.files].map((one) => one.name);
    default:
      return control.value;
  }
}

/** @param {HTMLElement} control @returns {Promise<boolean>} whether the person means it */
function meant(control) {
  const dialog = control.dataset.confirm && document.getElementById(control.dataset.confirm);
  if (!dialog) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ yes) => (resolve(yes), dialog.close(), control.focus());
    dialog.querySelectorAll("[data-confirm-answer]").forEach((button) => {
      button.onclick = () => end(button.dataset.confirmAnswer === "yes");
    });
    dialog.oncancel = () => resolve(false);
    dialog.showModal();
  });
}

/** @param {HTMLElement} control @param {string} words */
export function complain(control, words) {
  const near = control.closest(".bk-modal, .message-body, .home") ?? control.parentElement;
  near.querySelector(":scope > .oops")?.remove();
  if (!words) return;
  const line = Object.assign(document.createElement("p"), { className: "oops", textContent: words });
  line.setAttribute("role", "alert");
  near.append(line);
}

/** @param {HTMLElement} control */
export async function perform(control) {
  if (control.getAttribute("aria-busy") === "true" || !(await meant(control))) return;
  const { act: what, where, name, kind } = control.dataset;
  control.setAttribute("aria-busy", "true");
  const told = what === "press" ? { value: control.dataset.value ?? null } : { kind, read: reading(control) };
  const answer = await act(what, { where, name, ...told });
  control.removeAttribute("aria-busy");
  complain(control, answer.failure ? `That did not work: ${answer.failure}` : "");
}

/** @param {HTMLElement} button @param {boolean} shown */
function toggle(button, shown) {
  document.getElementById(button.dataset.opens ?? button.dataset.expands).hidden = !shown;
  button.setAttribute("aria-expanded", String(shown));
}

/** @param {Element | null} besides */
function closeMenus(besides = null) {
  document.querySelectorAll("[data-opens][aria-expanded=true]").forEach((one) => one !== besides && toggle(one, false));
}

/** @param {MouseEvent} event */
function clicked(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const shortcut = target.closest("[data-shortcut]");
  if (shortcut) act("shortcut", { name: shortcut.dataset.shortcut });
  const opener = target.closest("[data-opens], [data-expands]");
  closeMenus(opener);
  if (opener) {
    const shown = opener.getAttribute("aria-expanded") !== "true";
    toggle(opener, shown);
    if (shown && opener.dataset.opens) document.getElementById(opener.dataset.opens).querySelector("[role=menuitem]")?.focus();
    return;
  }
  const control = target.closest("button[data-act], a[data-act]");
  if (control && ["press", "choose"].includes(control.dataset.act) && !control.matches(":disabled, [aria-disabled=true]")) perform(control);
}

/** @param {KeyboardEvent} event */
function keyed(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const menu = target.closest("[role=menu]");
  if (menu) {
    const items = [...menu.querySelectorAll("[role=menuitem]")];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) items[(items.indexOf(target) + by + items.length) % items.length].focus();
    if (event.key === "Escape" || event.key === "Tab") {
      const opener = document.querySelector(`[data-opens="${CSS.escape(menu.id)}"]`);
      closeMenus();
      if (event.key === "Escape") opener?.focus();
    }
    if (by || event.key === "Escape") event.preventDefault(), event.stopPropagation();
  }
  if (event.key === "Enter" && target.dataset?.dispatch?.includes("on_enter_pressed") && target.matches("input")) {
    event.preventDefault();
    perform(target);
  }
}

export function start() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", keyed);
  document.addEventListener("change", (event) => {
    const control = event.target.closest("[data-act=choose]:not(button, a, [data-suggest])");
    if (control && !control.dataset.dispatch) perform(control);
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset?.dispatch?.includes("on_character_entered")) perform(event.target);
  });
}
