/** What the page asks of its server. */

const OFFLINE = "The demo cannot be reached.";

/**
 * Send JSON and read JSON back; a failure comes back as `failure`.
 * @param {string} path
 * @param {object} told
 * @returns {Promise<any>}
 */
export async function post(path, told) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(told),
    });
    const said = await answer.json();
    return answer.ok ? said : { ...said, failure: said.failure || said.error || `status ${answer.status}` };
  } catch {
    return { failure: OFFLINE };
  }
}

/**
 * Let the person of this page do something.
 * @param {string} what
 * @param {object} told
 * @returns {Promise<any>}
 */
export function act(what, told) {
  return post("/page/act", { do: what, user: document.body.dataset.user, ...told });
}

/**
 * Read a piece of text or HTML of our own server.
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function read(path) {
  try {
    return await (await fetch(path)).text();
  } catch {
    return OFFLINE;
  }
}
