/** Listens to the server; goes on where it stopped. */

import { apply } from "./patches.js";

/** How near to its end a conversation must be for new messages to be followed, in pixels. */
const NEAR = 120;
const LONGEST = 400;

let mark = "";
/** @type {EventSource | null} */
let source = null;

/** @returns {HTMLElement[]} */
const following = () =>
  [...document.querySelectorAll(".stream[role=log]")].filter(
    (one) => one.scrollHeight - one.scrollTop - one.clientHeight < NEAR,
  );

/** @param {HTMLElement} one */
const toEnd = (one) => (one.scrollTop = one.scrollHeight);

function listen() {
  const address = new URL(document.body.dataset.stream, location.href);
  if (mark) address.searchParams.set("since", mark);
  source = new EventSource(address);
  const offline = document.getElementById("offline");
  source.addEventListener("open", () => {
    offline.hidden = true;
    document.body.dataset.listening = "";
  });
  source.addEventListener("error", () => (offline.hidden = false));
  source.addEventListener("message", (event) => {
    mark = event.lastEventId || mark;
    const followed = following();
    apply(JSON.parse(event.data));
    const lines = document.getElementById("exchanges");
    while (lines.childElementCount > LONGEST) lines.firstElementChild.remove();
    followed.forEach(toEnd);
  });
}

/** Begin to listen. A page that nobody sees lets go: browsers allow only a few connections to one server. */
export function start() {
  document.querySelectorAll(".stream[role=log]").forEach(toEnd);
  listen();
  document.addEventListener("visibilitychange", () => {
    source?.close();
    if (!document.hidden) listen();
  });
}
