// @ts-check
/** Splitting a code: its passages are read once more, one by one, and each is given to what it will be called. */
import { inWords } from "./app.js";
import { button, make } from "./dom.js";

const PAGE = 50;

/**
 * @param {import("./types.js").App} app @param {import("./types.js").Code} code
 * @param {{frame: (title: string, content: Node[], verb: string, save: () => void, cancel: () => void) => HTMLElement,
 *   fine: (name: string, own?: string) => boolean, end: () => void,
 *   settled: (event: string, code: import("./types.js").Code) => Promise<void>, signal: AbortSignal}} how
 */
export function splitForm(app, code, { frame, fine, end, settled, signal }) {
  const names = [field("First new code"), field("Second new code")];
  const list = make("ul", "qk-split", [], { "aria-label": `Passages with “${code.name}”` });
  const said = make("p", "qk-hint", "Reading its passages …", { role: "status" });
  const more = button("Show more", () => void load(), {}, "qk-quiet");
  /** @type {Map<string, number>} coding to 0 (stays), 1, 2 … */
  const chosen = new Map();
  let had = 0;
  more.hidden = true;

  /** @param {string} title */
  function field(title) {
    const input = make("input", "qk-input", [], { type: "text", dir: "auto", placeholder: "its name" });
    input.addEventListener("input", () => relabel(), { signal });
    return { input, label: make("label", "qk-field", [make("span", "", title), input]) };
  }

  function relabel() {
    for (const one of list.querySelectorAll("[data-part]")) {
      const n = Number(/** @type {HTMLElement} */ (one).dataset.part);
      one.textContent = n ? names[n - 1].input.value.trim() || `new code ${n}` : "stays";
    }
  }

  async function load() {
    try {
      const { rows, n } = await app.ask("find", { code_id: code.code_id, exact: true, after: had, n: PAGE });
      if (signal.aborted) return;
      list.append(...rows.filter((/** @type {{coding_id: string | null}} */ one) => one.coding_id).map(row)); // of others, who are not blind here, only they decide
      had += rows.length;
      said.textContent = n ? `${n} passages. Those that stay keep “${code.name}”. Keys 0, 1, 2 choose.` : "It has no passages yet: add a code instead.";
      more.hidden = had >= n || !rows.length;
      relabel();
    } catch (trouble) {
      said.textContent = inWords(/** @type {import("./types.js").Trouble} */ (trouble));
    }
  }

  /** @param {{coding_id: string, quote: string, who: string}} found */
  function row({ coding_id, quote, who }) {
    const group = `split-${coding_id}`;
    chosen.set(coding_id, 0);
    const radios = [0, 1, 2].map((n) => {
      const input = make("input", "", [], { type: "radio", name: group, value: String(n) });
      input.checked = n === 0;
      input.addEventListener("change", () => chosen.set(coding_id, n), { signal });
      return make("label", "qk-check", [input, make("span", "", "", { "data-part": String(n), dir: "auto" })]);
    });
    const fields = make("fieldset", "", [make("legend", "", [make("q", "", quote, { dir: "auto" }), make("span", "qk-faint", ` ${who}`)]), make("div", "qk-row", radios)]);
    fields.addEventListener("keydown", (event) => {
      const n = ["0", "1", "2"].indexOf(event.key);
      if (n < 0) return;
      const input = /** @type {HTMLInputElement} */ (radios[n].firstChild);
      input.checked = true;
      chosen.set(coding_id, n);
      const next = fields.parentElement?.nextElementSibling?.querySelector("input:checked");
      /** @type {HTMLElement | null} */ (next ?? input)?.focus();
      event.preventDefault();
      event.stopPropagation();
    }, { signal });
    return make("li", "", fields);
  }

  function save() {
    const parts = names.map(({ input }, at) => ({
      name: input.value.trim(), coding_ids: [...chosen].filter(([, n]) => n === at + 1).map(([id]) => id),
    })).filter((one) => one.name || one.coding_ids.length);
    if (!parts.some((one) => one.coding_ids.length)) return app.announce("Give at least one passage to a new code.", "error");
    if (!parts.every((one) => fine(one.name))) return;
    if (new Set(parts.map((one) => one.name.toLocaleLowerCase())).size < parts.length) return app.announce("The new codes need two names.", "error");
    const event = app.decide({ do: "code.split", code_id: code.code_id, parts });
    end();
    void settled(event, code);
  }

  void load();
  return frame(`Split “${code.name}”`, [...names.map((one) => one.label), said, list, more], "Split", save, end);
}
