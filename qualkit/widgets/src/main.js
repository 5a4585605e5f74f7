// @ts-check
/**
 * The coding view: it puts the parts together. What customers said arrives in custom messages and is put on the page as
 * text nodes only.
 */
import { announcer } from "./announce.js";
import { makeApp } from "./app.js";
import { coding } from "./coding.js";
import { listenTo, make } from "./dom.js";
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

/** @param {{model: import("./wire.js").Model, el: HTMLElement, signal: AbortSignal}} context */
function render({ model, el, signal }) {
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
    sink.focus({ preventScroll: true });
  };
  app.focusPanel = layout.focus;
  app.openPalette = palette.open;
  act.head.append(attachSuggestions(app, reader, signal).element);
  el.append(root);
  listenTo(signal, "abort", () => root.remove());
  void app.start();
}

export default { render };
