// @ts-check
/** A memo on a coding, written beside it; and what its code says. */
import { definition } from "./codes.js";
import { button, make } from "./dom.js";

/**
 * @param {import("./types.js").App} app
 * @param {ReturnType<typeof import("./reader.js").makeReader>} reader
 * @param {AbortSignal} signal
 */
export function memoForm(app, reader, signal) {
  const title = make("span");
  const field = make("textarea", "qk-input", [], { rows: "3", dir: "auto" });
  const label = make("label", "", [title, field]);
  const hint = make("p", "qk-hint", "Enter saves, Shift+Enter begins a line, Escape closes and keeps the draft");
  const form = make("form", "qk-memo", [label, make("div", "qk-row", [
    button("Save memo", save), button("Close", close, {}, "qk-quiet"), hint,
  ])], { "aria-label": "Memo" });
  const told = make("div", "qk-told", [], { role: "group", "aria-label": "What the code says" });
  const element = make("div", "qk-beside", [told, form]);
  form.hidden = told.hidden = true;
  let target = "";
  /** @type {Map<string, string>} */
  const drafts = new Map();

  function open() {
    const coding = reader.current();
    if (!coding) return app.announce("A memo belongs to a coding: go to one first, j and k do.", "hint");
    told.hidden = true;
    target = coding.coding_id;
    title.textContent = `Memo on “${app.state.code.get(coding.code_id)?.name ?? ""}”`;
    field.value = drafts.get(target) ?? coding.memo;
    form.hidden = false;
    field.focus({ preventScroll: true });
  }

  function close() {
    if (form.hidden) return;
    drafts.set(target, field.value);
    form.hidden = true;
    app.focusReader();
  }

  function save() {
    const coding = app.state.codings.get(target);
    const text = field.value.trim();
    if (coding && text !== coding.memo) app.decide({ do: "memo", target, text });
    form.hidden = true;
    drafts.delete(target);
    app.focusReader();
  }

  form.addEventListener("submit", (event) => event.preventDefault(), { signal });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey && event.target === field) save();
    else return;
    event.preventDefault();
  }, { signal });

  return {
    element, open,
    /** Show what the code at the caret says, or stop. */
    tell() {
      const coding = reader.current();
      const code = coding && app.state.code.get(coding.code_id);
      if (!code) return app.announce("Go to a coding first, j and k do; its code's definition is shown then.", "hint");
      if (!told.hidden) return this.dismiss();
      told.replaceChildren(definition(code));
      told.hidden = false;
      app.announce(`${code.name}: ${code.brief || code.definition || "no definition yet"}`, "hint");
    },
    dismiss() {
      told.hidden = true;
    },
    get shown() {
      return !told.hidden;
    },
  };
}
