// @ts-check
/**
 * The coding view: it puts the parts together. What customers said arrives in custom messages and is put on the page as
 * text nodes only.
 */
import { announcer } from "./announce.js";
import { makeApp } from "./app.js";
import { coding } from "./coding.js";
import { focusOn, listenTo, make } from "./dom.js";
import { helpSheet } from "./help.js";
import { listen } from "./input.js";
import { memoForm } from "./memo.js";
import { panels } from "./panels.js";
import { codePalette } from "./palette.js";
import { makeReader } from "./reader.js";
import { statusLine } from "./status.js";
import { attachSuggestions } from "./suggestions.js";
import { newId } from "./wire.js";

export { astralTable, checkOf, pieces, snap, toPoint, toUnit } from "./positions.js";
export { inLanes } from "./marks.js";

const TOO_OLD = "This browser is too old for the coding view: it cannot mark words. Take Firefox 140, Chrome or Edge 117, Safari 17.4, or a later one; or show the plain view: qk.code(project, plain=True)";

/** @param {{model: import("./wire.js").Model, el: HTMLElement, signal: AbortSignal}} context */
function render({ model, el, signal }) {
  // Whoever has these two has all that the view needs; without marks nobody would see what they select.
  if (!("Highlight" in window && Map.groupBy)) return el.append(make("p", "", TOO_OLD, { role: "alert" }));
  const app = makeApp(model, signal);
  const uid = `qk-${newId()}`;
  const reader = makeReader(app, uid, signal);
  app.reader = reader;
  const palette = codePalette(app, reader, uid, signal);
  const memo = memoForm(app, reader, signal);
  const act = coding(app, reader, palette, memo, signal);
  const help = helpSheet(app, uid, signal);
  const middle = make("div", "qk-reader", [act.head, reader.element, act.bar, palette.element, memo.element], {
    role: "region", "aria-label": "Reader",
  });
  const layout = panels(app, middle, uid, signal);
  const root = make("section", "qk-coder", [
    layout.tabs, layout.body, statusLine(app, signal), help.element, announcer(app, reader, signal),
  ], { dir: "ltr", "aria-label": "Coding view", "data-lm-suppress-shortcuts": "true" });
  const sink = listen(app, reader, root, middle, signal);
  app.focusReader = () => {
    layout.show("reader");
    focusOn(sink);
  };
  app.focusPanel = layout.focus;
  app.openPalette = palette.open;
  act.head.append(attachSuggestions(app, reader, signal).element);
  el.append(root);
  listenTo(signal, "abort", () => root.remove());
  void app.start();
}

export default { render };
