// @ts-check
/** Splitting a code: its passages are read once more, one by one, and each is given to what it will be called. */
import { inWords } from "./app.js";
import { button, choice, claim, faint, fillWith, foreign, listenTo, make } from "./dom.js";

const PAGE = 50;

/**
 * @param {import("./types.js").App} app @param {import("./types.js").Code} code
 * @param {{frame: (title: string, content: Node[], verb: string, save: () => void, cancel: () => void) => HTMLElement,
 *   fine: (name: string, own?: string) => boolean, end: () => void,
 *   settled: (event: string) => Promise<void>,
 *   drafts: Map<string, {names: string[], given: Map<string, string>}>, signal: AbortSignal}} how drafts: left, not saved
 */
export function splitForm(app, code, { frame, fine, end, settled, drafts, signal }) {
  const names = make("div", "qk-names");
  const list = make("ul", "qk-split", [], { "aria-label": `Passages with “${code.name}”` });
  const said = make("p", "qk-hint", "Reading its passages …", { role: "status" });
  const more = button("Show more", () => void load(), {}, "qk-quiet");
  const draft = drafts.get(code.code_id) ?? { names: ["", ""], given: new Map() };
  drafts.set(code.code_id, draft);
  let had = 0;
  more.hidden = true;

  const inputs = () => [...names.querySelectorAll("input")];
  const choices = () => [...list.querySelectorAll("select")];

  function another(name = "") {
    const input = make("input", "qk-input", [], { type: "text", dir: "auto", placeholder: "its name" });
    input.value = name;
    names.append(make("label", "qk-field", [make("span", "", `New code ${inputs().length + 1}`), input]));
    note();
    return input;
  }

  /** What each passage can be given to. @returns {[string, string][]} */
  const parts = () => [["0", "0 · stays"], ...inputs().map(({ value }, n) => /** @type {[string, string]} */ ([String(n + 1), `${n + 1} · ${value.trim() || "new code"}`]))];

  /** Keep what was decided until now, and show it. */
  function note() {
    draft.names = inputs().map((one) => one.value);
    for (const one of choices()) {
      const { value, dataset } = one;
      draft.given.set(dataset.coding ?? "", value);
      fillWith(one, ...choice(parts()).children);
      one.value = value;
    }
  }

  async function load() {
    try {
      const { rows, n } = await app.ask("find", { code_id: code.code_id, exact: true, after: had, n: PAGE });
      if (signal.aborted) return;
      list.append(...rows.filter((/** @type {{coding_id: string | null}} */ one) => one.coding_id).map(row)); // of others, who are not blind here, only they decide
      had += rows.length;
      said.textContent = n ? `${n} passages. Those that stay keep “${code.name}”. A digit gives a passage to that code, and leads to the next.` : "It has no passages yet: add a code instead.";
      more.hidden = had >= n || !rows.length;
    } catch (trouble) {
      said.textContent = inWords(/** @type {import("./types.js").Trouble} */ (trouble));
    }
  }

  /** @param {{coding_id: string, quote: string, who: string}} found */
  function row({ coding_id, quote, who }) {
    const select = choice(parts(), { "data-coding": coding_id });
    select.value = draft.given.get(coding_id) ?? "0";
    return make("li", "", make("label", "", [foreign("q", "", quote), faint(` ${who}`), select]));
  }

  listenTo(names, "input", note, signal);
  listenTo(list, "change", note, signal);
  listenTo(list, "keydown", (event) => {
    const all = choices();
    const at = all.indexOf(/** @type {HTMLSelectElement} */ (event.target));
    if (at < 0 || !/^\d$/.test(event.key)) return;
    while (Number(event.key) > inputs().length) another();
    all[at].value = event.key;
    note();
    (all[at + 1] ?? all[at]).focus();
    claim(event);
    event.stopPropagation();
  }, signal);

  function save() {
    const made = inputs().map(({ value }, n) => ({
      name: value.trim(), coding_ids: choices().filter((one) => Number(one.value) === n + 1).map((one) => one.dataset.coding ?? ""),
    })).filter((one) => one.name || one.coding_ids.length);
    if (!made.some((one) => one.coding_ids.length)) return app.announce("Give at least one passage to a new code.", "error");
    if (!made.every((one) => fine(one.name))) return;
    if (new Set(made.map((one) => one.name.toLocaleLowerCase())).size < made.length) return app.announce("Each new code needs a name of its own.", "error");
    const event = app.decide({ do: "code.split", code_id: code.code_id, parts: made });
    drafts.delete(code.code_id);
    end();
    void settled(event);
  }

  for (const name of [...draft.names]) another(name);
  void load();
  return frame(`Split “${code.name}”`, [names, button("One more", () => another().focus(), {}, "qk-quiet"), said, list, more], "Split", save, end);
}
