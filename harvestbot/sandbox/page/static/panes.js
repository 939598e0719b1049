/** The panes around the conversation: tabs, what opens and closes on a narrow screen, switches, and lazy details. */

import { post, read } from "./ask.js";

const KEPT = "harvestbot-pane";

/** @param {HTMLElement} tab */
function select(tab) {
  tab.closest("[role=tablist]").querySelectorAll("[role=tab]").forEach((one) => {
    const here = one === tab;
    one.setAttribute("aria-selected", String(here));
    one.tabIndex = here ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = !here;
  });
  sessionStorage.setItem(KEPT, tab.id);
}

/** @param {KeyboardEvent} event */
function tabKey(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tab = event.target.closest("[role=tab]");
  if (!by || !tab) return;
  const tabs = [...tab.parentElement.children];
  const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
  select(next);
  next.focus();
}

/** @param {string} name the pane to show over the conversation; none hides them all */
function show(name) {
  const toggles = [...document.querySelectorAll("[data-shows]")];
  const before = toggles.find((one) => one.getAttribute("aria-expanded") === "true");
  document.body.dataset.shown = name;
  toggles.forEach((one) => one.setAttribute("aria-expanded", String(one.dataset.shows === name)));
  if (name) document.getElementById(name).focus();
  else before?.focus();
}

/** @param {HTMLElement} control a switch or a button that changes the portal or Slack */
async function change(control) {
  const { post: path, body, on, off } = control.dataset;
  control.setAttribute("aria-busy", "true");
  const answer = await post(path, JSON.parse(body ?? (control.checked ? on : off)));
  control.removeAttribute("aria-busy");
  document.getElementById("announcer").textContent = answer.failure ?? "Done.";
}

/** @param {HTMLDetailsElement} details */
async function load(details) {
  if (!details.open || details.querySelector(".exchange-whole")) return;
  const holder = Object.assign(document.createElement("div"), { innerHTML: await read(details.dataset.load) });
  details.append(...holder.children);
}

export function start() {
  const kept = document.getElementById(sessionStorage.getItem(KEPT) ?? "");
  if (kept) select(kept);
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    const shows = event.target.closest("[data-shows]");
    const button = event.target.closest("button[data-post]");
    if (tab) select(tab);
    if (shows) show(document.body.dataset.shown === shows.dataset.shows ? "" : shows.dataset.shows);
    if (event.target.closest("[data-hides]")) show("");
    if (button) change(button);
  });
  document.addEventListener("keydown", (event) => {
    tabKey(event);
    if (event.key === "Escape" && document.body.dataset.shown && !event.defaultPrevented) show("");
  });
  document.addEventListener("change", (event) => event.target.matches("input[data-post]") && change(event.target));
  document.addEventListener("toggle", (event) => event.target.matches("details.lazy") && load(event.target), true);
  document.getElementById("person").addEventListener("change", (event) => event.target.form.requestSubmit());
}
