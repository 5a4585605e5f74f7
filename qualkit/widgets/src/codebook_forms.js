// @ts-check
/**
 * What can be done to a code: write its six fields, rename, move, merge, split, retire. One form at a time, in the place
 * where the code is described.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {import("./types.js").Code} Code
 * @typedef {import("./types.js").Fields} Fields
 */
import { alike, namesOf, sameName } from "./codes.js";
import { button, choice as selectOf, claim, counted, fillWith, foreign, listenTo, make } from "./dom.js";
import { findPassages } from "./retrieval.js";
import { splitForm } from "./split.js";

/** @type {[keyof Fields, string, string][]} name, title, what to write */
const FIELDS = [
  ["name", "Name", "two or three words that a coder would say"],
  ["brief", "In short", "one line"],
  ["definition", "Definition", "what it means, in full"],
  ["when_to_use", "Use it when", "what must be said for it to be given"],
  ["when_not_to_use", "Not when", "what comes close and is something else; name that code"],
  ["example", "Example", "words that show it, in your own words"],
];

/**
 * @param {App} app @param {HTMLElement} place
 * @param {{shown: (code?: Code) => void, back: () => void, signal: AbortSignal}} panel
 */
export function codeForms(app, place, { shown, back, signal }) {
  const { state } = app;
  let busy = false;
  /** @type {Map<string, Fields>} */
  const drafts = new Map();
  /** @type {Map<string, {names: string[], given: Map<string, string>}>} */
  const splits = new Map();

  /** @param {Node} form */
  function begin(form) {
    busy = true;
    fillWith(place, form);
    /** @type {HTMLElement | null} */ (place.querySelector("input, textarea, select"))?.focus();
    place.scrollTop = 0; // what has the focus scrolls itself into sight, and its label out of it
  }

  /** @param {Code | undefined} code */
  function end(code) {
    busy = false;
    shown(code);
    back();
  }

  /** A form with its title, buttons, Escape and Ctrl+Enter. @param {string} title @param {Node[]} content @param {string} verb @param {() => void} save @param {() => void} cancel */
  function frame(title, content, verb, save, cancel) {
    const form = make("form", "qk-form", [
      foreign("p", "qk-form-title", title), ...content,
      make("div", "qk-row", [button(verb, save, { "data-main": "" }), button("Cancel", cancel, {}, "qk-quiet"), make("span", "qk-hint", "Ctrl+Enter saves, Escape leaves")]),
    ], { "aria-label": title });
    listenTo(form, "submit", (event) => event.preventDefault(), signal);
    listenTo(form, "keydown", (event) => {
      if (event.isComposing) return;
      const field = /** @type {Element} */ (event.target);
      if (event.key === "Escape") cancel();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey || field.matches("input[type=text]"))) save();
      else return;
      claim(event);
      event.stopPropagation();
    }, signal);
    return form;
  }

  /** @param {Fields} given @param {keyof Fields} [only] */
  function inputs(given, only) {
    /** @type {Map<keyof Fields, HTMLInputElement | HTMLTextAreaElement>} */
    const all = new Map();
    const labels = FIELDS.filter(([name]) => !only || name === only).map(([name, title, placeholder]) => {
      const long = !["name", "brief"].includes(name);
      const field = make(long ? "textarea" : "input", "qk-input", [], { placeholder, dir: "auto", ...(long ? { rows: "2" } : { type: "text" }) });
      field.value = given[name] ?? "";
      all.set(name, field);
      return make("label", "qk-field", [make("span", "", title), field]);
    });
    const values = () => /** @type {Fields} */ (Object.fromEntries([...all].map(([name, field]) => [name, field.value.trim()])));
    return { labels, values };
  }

  /** @param {Code[]} among @param {string} label @param {string} first what to offer for none @param {string} [chosen] */
  function choice(among, label, first, chosen = "") {
    const select = selectOf([["", first], ...namesOf(among)]);
    select.value = chosen;
    return { select, label: make("label", "qk-field", [make("span", "", label), select]) };
  }

  /** @param {Code} code codes that may stand above it: not itself, nor what is below it */
  const possible = (code) => {
    const below = new Set([code.code_id]);
    for (const one of state.codes) if (one.parent && below.has(one.parent)) below.add(one.code_id);
    return state.codes.filter((one) => !one.retired && !below.has(one.code_id));
  };

  /** Names that were said to be nearly another's. @type {Set<string>} */
  const warned = new Set();

  /** @param {string} name @param {string} [own] whether a code can be called so; says why not, and once why one may not want it */
  function fine(name, own) {
    if (app.closed()) return false;
    if (name === state.code.get(own ?? "")?.name) return true;
    const others = state.codes.filter((one) => one.code_id !== own);
    const same = others.find((one) => sameName(one.name, name));
    const near = !warned.has(name) && others.find((one) => alike(one, name));
    if (name && !same && !near) return true;
    if (near) warned.add(name);
    app.announce(!name ? "A code needs a name." : same ? `There is a code “${same.name}” already. To make one of two, merge them.`
      : `“${name}” is nearly the same as “${near && near.name}”. Do it again to have both.`, "error");
    return false;
  }

  /** @param {string} event what was written comes back if it was refused */
  async function settled(event) {
    const result = await app.outcome(event);
    if (!result.ok) app.complain(result.error);
  }

  /** @param {Code} [below] */
  function add(below) {
    const draft = drafts.get("") ?? {};
    const { labels, values } = inputs(draft);
    const parent = choice(state.codes.filter((one) => !one.retired), "Below", "none: at the top", below?.parent ?? "");
    const save = () => {
      const { name = "", ...fields } = values();
      if (!fine(name)) return;
      drafts.delete("");
      const event = app.decide({ do: "code.add", name, parent: parent.select.value || null, fields });
      end(state.code.get(event));
      void settled(event);
    };
    const cancel = () => {
      drafts.set("", values());
      end(below);
    };
    begin(frame("New code", [...labels.slice(0, 1), parent.label, ...labels.slice(1)], "Add the code", save, cancel));
  }

  /** @param {Code} code @param {keyof Fields} [only] */
  function edit(code, only) {
    const { labels, values } = inputs(drafts.get(code.code_id) ?? code, only);
    const save = () => {
      const written = values();
      if (written.name !== undefined && !fine(written.name, code.code_id)) return;
      const fields = Object.fromEntries(Object.entries(written).filter(([name, text]) => text !== code[/** @type {keyof Fields} */ (name)]));
      drafts.delete(code.code_id);
      if (Object.keys(fields).length) void settled(app.decide({ do: "code.revise", code_id: code.code_id, fields }));
      end(code);
    };
    const cancel = () => {
      drafts.set(code.code_id, values());
      end(code);
    };
    begin(frame(only ? `Rename “${code.name}”` : `Edit “${code.name}”`, labels, only ? "Rename" : "Save", save, cancel));
  }

  /** @param {Code} code @param {string | null | undefined} parent undefined: ask @param {string | null} [before] null: last */
  function move(code, parent, before) {
    if (parent !== undefined) {
      if (parent === code.parent && before === undefined) return;
      if (parent && !possible(code).some((one) => one.code_id === parent)) return app.announce("A code cannot stand below itself.", "error");
      void settled(app.decide({ do: "code.revise", code_id: code.code_id, fields: {}, parent, ...(before === undefined ? {} : { before }) }));
      return;
    }
    const to = choice(possible(code), "Below", "none: to the top", code.parent ?? "");
    begin(frame(`Move “${code.name}”`, [to.label], "Move", () => {
      busy = false;
      move(code, to.select.value || null);
      end(code);
    }, () => end(code)));
  }

  /** @param {Code} code */
  function merge(code) {
    const others = state.codes.filter((one) => one.code_id !== code.code_id && !one.retired);
    if (!others.length) return app.announce("There is no other code to merge it with.", "hint");
    const into = choice(others, "Into", "choose a code");
    const said = make("p", "qk-hint");
    const tell = () => {
      const other = state.code.get(into.select.value);
      if (!other) return fillWith(said);
      const many = counted(code.n, "coding");
      said.textContent = `${many} that you see will have the code “${other.name}”. “${code.name}” stays as a former name, by which it is found. Other coders' codings go along. Undo takes it back.`;
    };
    listenTo(into.select, "change", tell, signal);
    tell();
    begin(frame(`Merge “${code.name}”`, [into.label, said], "Merge", () => {
      const target = state.code.get(into.select.value);
      if (!target) return app.announce("Choose the code that is kept.", "error");
      void settled(app.decide({ do: "code.merge", codes: [code.code_id], into: target.code_id }));
      end(target);
    }, () => end(code)));
  }

  /** @param {Code} code */
  function retire(code) {
    const on = !code.retired;
    void settled(app.decide({ do: "code.retire", code_id: code.code_id, on }));
    end(code);
    app.announce(on ? `“${code.name}” is retired: its codings stay, it is no longer offered.` : `“${code.name}” is offered again.`, "hint");
  }

  return {
    get busy() {
      return busy;
    },
    add, edit, move, merge, retire,
    /** @param {Code} code */
    rename: (code) => edit(code, "name"),
    /** @param {Code} code */
    actions(code) {
      const verbs = /** @type {[string, () => void][]} */ ([
        ["Edit", () => edit(code)], ["Move", () => move(code, undefined)], ["Merge", () => merge(code)],
        ["Split", () => begin(splitForm(app, code, { frame, fine, end: () => end(code), settled, drafts: splits, signal }))],
        [code.retired ? "Use again" : "Retire", () => retire(code)],
      ]);
      const many = counted(code.n, "passage");
      return make("div", "qk-row", [
        ...verbs.map(([name, act]) => button(name, act, { "aria-label": `${name} “${code.name}”` }, "qk-quiet")),
        button(many, () => {
          findPassages(app, { code_id: code.code_id });
        }, { "aria-label": `${many} with “${code.name}”` }, "qk-quiet"),
      ]);
    },
  };
}
