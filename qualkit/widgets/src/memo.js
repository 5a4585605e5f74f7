// @ts-check
/** A memo on a coding, written beside it; and what its code says. */
import { definition } from "./codes.js";
import { button, claim, listenTo, make } from "./dom.js";

/**
 * @param {import("./types.js").App} app
 * @param {ReturnType<typeof import("./reader.js").makeReader>} reader
 * @param {AbortSignal} signal
 */
export function memoForm(app, reader, signal) {
  const title = make("span");
  const field = make("textarea", "qk-input", [], { rows: "3", dir: "auto" });
  const label = make("label", "", [title, field]);
  const hint = make("p", "qk-hint", "Escape or Ctrl+Enter saves, too");
  const form = make("form", "qk-memo", [label, make("div", "qk-row", [
    button("Save memo", save), button("Discard", close, {}, "qk-quiet"), hint,
  ])], { "aria-label": "Memo" });
  const told = make("div", "qk-told", [], { role: "group", "aria-label": "What the code says" });
  const element = make("div", "qk-beside", [told, form]);
  form.hidden = told.hidden = true;
  let target = "";
  let before = "";

  function open() {
    const coding = reader.current();
    if (!coding) return app.announce("A memo belongs to a coding: go to one first, j and k do.", "hint");
    told.hidden = true;
    if (!form.hidden) save();
    target = coding.coding_id;
    title.textContent = `Memo on “${app.state.code.get(coding.code_id)?.name ?? ""}”`;
    before = field.value = coding.memo;
    form.hidden = false;
    field.focus({ preventScroll: true });
  }

  function close() {
    form.hidden = true;
    app.focusReader();
  }

  /** However one leaves it, what was written is kept: undo takes it back. */
  function save() {
    const text = field.value.trim();
    if (text !== before) app.decide({ do: "memo", target, text });
    close();
  }

  listenTo(form, "submit", (event) => event.preventDefault(), signal);
  listenTo(form, "keydown", (event) => {
    if (event.isComposing) return;
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    save();
    claim(event);
  }, signal);

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
