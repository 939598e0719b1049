/** The composers: sending, and what is offered while a command is typed. */

import { act, read } from "./ask.js";

/** @param {HTMLTextAreaElement} text */
function fit(text) {
  text.rows = Math.min(8, text.value.split("\n").length);
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const text = form.querySelector("textarea");
  const said = text.value;
  if (!said.trim()) return;
  text.value = "";
  fit(text);
  form.dispatchEvent(new CustomEvent("sent"));
  form.setAttribute("aria-busy", "true");
  const answer = await act("say", { channel: document.body.dataset.channel, text: said, thread: form.dataset.thread });
  form.removeAttribute("aria-busy");
  const refused = answer.failure && !("errors" in answer);
  if (refused && !text.value) text.value = said;
  document.getElementById("announcer").textContent = refused ? answer.failure : "";
}

/** What is offered in the list above the composer. */
class Completions {
  /** @param {HTMLTextAreaElement} text @param {HTMLUListElement} list @param {HTMLElement} hint */
  constructor(text, list, hint) {
    [this.text, this.list, this.hint] = [text, list, hint];
    this.usual = hint.textContent;
    this.chosen = -1;
    this.asked = 0;
  }

  async look() {
    const asked = ++this.asked;
    const typed = this.text.value;
    if (!typed.startsWith("/") || typed.includes("\n")) return this.show({ completions: [], hint: "" });
    const answer = await read(`/page/completions?typed=${encodeURIComponent(typed)}`);
    if (asked !== this.asked || typed !== this.text.value) return undefined;
    return this.show(JSON.parse(answer));
  }

  /** @param {{completions: {text: string, shown: string, hint: string}[], hint: string}} help */
  show({ completions, hint }) {
    this.chosen = -1;
    this.text.removeAttribute("aria-activedescendant");
    this.hint.textContent = hint || this.usual;
    this.list.replaceChildren(
      ...completions.map(({ text, shown, hint: means }, at) => {
        const item = document.createElement("li");
        Object.assign(item, { id: `completion-${at}`, className: "completion", role: "option" });
        item.dataset.text = text;
        item.append(...[["code", shown], ["bdi", means]].map(([tag, words]) => Object.assign(document.createElement(tag), { textContent: words })));
        return item;
      }),
    );
    this.list.hidden = !completions.length;
  }

  hide() {
    this.asked++;
    this.show({ completions: [], hint: "" });
  }

  /** @param {number} by */
  move(by) {
    const items = [...this.list.children];
    this.chosen = this.chosen < 0 && by < 0 ? items.length - 1 : (this.chosen + by + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === this.chosen)));
    items[this.chosen].scrollIntoView({ block: "nearest" });
    this.text.setAttribute("aria-activedescendant", items[this.chosen].id);
  }

  /** @param {Element | undefined} item */
  take(item) {
    this.text.value = item.dataset.text;
    this.text.focus();
    this.look();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was meant for the list */
  key(event) {
    if (this.list.hidden) return false;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const takes = (event.key === "Enter" && this.chosen >= 0) || (event.key === "Tab" && !event.shiftKey);
    if (arrow) this.move(arrow);
    else if (event.key === "Escape") this.hide();
    else if (takes) this.take(this.list.children[Math.max(0, this.chosen)]);
    else return false;
    return true;
  }
}

/** @param {HTMLFormElement} form */
function compose(form) {
  const text = form.querySelector("textarea");
  const list = form.querySelector(".completions");
  const completions = list && new Completions(text, list, form.querySelector(".compose-hint"));
  text.addEventListener("input", () => (fit(text), completions?.look()));
  text.addEventListener("blur", () => setTimeout(() => document.activeElement !== text && completions?.hide(), 150));
  text.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (completions?.key(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  list?.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    event.preventDefault();
    if (item) completions.take(item);
  });
  form.addEventListener("sent", () => completions?.hide());
  form.addEventListener("submit", (event) => (event.preventDefault(), send(form)));
}

export function start() {
  document.querySelectorAll("form.compose").forEach(compose);
  const narrow = matchMedia("(max-width: 899px)").matches;
  const first = document.querySelector(".thread textarea") ?? document.getElementById("composer");
  if (!narrow) first?.focus();
}
