/** Puts the pieces that the server sends where they belong; `patches.py` lists what there is. */

/** @param {string} id */
const element = (id) => document.getElementById(id);

/**
 * The element that a piece of HTML stands for.
 * @param {string} html
 */
function made(html) {
  const mould = document.createElement("template");
  mould.innerHTML = html;
  return mould.content;
}

/**
 * Carry over what was typed and chosen, and where the focus was, from a piece to the one that takes its place.
 * @param {Element} before
 * @param {ParentNode} after
 */
function carry(before, after) {
  for (const held of before.querySelectorAll("[data-name]")) {
    const next = after.querySelector(`[data-name="${CSS.escape(held.dataset.name)}"]`);
    if (!next || next.tagName !== held.tagName || next.dataset.kind !== held.dataset.kind) continue;
    if (held.dataset.option) next.dataset.option = held.dataset.option;
    if ("value" in held && held.tagName !== "BUTTON" && !held.multiple) next.value = held.value;
    const boxes = next.querySelectorAll("input");
    held.querySelectorAll("input").forEach((box, at) => boxes[at] && (boxes[at].checked = box.checked));
  }
}

/**
 * Replace an element, keeping the focus and the open details in it.
 * @param {Element} before
 * @param {DocumentFragment} after
 */
function replace(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  const open = [...before.querySelectorAll("details[open]")].map((one) => [...before.querySelectorAll("details")].indexOf(one));
  const next = after.firstElementChild;
  open.forEach((at) => next.querySelectorAll("details")[at]?.setAttribute("open", ""));
  before.replaceWith(after);
  if (!focused) return;
  const name = focused.dataset?.name;
  const twins = name ? next.querySelectorAll(`[data-name="${CSS.escape(name)}"]`) : [];
  const twin = (focused.id && next.querySelector(`#${CSS.escape(focused.id)}`)) || twins[0] || next.querySelector("button, a, input, summary");
  twin?.focus({ preventScroll: true });
}

/**
 * What an element holds is replaced; what was typed in it stays.
 * @param {Element} place
 * @param {string} html
 */
function fill(place, html) {
  const after = made(html);
  const inner = place.firstElementChild;
  const same = inner && after.firstElementChild && inner.dataset.view === after.firstElementChild.dataset.view;
  if (same) {
    carry(inner, after);
    replace(inner, after);
  } else {
    place.replaceChildren(after);
  }
  place.dispatchEvent(new CustomEvent("filled", { bubbles: true, detail: { same: Boolean(same) } }));
}

/** @param {string} list @param {string} id @param {string} html @param {boolean} first */
function put(list, id, html, first) {
  const before = element(id);
  const after = made(html);
  if (before) replace(before, after);
  else if (first) element(list)?.prepend(after);
  else element(list)?.append(after);
}

/** @type {Record<string, (...words: string[]) => void>} */
const DEEDS = {
  put: (list, id, html) => put(list, id, html, false),
  top: (list, id, html) => put(list, id, html, true),
  fill: (id, html) => element(id) && fill(element(id), html),
  drop: (id) => element(id)?.remove(),
  text: (id, words) => {
    const place = element(id);
    if (place) [place.textContent, place.hidden] = [words, !words];
  },
  news: (words) => (element("announcer").textContent = words),
  reload: () => location.reload(),
};

/** @param {string[][]} patches */
export function apply(patches) {
  for (const [deed, ...words] of patches) DEEDS[deed](...words);
}
