/** Tables that readers page through, sort and filter. */

/** @param {HTMLTableElement} table */
function draw(table) {
  const size = Number(table.dataset.pageSize);
  const rows = [...table.tBodies[0].rows];
  const words = (document.querySelector(`[data-filters="${CSS.escape(table.id)}"]`)?.value ?? "").toLowerCase();
  const fitting = rows.filter((row) => row.textContent.toLowerCase().includes(words));
  const pages = Math.max(1, Math.ceil(fitting.length / size));
  const page = Math.min(Math.max(0, Number(table.dataset.page ?? 0)), pages - 1);
  table.dataset.page = String(page);
  rows.forEach((row) => (row.hidden = true));
  fitting.slice(page * size, (page + 1) * size).forEach((row) => (row.hidden = false));
  const nav = document.querySelector(`[data-pages="${CSS.escape(table.id)}"]`);
  if (!nav) return;
  nav.hidden = pages === 1;
  nav.querySelector("[data-page=previous]").disabled = page === 0;
  nav.querySelector("[data-page=next]").disabled = page === pages - 1;
  nav.querySelector("output").textContent = `${page + 1} of ${pages}`;
}

/** @param {HTMLElement} button */
function sort(button) {
  const head = button.closest("th");
  const table = head.closest("table");
  const down = head.getAttribute("aria-sort") === "ascending";
  head.parentElement.querySelectorAll("[aria-sort]").forEach((one) => one.setAttribute("aria-sort", "none"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const at = head.cellIndex;
  const key = (/** @type {HTMLTableRowElement} */ row) => row.cells[at].dataset;
  const rows = [...table.tBodies[0].rows].sort((a, b) =>
    key(a).type === "number" ? Number(key(a).sort) - Number(key(b).sort) : key(a).sort.localeCompare(key(b).sort),
  );
  table.tBodies[0].append(...(down ? rows.reverse() : rows));
  draw(table);
}

export function start() {
  const table = (/** @type {HTMLElement} */ control) => document.getElementById(control.dataset.filters ?? control.closest("[data-pages]").dataset.pages);
  document.addEventListener("click", (event) => {
    const by = event.target.closest("[data-sorts]");
    const turn = event.target.closest("[data-page=previous], [data-page=next]");
    if (by) sort(by);
    if (!turn?.closest("[data-pages]")) return;
    const turned = table(turn);
    turned.dataset.page = String(Number(turned.dataset.page ?? 0) + (turn.dataset.page === "next" ? 1 : -1));
    draw(turned);
  });
  document.addEventListener("input", (event) => event.target.dataset?.filters && draw(table(event.target)));
  const drawn = () => document.querySelectorAll("table.bk-data-table:not([data-page])").forEach(draw);
  new MutationObserver(drawn).observe(document.body, { childList: true, subtree: true });
  drawn();
}
