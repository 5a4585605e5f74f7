// @ts-check
/** The line at the foot: whether everything is safe, what was done last, and what can be undone. */
import { button, make, put } from "./dom.js";
import { TROUBLE } from "./kernel.js";

/** @type {Record<string, (n: number) => string>} */
const SAFETY = {
  opening: () => "opening",
  saved: () => "saved",
  saving: (n) => `saving ${n}`,
  unsaved: (n) => `${n} unsaved`,
};
const KEPT = {
  browser: "They are kept in this browser, also when the page is closed.",
  tab: "They are kept in this tab: leave it open until they are saved.",
  nowhere: "This browser keeps nothing: leave the page open until they are saved.",
};

/** @param {import("./types.js").App} app @param {AbortSignal} signal */
export function statusLine(app, signal) {
  const safety = make("span", "qk-safety");
  const said = make("span", "qk-said", [], { role: "status" });
  const who = make("span", "qk-who");
  const command = (/** @type {string} */ name, /** @type {string} */ title) => {
    const key = make("kbd", "qk-kbd");
    const one = button([title, " ", key], () => app.commands.run(name), {}, "qk-quiet");
    return { name, one, key };
  };
  const adopt = button("Save them here", app.adopt, {}, "qk-quiet");
  const commands = [command("undo", "Undo"), command("redo", "Redo"), command("help", "Help")];
  const [undo, redo] = commands;
  const element = make("footer", "qk-foot", [
    safety, said, adopt, ...commands.map(({ one }) => one), who,
  ]);

  function show() {
    const { status, coder, blind, strays, read_only } = app.state;
    const { safety: now, unsaved } = status;
    adopt.hidden = !strays.length || !!read_only;
    const short = now in TROUBLE ? TROUBLE[now][0] : read_only && "reading only";
    put(safety, short ? `${short}${unsaved ? `, ${unsaved} unsaved` : ""}` : SAFETY[now](unsaved));
    safety.dataset.safety = status.safety;
    safety.title = status.unsaved ? KEPT[status.kept] : "Every decision is in the project's file.";
    put(said, status.said);
    said.dataset.tone = status.tone;
    put(who, [coder, blind ? "blind" : ""].filter(Boolean).join(", "));
    const label = (/** @type {boolean | string} */ what) => (typeof what === "string" ? what : "");
    undo.one.disabled = !app.state.can_undo;
    redo.one.disabled = !app.state.can_redo;
    undo.one.title = label(app.state.can_undo);
    redo.one.title = label(app.state.can_redo);
    for (const { name, key } of commands) put(key, app.commands.keyOf(name));
  }
  app.on("status", show, signal);
  show();
  return element;
}
