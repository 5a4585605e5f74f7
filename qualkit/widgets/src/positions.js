// @ts-check
/**
 * Positions. The page counts UTF-16 units; Python counts code points; a person sees grapheme clusters.
 */

/** @type {Map<string, Intl.Segmenter>} */
const segmenters = new Map();

/** @param {"grapheme" | "word" | "sentence"} granularity */
export function segmenter(granularity) {
  let one = segmenters.get(granularity);
  if (!one) segmenters.set(granularity, (one = new Intl.Segmenter(undefined, { granularity })));
  return one;
}

/** Where the characters beyond the first plane begin, in UTF-16 units, ascending. @param {string} text */
export function astralTable(text) {
  const found = [];
  const pair = /[\ud800-\udbff][\udc00-\udfff]/g; // without the u flag it looks at units, and is fast
  while (pair.test(text)) found.push(pair.lastIndex - 2);
  return Uint32Array.from(found);
}

/** How many entries of an ascending table `holds` from its start. @param {number} n @param {(at: number) => boolean} holds */
export function countWhile(n, holds) {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** UTF-16 units to code points; within a pair, its start. @param {Uint32Array} table @param {number} unit */
export const toPoint = (table, unit) => {
  const before = countWhile(table.length, (n) => table[n] + 1 < unit);
  const within = before < table.length && table[before] + 1 === unit;
  return unit - before - (within ? 1 : 0);
};

/** Code points to UTF-16 units. @param {Uint32Array} table @param {number} point */
export const toUnit = (table, point) => point + countWhile(table.length, (n) => table[n] - n < point);

/**
 * The start of the grapheme cluster that holds a unit, or the end of it.
 * @param {string} text @param {number} unit @param {"start" | "end"} side @returns {number}
 */
export function snap(text, unit, side) {
  if (unit <= 0) return 0;
  if (unit >= text.length) return text.length;
  const cluster = segmenter("grapheme").segment(text).containing(unit);
  if (!cluster || cluster.index === unit) return unit;
  return side === "start" ? cluster.index : cluster.index + cluster.segment.length;
}

/** FNV-1a, 32 bits, over UTF-8, in hex: tells a shifted passage without holding its words. @param {string} words */
export function checkOf(words) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(words)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

const LONGEST = 3000; // units; longer pieces would be laid out in one go

/**
 * Cut a text into pieces that can be laid out one by one: after line ends, else after a sentence, else after a word.
 * The pieces join up to the text again, and no grapheme cluster is cut.
 * @param {string} text @returns {{from: number, to: number}[]} in UTF-16 units
 */
export function pieces(text) {
  const cut = [];
  let from = 0;
  while (text.length - from > LONGEST * 1.3) {
    const part = text.slice(from, from + LONGEST);
    const to = from + lastCut(part);
    cut.push({ from, to });
    from = to;
  }
  cut.push({ from, to: text.length });
  return cut;
}

/** @param {string} part */
function lastCut(part) {
  const line = part.lastIndexOf("\n") + 1;
  if (line > part.length / 4) return line;
  for (const granularity of /** @type {const} */ (["sentence", "word", "grapheme"])) {
    const ends = [...segmenter(granularity).segment(part.slice(-1500))].map((one) => one.index);
    const last = ends.at(-1); // the last segment may go on beyond this part
    if (last && last > 200) return part.length - Math.min(1500, part.length) + last;
  }
  return part.length;
}
