// @ts-check
/** Where things stand: the queue, the reader, the codes; tabs where there is no room for three columns. */
import { codebookPanel } from "./codebook.js";
import { attr, button, make, tabKeys } from "./dom.js";
import { queuePanel } from "./queue.js";
import { retrievalPanel } from "./retrieval.js";

/** @typedef {import("./types.js").Panel} Panel */

/**
 * @param {import("./types.js").App} app @param {HTMLElement} middle @param {string} uid @param {AbortSignal} signal
 */
export function panels(app, middle, uid, signal) {
  const all = [queuePanel(app, signal), codebookPanel(app, signal), retrievalPanel(app, signal)];
  const sections = new Map(all.map((one) => [one.name, make("section", "qk-panel", one.element, {
    id: `${uid}-${one.name}`, "aria-label": one.title, "data-panel": one.name,
  })]));
  middle.id = `${uid}-reader`;
  middle.dataset.panel = "reader";
  sections.set("reader", middle);
  const section = (/** @type {string} */ name) => /** @type {HTMLElement} */ (sections.get(name));
  const order = ["queue", "reader", "codebook", "retrieval"];
  const titles = new Map([["reader", "Reading"], ...all.map((one) => /** @type {[string, string]} */ ([one.name, one.title]))]);
  const tabs = make("div", "qk-tabs", order.map((name) => button(titles.get(name) ?? name, () => {
    if (name === "reader") app.focusReader();
    else focus(name);
  }, { role: "tab", "data-tab": name, "aria-controls": `${uid}-${name}` }, "qk-tab")), { role: "tablist", "aria-label": "Parts of the view" });
  const body = make("div", "qk-body", order.map(section));

  /** @param {string} name */
  function show(name) {
    body.dataset.shown = name;
    for (const tab of tabs.querySelectorAll("button")) {
      const on = tab.dataset.tab === name;
      attr(tab, "aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
  }

  /** @param {string} name */
  function focus(name) {
    show(name);
    const panel = all.find((one) => one.name === name);
    if (panel?.focus) panel.focus();
    else /** @type {HTMLElement | null} */ (section(name).querySelector("input, button, [tabindex]"))?.focus();
  }

  tabKeys(tabs, order, () => body.dataset.shown ?? "", show, signal);
  show("reader");
  return { tabs, body, show, focus };
}
