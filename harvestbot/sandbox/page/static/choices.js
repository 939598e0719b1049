/** Menus whose options come from the app while somebody types. */

import { act } from "./ask.js";
import { perform } from "./controls.js";

/** Milliseconds without a key until the app is asked. */
const PAUSE = 150;
/** @type {WeakMap<HTMLElement, number>} */
const waiting = new WeakMap();

/** @param {HTMLElement} field */
const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));

/** @param {HTMLElement} field */
function hide(field) {
  listOf(field).hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

/** @param {HTMLInputElement} field */
async function offer(field) {
  const typed = field.value;
  if (typed.length < Number(field.dataset.suggest)) return hide(field);
  const { where, name } = field.dataset;
  const { options = [] } = await act("suggest", { where, name, typed });
  if (!field.isConnected || typed !== field.value) return undefined;
  const list = listOf(field);
  list.replaceChildren(
    ...options.map(({ words, option }, at) => {
      const item = Object.assign(document.createElement("li"), { id: `${list.id}-${at}`, role: "option", textContent: words });
      item.dataset.option = JSON.stringify(option);
      return item;
    }),
  );
  list.hidden = !options.length;
  field.setAttribute("aria-expanded", String(options.length > 0));
  return undefined;
}

/** @param {HTMLInputElement} field @param {HTMLElement} item */
function take(field, item) {
  if (field.dataset.chosen) {
    const chosen = document.getElementById(field.dataset.chosen);
    const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "×", className: "bk-drop" });
    drop.dataset.drops = "";
    drop.setAttribute("aria-label", `Remove ${item.textContent}`);
    const kept = Object.assign(document.createElement("li"), { textContent: item.textContent });
    kept.dataset.option = item.dataset.option;
    kept.append(drop);
    if (chosen.childElementCount < Number(field.dataset.most || Infinity)) chosen.append(kept);
    field.value = "";
  } else {
    field.dataset.option = item.dataset.option;
    field.value = item.textContent;
  }
  hide(field);
  if (field.dataset.act === "choose") perform(field);
}

/** @param {KeyboardEvent} event */
function keyed(event) {
  const field = event.target;
  if (!field.dataset?.suggest || listOf(field).hidden) return;
  const items = [...listOf(field).children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) {
    const next = (at + by + items.length) % items.length;
    items.forEach((item, each) => item.setAttribute("aria-selected", String(each === next)));
    field.setAttribute("aria-activedescendant", items[next].id);
  } else if (event.key === "Enter" && at >= 0) take(field, items[at]);
  else if (event.key === "Escape") hide(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function start() {
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset?.suggest) return;
    if (!field.dataset.chosen) delete field.dataset.option;
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => offer(field), PAUSE));
  });
  // What was offered is gone when the view is drawn anew while somebody types.
  document.addEventListener("filled", () => {
    const field = document.activeElement;
    if (field?.dataset.suggest && field.value && !field.dataset.option) offer(field);
  });
  document.addEventListener("keydown", keyed, true);
  document.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[role=listbox].bk-listbox > li");
    if (!item) return;
    event.preventDefault();
    take(document.querySelector(`[aria-controls="${CSS.escape(item.parentElement.id)}"]`), item);
  });
  document.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-drops]");
    if (!drop) return;
    const field = document.querySelector(`[data-chosen="${CSS.escape(drop.closest("ul").id)}"]`);
    drop.closest("li").remove();
    if (field?.dataset.act === "choose") perform(field);
  });
}
