// @ts-check
/** A memo on a coding or on a whole comment, written beside it; and what a coding's code says. */
import { definition } from "./codes.js";
import { button, claim, fillWith, focusOn, listenTo, make } from "./dom.js";

/**
 * @param {import("./types.js").App} app
 * @param {ReturnType<typeof import("./reader.js").makeReader>} reader
 * @param {AbortSignal} signal
 */
export function memoForm(app, reader, signal) {
  const title = make("span");
  const field = make("textarea", "qk-input", [], { rows: "3", dir: "auto" });
  const label = make("label", "", [title, field]);
  const gone = button("Take all away", () => write(""), { title: "Your memos on this comment; undo brings them back" }, "qk-quiet");
  const hint = make("p", "qk-hint", "Escape or Ctrl+Enter saves, too");
  const form = make("form", "qk-memo", [label, make("div", "qk-row", [
    button("Save memo", save), button("Discard", close, {}, "qk-quiet"), gone, hint,
  ])], { "aria-label": "Memo" });
  const told = make("div", "qk-told", [], { role: "group", "aria-label": "What the code says" });
  const element = make("div", "qk-beside", [told, form]);
  form.hidden = told.hidden = true;
  let target = "";
  let before = "";

  /** @param {string} about id of a coding or a comment @param {string} name @param {string} [written] until now @param {number} [others] */
  function begin(about, name, written = "", others = 0) {
    if (app.closed()) return; // nobody shall write in vain
    told.hidden = true;
    if (!form.hidden) save();
    target = about;
    title.textContent = `${others ? "Another memo" : "Memo"} on ${name}`;
    before = field.value = written;
    gone.hidden = !others;
    form.hidden = false;
    focusOn(field);
  }

  function open() {
    const coding = reader.current();
    if (!coding) return app.announce("A memo belongs to a coding: go to one first, j and k do.", "hint");
    begin(coding.coding_id, `“${app.state.code.get(coding.code_id)?.name ?? ""}”`, coding.memo);
  }

  /** On all that somebody said: what does not hang on these words or those. */
  function note() {
    const { conversation, at, memos } = app.state;
    const comment_id = reader.caret.spot?.comment_id ?? at;
    const turn = conversation?.turns.find((one) => one.comment_id === comment_id);
    if (turn) begin(comment_id, `the comment of ${turn.who}`, "", memos[comment_id]?.length);
  }

  function close() {
    form.hidden = true;
    app.focusReader();
  }

  /** However one leaves it, what was written is kept: undo takes it back. */
  function save() {
    const text = field.value.trim();
    if (text === before) close();
    else write(text);
  }

  /** @param {string} text */
  function write(text) {
    app.decide({ do: "memo", target, text });
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
    element, open, note,
    /** Show what the code at the caret says, or stop. */
    tell() {
      const coding = reader.current();
      const code = coding && app.state.code.get(coding.code_id);
      if (!code) return app.announce("Go to a coding first, j and k do; its code's definition is shown then.", "hint");
      if (!told.hidden) return this.dismiss();
      fillWith(told, definition(code));
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
