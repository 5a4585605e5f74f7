// @ts-check
/** The help sheet: every command with its key, made from the table of commands. Keys can be changed here. */
import { nameOf } from "./keys.js";
import { button, claim, fillWith, focusOn, listenTo, make } from "./dom.js";

/** @type {Record<string, string>} */
const SHOWN = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Delete: "Del", Escape: "Esc", PageUp: "Page up", PageDown: "Page down",
};

const FIRST = ["Code", "Select", "Move"];

/** @param {string} key */
const keyCaps = (key) => key.split(" ").map((part) => part.split("+").map((one) => SHOWN[one] ?? one).join(" + ") || "+").join(", then ");

/** @param {import("./types.js").App} app @param {string} uid @param {AbortSignal} signal */
export function helpSheet(app, uid, signal) {
  const { commands } = app;
  const body = make("div", "qk-help-body");
  const said = make("p", "qk-hint", "", { role: "status" });
  const single = make("input", "", [], { type: "checkbox", id: `${uid}-single` });
  const title = make("h2", "", "Keys", { id: `${uid}-help` });
  const element = make("div", "qk-help", [
    make("div", "qk-help-head", [
      title,
      make("label", "", [single, " Single letters and digits do something"]),
      button("Keys as they were", () => {
        commands.reset();
        draw();
      }, {}, "qk-quiet"),
      button("Close", close),
    ]),
    said, body,
  ], { role: "dialog", "aria-labelledby": title.id, tabindex: "-1" });
  element.hidden = true;
  let waitingFor = "";

  function draw() {
    single.checked = commands.characters;
    /** @type {Map<string, import("./types.js").Command[]>} */
    const groups = new Map();
    for (const name of FIRST) groups.set(name, []);
    for (const one of commands.all()) {
      const name = one.name.startsWith("code.recent") ? "Recent codes" : one.group ?? "More";
      groups.set(name, [...(groups.get(name) ?? []), one]);
    }
    fillWith(body, ...[...groups].map(([name, some]) => make("section", "", [
      make("h3", "", name),
      make("ul", "", some.map((one) => make("li", "", [
        button(one.title, () => {
          close();
          commands.run(one.name);
        }, {}, "qk-quiet"),
        keyButton(one),
      ]))),
    ])));
  }

  /** @param {import("./types.js").Command} command */
  function keyButton({ name, title: what }) {
    const keys = waitingFor === name ? "press a key" : commands.keysOf(name).map(keyCaps).join(" or ") || "no key";
    return button(keys, () => change(name), { "aria-label": `${keys}: the key of “${what}”. Change it`, "data-key-of": name }, "qk-kbd");
  }

  /** @param {string} name */
  function change(name) {
    waitingFor = name;
    said.textContent = "Press the new key. Escape leaves it as it is, Delete takes it away.";
    draw();
    focusKey(name);
  }

  /** @param {string} name */
  const focusKey = (name) => /** @type {HTMLElement | null} */ (body.querySelector(`[data-key-of="${name}"]`))?.focus();

  /** @param {KeyboardEvent} event */
  function taken(event) {
    if (["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key)) return;
    claim(event);
    const name = waitingFor;
    const key = event.key === "Delete" ? "" : nameOf(event);
    waitingFor = "";
    said.textContent = "";
    if (event.key !== "Escape") {
      const others = key ? commands.clashes(name, key) : [];
      commands.choose(name, key);
      if (others.length) said.textContent = `“${key}” also means: ${others.map((one) => one.title).join(", ")}. The first that can run does.`;
    }
    draw();
    focusKey(name);
  }

  function open() {
    element.hidden = false;
    draw();
    focusOn(element);
  }

  function close() {
    if (element.hidden) return;
    element.hidden = true;
    waitingFor = "";
    app.focusReader();
  }

  listenTo(single, "change", () => {
    commands.characters = single.checked;
  }, signal);
  listenTo(element, "keydown", (event) => {
    if (waitingFor) return taken(event);
    if (event.key !== "Escape" && event.key !== "?") return;
    close();
    claim(event);
  }, signal);
  commands.register({ name: "help", title: "Show all keys", key: "?", run: open, group: "Code" });
  return { element };
}
