// @ts-check
/**
 * The palette: type a part of a code's name, press Enter. What no code is called becomes a new one, in vivo.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {import("./types.js").Code} Code
 * @typedef {ReturnType<typeof import("./reader.js").makeReader>} FullReader
 * @typedef {{code: Code, near: boolean} | {create: string, parent: Code | null, like: Code[]}} Option
 */
import { alike, definition, holds, meant, plain, sameName } from "./codes.js";
import { attr, claim, faint, fillWith, focusOn, foreign, listenTo, make, swatch } from "./dom.js";
import { newId } from "./wire.js";

const MOST = 60; // options in the list; who wants a later one types on
const PAUSE = 120; // milliseconds without a key before Python is asked for similar names

/** @param {App} app @param {FullReader} reader @param {string} uid @param {AbortSignal} signal */
export function codePalette(app, reader, uid, signal) {
  const { state } = app;
  const input = make("input", "qk-input", [], {
    type: "text", role: "combobox", "aria-label": "Code", "aria-autocomplete": "list", "aria-expanded": "true",
    "aria-controls": `${uid}-codes`, autocomplete: "off", spellcheck: "false", placeholder: "Type a code",
  });
  const list = make("div", "qk-options", [], { role: "listbox", id: `${uid}-codes`, "aria-label": "Codes", tabindex: "-1" });
  const about = make("div", "qk-about");
  const hint = make("p", "qk-hint");
  const element = make("div", "qk-palette", [input, make("div", "qk-palette-body", [list, about]), hint], {
    role: "dialog", "aria-label": "Give a code",
  });
  element.hidden = true;
  /** @type {"apply" | "recode"} */
  let mode = "apply";
  /** @type {Option[]} */
  let options = [];
  let active = -1;
  let timer = 0;
  /** Names that Python calls similar to what is typed. @type {{typed: string, ids: string[]}} */
  let similar = { typed: "", ids: [] };

  /** @param {{mode?: "apply" | "recode", typed?: string}} [how] */
  function open({ mode: wanted = "apply", typed = "" } = {}) {
    mode = wanted;
    if (mode === "recode" && !reader.current()) return app.announce("Go to a coding first: j and k do.", "hint");
    if (mode === "apply" && !reader.selection()) {
      reader.caret.more();
      if (!reader.selection()) return app.announce("Select words first.", "hint");
    }
    element.hidden = false;
    attr(element, "aria-label", mode === "apply" ? "Give a code" : "Give another code");
    input.value = typed;
    offer();
    place();
    focusOn(input);
    input.select();
  }

  /** Below the selected words, else above them, never over them. */
  function place() {
    const range = reader.caret.range;
    const middle = element.parentElement?.getBoundingClientRect();
    const boxes = range ? reader.caret.ranges(range.comment_id, range.from, range.to).flatMap((one) => [...one.getClientRects()]) : [];
    if (!middle || !boxes.length) return;
    const top = Math.min(...boxes.map((one) => one.top)) - middle.top;
    const bottom = Math.max(...boxes.map((one) => one.bottom)) - middle.top;
    const height = element.offsetHeight;
    const below = bottom + 10 + height < middle.height || top < height + 10;
    element.style.top = `${Math.max(8, Math.min(below ? bottom + 10 : top - height - 10, middle.height - height - 8))}px`;
    const left = (boxes.at(-1)?.left ?? 0) - middle.left - 24;
    element.style.left = `${Math.max(8, Math.min(left, middle.width - element.offsetWidth - 8))}px`;
  }

  function close() {
    if (element.hidden) return;
    element.hidden = true;
    app.focusReader();
  }

  /** What could be meant by what is typed. */
  function offer() {
    const typed = input.value.trim();
    const found = meant(state.codes, typed, state.recent);
    options = found.slice(0, MOST).map((code) => ({ code, near: false }));
    const exact = state.codes.some((code) => !code.retired && sameName(code.name, typed));
    active = typed ? 0 : -1;
    if (typed && !exact) {
      const { name, parent } = newCode(typed);
      const like = state.codes.filter((code) => alike(code, name) || (!code.retired
        && (holds(code.name, name) || (similar.typed === typed && similar.ids.includes(code.code_id)))));
      const unseen = like.filter((code) => !found.includes(code) && !holds(code.name, name)); // what says more is pointed out only
      options = [...unseen.map((code) => ({ code, near: true })), ...options, { create: name, parent, like }];
      if (similar.typed !== typed) askSimilar(typed, name);
    }
    draw(found.length - Math.min(found.length, MOST));
  }

  /** "Leaving / too dear" is a code below another. @param {string} typed @returns {{name: string, parent: Code | null}} */
  function newCode(typed) {
    const at = typed.lastIndexOf("/");
    const above = plain(typed.slice(0, Math.max(0, at)));
    const parent = state.codes.find((code) => above && !code.retired && plain(code.name) === above) ?? null;
    const name = parent ? typed.slice(at + 1).trim() : typed;
    return name ? { name, parent } : { name: typed, parent: null };
  }

  /** @param {string} typed @param {string} name */
  function askSimilar(typed, name) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      app.ask("similar", { name }).then(({ codes }) => {
        if (element.hidden || input.value.trim() !== typed) return;
        similar = { typed, ids: codes.map((/** @type {Code} */ one) => one.code_id) };
        if (similar.ids.length) offer();
      }, () => undefined); // the names were compared here already
    }, PAUSE);
  }

  /** @param {number} more that are not shown */
  function draw(more) {
    fillWith(list, ...options.map((option, n) => drawOption(option, n)));
    if (more > 0) list.append(make("p", "qk-faint", `${more} more: type on`));
    if (!options.length) list.append(make("p", "qk-faint", "No code yet: type the name of the first one."));
    point(active);
  }

  /** @param {Option} option @param {number} n */
  function drawOption(option, n) {
    const row = make("div", "qk-option", [], { role: "option", id: `${uid}-code-${n}` });
    if ("code" in option) {
      const { code } = option;
      const tree = !input.value.trim();
      row.style.setProperty("--qk-depth", String(tree ? code.depth : 0));
      const parent = tree ? undefined : state.code.get(code.parent ?? "");
      const digit = state.recent.indexOf(code.code_id) + 1;
      row.append(
        swatch(code.place), foreign("span", "qk-name", code.name),
        faint(option.near ? "nearly the same" : parent ? `in ${parent.name}` : ""),
        make("kbd", "qk-kbd", digit && mode === "apply" ? String(digit) : ""),
      );
    } else {
      const { create, parent, like } = option;
      const names = like.map((code) => `“${code.name}”`).join(", ");
      row.append(make("span", "qk-name", `Create “${create}”${parent ? ` in ${parent.name}` : ""}`));
      if (names) row.append(make("span", "qk-warning", `nearly the same as ${names}`));
    }
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
    row.addEventListener("click", (event) => take(option, event.shiftKey));
    row.addEventListener("pointermove", () => n !== active && point(n));
    return row;
  }

  /** @param {number} n */
  function point(n) {
    active = n;
    [...list.children].forEach((row, at) => attr(row, "aria-selected", String(at === n)));
    const row = list.children[n];
    if (row && n >= 0) {
      attr(input, "aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
    const option = options[n];
    fillWith(about, ...(option && "code" in option ? [definition(option.code)] : []));
    about.hidden = !about.firstChild;
    const enter = mode === "recode" ? "Enter recodes" : "Enter codes, Shift+Enter codes and stays";
    hint.textContent = `${enter}, Ctrl+Enter creates, Escape closes`;
  }

  /** @param {Option | undefined} option @param {boolean} stay */
  function take(option, stay) {
    if (!option) return app.announce("Type a part of a code's name, or go to one with the arrow keys.", "hint");
    if ("code" in option) give(option.code.code_id);
    else create(option.create, option.parent);
    if (!stay || mode === "recode") return close();
    input.value = "";
    offer();
    focusOn(input);
  }

  /** Give the selected words this code, or the current coding. @param {string} code_id */
  function give(code_id) {
    const coding = reader.current();
    if (mode === "recode" && coding) {
      if (coding.code_id !== code_id) app.decide({ do: "recode", coding_id: coding.coding_id, code_id });
      return;
    }
    apply(code_id);
  }

  /** @param {string} code_id */
  function apply(code_id) {
    const words = reader.selection();
    if (!words) return app.announce("Select words first.", "hint");
    const { quote: _, ...passage } = words;
    const same = [...state.codings.values()].some((one) => !one.coder && one.code_id === code_id
      && one.comment_id === passage.comment_id && one.start === passage.start && one.end === passage.end);
    const { name = "", retired } = state.code.get(code_id) ?? {};
    if (retired) return app.announce(`“${name}” is retired: it is no longer given.`, "hint");
    if (same) return app.announce(`These words have the code “${name}” already.`, "hint");
    app.decide({ do: "apply", ...passage, code_id });
  }

  /** @param {string} name @param {Code | null} parent */
  function create(name, parent) {
    const words = reader.selection();
    if (mode === "recode" || !words) {
      const coding = reader.current();
      const code_id = app.decide({ do: "code.add", name, parent: parent?.code_id ?? null });
      if (coding) app.decide({ do: "recode", coding_id: coding.coding_id, code_id });
      return;
    }
    const { quote: _, ...passage } = words;
    app.decide({ do: "create_apply", ...passage, code_id: newId(), name, parent: parent?.code_id ?? null });
  }

  listenTo(input, "input", offer, signal);
  listenTo(element, "keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) point(Math.min(Math.max(active + step, 0), options.length - 1));
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.ctrlKey) take(options.find((one) => "create" in one) ?? options[0], false);
    else if (event.key === "Enter") take(options[active], event.shiftKey);
    else return;
    claim(event);
  }, signal);
  listenTo(element, "focusout", (event) => {
    // Tab out of it, or a click elsewhere: it is over. A click in the list keeps the focus in the field.
    if (!element.contains(/** @type {Node | null} */ (event.relatedTarget)) && document.hasFocus()) element.hidden = true;
  }, signal);
  app.on("codes", () => !element.hidden && offer(), signal);
  app.on("codings", () => !element.hidden && place(), signal); // the words moved apart
  app.on("give", apply, signal);

  return {
    element, open, close, apply,
    /** A new code in the customer's own words. */
    inVivo() {
      const selected = reader.selection();
      if (!selected) return app.announce("Select the words that name it first.", "hint");
      open({ typed: selected.quote.replace(/\s+/g, " ").trim().slice(0, 60) });
    },
    get shown() {
      return !element.hidden;
    },
  };
}
