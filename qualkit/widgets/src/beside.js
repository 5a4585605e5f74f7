// @ts-check
/** Where there is room beside the text, each name stands at the height of its words. */
import { boxOf } from "./dom.js";

const HALF = 12; // pixels: half of a row

/**
 * @param {HTMLElement} article laid out
 * @param {(coding_id: string) => number | null} heightOf of a coding's words, from the top of what scrolls
 */
export function setBeside(article, heightOf) {
  const rows = /** @type {HTMLElement | null} */ (article.querySelector(":scope > .qk-rows"));
  const frame = article.parentElement;
  if (!rows || !frame || getComputedStyle(rows).gridColumnStart !== "2") return;
  const top = rows.firstElementChild?.getBoundingClientRect().top ?? 0;
  const offset = top - boxOf(frame).top;
  const limit = boxOf(article).bottom - top - 4;
  const boxes = /** @type {HTMLElement[]} */ ([...rows.children]).map((row) => {
    const id = row.querySelector("[data-coding]")?.getAttribute("data-coding") ?? "";
    return { row, wanted: (heightOf(id) ?? 0) - HALF - offset, height: boxOf(row).height };
  });
  let below = 0;
  const tops = boxes.map(({ wanted, height }) => {
    const at = Math.max(wanted, below);
    below = at + height;
    return at;
  });
  let end = limit;
  for (let n = boxes.length - 1; n >= 0; n -= 1) {
    tops[n] = Math.max(0, Math.min(tops[n], end - boxes[n].height));
    end = tops[n];
  }
  let natural = 0;
  boxes.forEach(({ row, height }, n) => {
    row.style.top = `${Math.round(tops[n] - natural)}px`; // a transform would be one more layer for each row
    natural += height;
  });
}
