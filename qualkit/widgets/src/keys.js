// @ts-check
/**
 * Every key of the view: one table of commands, what they are called, and which key runs them.
 *
 * @typedef {import("./types.js").Command} Command
 */
import { json } from "./dom.js";

const PAUSE = 1500; // milliseconds in which the second key of two must follow
const STORE = "qualkit-keys";
const MODIFIERS = ["Ctrl", "Alt", "Shift"];

/** The name of a pressed key, as commands write it. @param {KeyboardEvent} event */
export function nameOf(event) {
  const key = event.key === " " ? "Space" : event.key;
  const plain = key.length === 1;
  const names = [];
  const third = event.getModifierState?.("AltGraph"); // Windows says Ctrl and Alt where a keyboard needs AltGr for "["
  if ((event.ctrlKey || event.metaKey) && !third) names.push("Ctrl");
  if (event.altKey && !third) names.push("Alt");
  // Shift is part of what "?" is, but not of what an arrow or a letter is.
  if (event.shiftKey && (!plain || /\p{L}/u.test(key))) names.push("Shift");
  names.push(plain ? key.toLowerCase() : key);
  return names.join("+");
}

/** @param {string} key as written in a keymap */
function tidy(key) {
  return key.trim().split(/ +/).map((part) => {
    const names = part.split("+").filter(Boolean);
    const last = part.endsWith("+") ? "+" : names.pop() ?? "";
    const first = MODIFIERS.filter((one) => names.some((name) => name.toLowerCase() === one.toLowerCase()));
    return [...first, last.length === 1 ? last.toLowerCase() : last].join("+");
  }).join(" ");
}

/** Whether a key is a character alone, which speech input may type by accident. @param {string} key */
const isCharacter = (key) => key.split(" ").some((part) => [...part.replace("Shift+", "")].length === 1);

export function commandTable() {
  /** @type {Map<string, Command>} */
  const table = new Map();
  /** @type {Record<string, string>} */
  let given = {};
  let characters = true; // as the project has it
  let saved = load();
  let first = "";
  let since = 0;

  /** @param {Command} command */
  const keysOf = (command) => {
    const other = saved.keymap[command.name] ?? given[command.name];
    if (other !== undefined) return other ? [tidy(other)] : [];
    return [command.key].flat().filter(Boolean).map(tidy);
  };

  /** @param {string} key */
  const find = (key) => [...table.values()].filter((one) => keysOf(one).includes(key)).find((one) => one.when?.() ?? true);

  return {
    /** @param {Command} command */
    register(command) {
      table.set(command.name, command);
    },
    /** @param {string} group @param {[string, string, string | string[], () => void, (() => boolean)?][]} some name, title, key, run, when */
    group(group, some) {
      for (const [name, title, key, run, when] of some) table.set(name, { name, title, key, run, when, group });
    },
    all: () => [...table.values()],
    /** @param {string} name */
    keysOf: (name) => {
      const command = table.get(name);
      return command ? keysOf(command) : [];
    },
    /** @param {string} name */
    keyOf: (name) => {
      const command = table.get(name);
      return command ? keysOf(command)[0] ?? "" : "";
    },
    /** @param {string} name */
    run(name) {
      const command = table.get(name);
      if (!command || !(command.when?.() ?? true)) return false;
      command.run();
      return true;
    },
    /** @param {Record<string, string>} keymap of the project: what a coder chose in the browser goes before it @returns {string} names of no command */
    remap({ "*": all, ...keymap }) {
      given = keymap;
      characters = all !== "";
      return Object.keys(keymap).filter((name) => !table.has(name)).join(", ");
    },
    /** @param {string} name @param {string | null} key null: as it was */
    choose(name, key) {
      if (key === null) delete saved.keymap[name];
      else saved.keymap[name] = key;
      store(saved);
    },
    get characters() {
      return saved.characters ?? characters;
    },
    /** @param {boolean} on whether single characters do something */
    set characters(on) {
      saved.characters = on;
      store(saved);
    },
    reset() {
      saved = { keymap: {}, characters: undefined };
      store(saved);
    },
    /** Other commands with this key. @param {string} name @param {string} key */
    clashes: (name, key) => [...table.values()].filter((one) => one.name !== name && keysOf(one).includes(tidy(key))),
    /** Run what a key asks for. @param {KeyboardEvent} event @returns {boolean} whether it meant something */
    press(event) {
      if (event.isComposing || MODIFIERS.includes(event.key) || event.key === "Control" || event.key === "Meta") return false;
      const name = nameOf(event);
      const both = performance.now() - since < PAUSE && first ? `${first} ${name}` : "";
      first = "";
      const wanted = [both, name].filter((key) => key && (this.characters || !isCharacter(key)));
      for (const key of wanted) {
        const command = find(key);
        if (!command) continue;
        command.run();
        return true;
      }
      const begins = [...table.values()].some((one) => keysOf(one).some((key) => key.startsWith(`${name} `)));
      if (begins && this.characters) [first, since] = [name, performance.now()];
      return begins && this.characters;
    },
  };
}

/** What this coder chose in this browser. @returns {{keymap: Record<string, string>, characters?: boolean}} */
function load() {
  try {
    return { keymap: {}, ...JSON.parse(localStorage.getItem(STORE) ?? "{}") };
  } catch {
    return { keymap: {} };
  }
}

/** @param {ReturnType<typeof load>} saved */
function store(saved) {
  try {
    localStorage.setItem(STORE, json(saved));
  } catch {
    // A private window: the choice holds until it is closed.
  }
}
