// @ts-check
/** Elements, made in the one way that no text can turn into markup. */

/**
 * Make an element. Strings among its content become text nodes: there is no other way for text onto the page.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {string} [kind] its class
 * @param {string | Node | (string | Node | null)[]} [content] @param {Record<string, string>} [attributes]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, kind = "", content = [], attributes = {}) {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  for (const [name, value] of Object.entries(attributes)) attr(node, name, value);
  for (const one of [content].flat()) if (one !== null) node.append(one);
  return node;
}

/**
 * What people wrote, in its own direction.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {string} kind @param {string | Node | (string | Node | null)[]} content
 */
export const foreign = (tag, kind, content) => make(tag, kind, content, { dir: "auto" });

/** Of a mark that words beside it say, too. */
export const UNHEARD = { "aria-hidden": "true" };

/** A word of less weight. @param {string | Node | (string | Node | null)[]} [content] @param {Record<string, string>} [attributes] */
export const faint = (content, attributes) => make("span", "qk-faint", content, attributes);

/** @param {Node} node */
export const holdsFocus = (node) => node.contains(document.activeElement);

/** Nothing scrolls for it: the notebook would jump. @param {HTMLElement | null | undefined} node */
export const focusOn = (node) => node?.focus({ preventScroll: true });

/**
 * @param {string | Node | (string | Node | null)[]} content @param {() => void} act
 * @param {Record<string, string>} [attributes] @param {string} [kind]
 */
export function button(content, act, attributes = {}, kind = "qk-button") {
  const node = make("button", kind, content, { type: "button", ...attributes });
  node.addEventListener("click", act);
  return node;
}

/**
 * @template {keyof (HTMLElementEventMap & WindowEventMap)} T
 * @param {EventTarget} node @param {T} type @param {(event: (HTMLElementEventMap & WindowEventMap)[T]) => void} act @param {AbortSignal} [signal]
 * @param {boolean} [capture] before those whom it happens to hear of it
 */
export function listenTo(node, type, act, signal, capture) {
  node.addEventListener(type, /** @type {EventListener} */ (act), { signal, capture });
}

/** It is answered here, and means nothing to the browser. @param {Event} event */
export const claim = (event) => event.preventDefault();

/** @param {[string, string][]} options value and name @param {Record<string, string>} [attributes] */
export function choice(options, attributes) {
  return make("select", "qk-input", options.map(([value, name]) => make("option", "", name, { value })), attributes);
}

const COLOURS = 7;

/** The colour of a code as CSS; it follows the theme. @param {number} place */
export const colourOf = (place) => `var(--qk-code-${((place % COLOURS) + COLOURS) % COLOURS})`;

/** Codes beyond the colours share them, in other strokes. @param {number} place @returns {"solid" | "dashed" | "dotted"} */
export const strokeOf = (place) => /** @type {const} */ (["solid", "dashed", "dotted"])[Math.floor(place / COLOURS) % 3];

/** A short stroke in the colour of a code. @param {number} place */
export function swatch(place) {
  const node = make("span", "qk-swatch", [], UNHEARD);
  node.style.borderTopColor = colourOf(place);
  node.style.borderTopStyle = strokeOf(place);
  return node;
}

/** What stays the same is not touched, or the page would be laid out anew. @param {HTMLElement} node @param {string} text */
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** "1 passage", "2 passages". @param {number} n @param {string} one @param {string} [more] */
export const counted = (n, one, more = `${one}s`) => `${many(n)} ${n === 1 ? one : more}`;

/** "7,400". @param {number} n */
export const many = (n) => n.toLocaleString("en");

/** However often it is asked for, it is done once, just before the page is painted. @param {() => void} act */
export function onceAFrame(act) {
  let asked = 0;
  return () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      act();
    });
  };
}

/**
 * Arrow keys go from tab to tab.
 * @param {HTMLElement} bar @param {readonly string[]} names in their order @param {() => string} shown
 * @param {(name: string) => void} show @param {AbortSignal} signal
 */
export function tabKeys(bar, names, shown, show, signal) {
  listenTo(bar, "keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !(/** @type {Element} */ (event.target).matches("[role=tab]"))) return;
    show(names[(names.indexOf(shown()) + step + names.length) % names.length]);
    /** @type {HTMLElement | null} */ (bar.querySelector("[aria-selected=true]"))?.focus();
    claim(event);
  }, signal);
}

/** @param {Element} node @param {string} name of an attribute @param {string} value */
export const attr = (node, name, value) => node.setAttribute(name, value);

/** What was in it goes. @param {Element} node @param {(string | Node)[]} content */
export const fillWith = (node, ...content) => node.replaceChildren(...content);

/** @param {Element | Range} node */
export const boxOf = (node) => node.getBoundingClientRect();

export const json = JSON.stringify;
