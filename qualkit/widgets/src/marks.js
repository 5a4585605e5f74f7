// @ts-check
/**
 * Marks on words, without a change to the page's elements: the CSS Custom Highlight API. A mark is a colour, a stroke
 * and a lane, so that passages which overlap are underlined one below the other.
 */
import { colourOf, listenTo, strokeOf } from "./dom.js";

const LANES = 6; // deeper overlaps share the last lane; the list beside the text names them all
const STEP = 4; // pixels from lane to lane

/** @typedef {{from: number, to: number, style: string}} Mark units within a text node; style as `makeMarks` names it */

/**
 * @template {{start: number, end: number}} T
 * @param {T[]} passages
 * @returns {(T & {lane: number})[]} each in the lowest lane that no overlapping one has
 */
export function inLanes(passages) {
  /** @type {number[]} */
  const ends = [];
  return [...passages].sort((a, b) => a.start - b.start || b.end - a.end).map((one) => {
    let lane = ends.findIndex((end) => end <= one.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = one.end;
    return { ...one, lane };
  });
}

/**
 * @template {{comment_id: string, start: number, end: number}} T
 * @param {T[]} passages
 * @returns {Map<string, (T & {lane: number})[]>} in lanes, by comment
 */
export function byComment(passages) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const one of passages) {
    const some = groups.get(one.comment_id);
    if (some) some.push(one);
    else groups.set(one.comment_id, [one]);
  }
  return new Map([...groups].map(([id, some]) => [id, inLanes(some)]));
}

/** @param {string} uid of the view @param {AbortSignal} signal */
export function makeMarks(uid, signal) {
  /** @type {Map<string, any>} */
  const highlights = new Map();
  /** @type {Map<HTMLElement, Map<string, [any, Range]>>} */
  const owned = new Map();
  const sheet = new CSSStyleSheet();
  const registry = /** @type {any} */ (CSS).highlights;
  const Highlight = /** @type {any} */ (globalThis).Highlight;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  listenTo(signal, "abort", () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    for (const style of highlights.keys()) registry.delete(`${uid}-${style}`); // those of other views stay
  });

  /** @param {string} style @param {string} rules @param {number} priority */
  function define(style, rules, priority) {
    if (highlights.has(style)) return style;
    const one = new Highlight();
    one.priority = priority;
    registry.set(`${uid}-${style}`, one);
    sheet.insertRule(`.qk-piece::highlight(${uid}-${style}) { ${rules} }`, sheet.cssRules.length);
    highlights.set(style, one);
    return style;
  }

  const wash = (/** @type {string} */ colour, /** @type {number} */ share) =>
    `background-color: color-mix(in srgb, ${colour} ${share}%, transparent)`;
  define("current", wash("var(--qk-accent)", 16), 1);
  define("selection", "background-color: var(--qk-select); color: var(--qk-select-ink)", 9);

  return {
    /** @param {number} place of the code @param {number} lane @param {string} [other] who gave it, if another person */
    code(place, lane, other) {
      const depth = Math.min(lane, LANES - 1);
      const line = `underline ${strokeOf(place)} ${other ? 1 : 2}px ${colourOf(place)}`;
      const rules = `text-decoration: ${line}; text-underline-offset: ${4 + depth * STEP}px`;
      return define(`${other ? "other" : "code"}-${place % 21}-${depth}`, `${rules}; ${wash(colourOf(place), other ? 0 : 7)}`, 2);
    },
    /** @param {import("./types.js").LayerStyle} style @param {number | undefined} place @param {number} lane */
    layer(style, place, lane) {
      const colour = style.colour ?? (place === undefined ? "var(--qk-soft)" : colourOf(place));
      const line = style.line === "none" ? "none" : `underline ${style.line ?? "dotted"} 2px ${colour}`;
      const rules = `text-decoration: ${line}; text-underline-offset: ${4 + Math.min(lane, LANES - 1) * STEP}px`;
      const name = `layer-${[style.line, style.wash, colour, lane].join("-").replace(/[^a-z0-9]+/gi, "-")}`;
      return define(name, style.wash ? `${rules}; ${wash(colour, 10)}` : rules, 2);
    },
    /** How far below a line the marks of these lanes reach. @param {number} lanes */
    room: (lanes) => Math.max(0, Math.min(lanes, LANES) - 1) * STEP,
    /** Replace the marks of a piece of text; those that stay are not touched. @param {HTMLElement} piece @param {Mark[]} marks */
    set(piece, marks) {
      const node = piece.firstChild;
      const before = owned.get(piece) ?? new Map();
      /** @type {typeof before} */
      const now = new Map();
      for (const { from, to, style } of node ? marks : []) {
        const key = [style, from, to].join();
        const range = before.get(key)?.[1] ?? document.createRange();
        const highlight = highlights.get(style);
        now.set(key, [highlight, range]);
        if (before.delete(key)) continue;
        range.setStart(node, from);
        range.setEnd(node, to);
        highlight.add(range);
      }
      for (const [highlight, range] of before.values()) highlight.delete(range);
      owned.set(piece, now);
    },
    /** @param {HTMLElement} piece */
    drop(piece) {
      this.set(piece, []);
      owned.delete(piece);
    },
    /** Replace all marks of one style. @param {string} style @param {Range[]} ranges */
    only(style, ranges) {
      const one = highlights.get(style);
      if (!one) return;
      one.clear();
      for (const range of ranges) one.add(range);
    },
  };
}
