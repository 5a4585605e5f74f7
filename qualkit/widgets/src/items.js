// @ts-check
/**
 * A conversation as a list of what is drawn in one go: a turn, or a piece of a long one.
 *
 * @typedef {import("./types.js").Turn} Turn
 * @typedef {{turn: Turn, n: number, from: number, to: number, first: boolean, last: boolean}} Item n: of the turn;
 *   from and to in UTF-16 units
 * @typedef {{first: number, n: number, turn: number}} Place where a comment's items begin, and how many there are
 */

const LINE = 28; // pixels
const LONG = 3000; // units

/**
 * @param {Turn[]} turns @param {(comment_id: string) => import("./body.js").Body | null} bodyOf
 * @param {Map<string, Place>} place filled anew, by comment
 */
export function layItems(turns, bodyOf, place) {
  /** @type {Item[]} */
  const items = [];
  place.clear();
  turns.forEach((turn, n) => {
    place.set(turn.comment_id, { first: items.length, n: 1, turn: n });
    const length = turn.text?.length ?? 0;
    const cut = (length > LONG && bodyOf(turn.comment_id)?.pieces) || [{ from: 0, to: length }];
    place.set(turn.comment_id, { first: items.length, n: cut.length, turn: n });
    cut.forEach(({ from, to }, m) => items.push({ turn, n, from, to, first: m === 0, last: m === cut.length - 1 }));
  });
  return items;
}

/** The room that so many letters will take, in pixels. @param {number} letters @param {number} columns letters in a line */
export const heightOfWords = (letters, columns) => Math.max(1, Math.ceil(letters / Math.max(30, columns))) * LINE;

/** @param {Item} item @param {number} columns */
export const guessHeight = ({ turn, from, to, first }, columns) =>
  heightOfWords(turn.text === null ? turn.chars : to - from, columns) + (first ? 53 : 8);
