// @ts-check
/**
 * A list of which only what is near the screen is in the page. Heights are guessed first and measured when an item is
 * drawn; what stands on the screen stays where it is when a guess above it turns out wrong.
 *
 * @typedef {object} Drawn
 * @property {(n: number) => HTMLElement} draw
 * @property {(n: number, element: HTMLElement) => void} placed it is in the page and laid out: measure, do not write
 * @property {(n: number, element: HTMLElement) => void} gone it is about to leave the page
 * @property {() => void} moved after the window changed
 */
import { boxOf, listenTo, onceAFrame } from "./dom.js";
import { countWhile } from "./positions.js";

const MARGIN = 500; // pixels drawn beyond the screen

/** @param {HTMLElement} scroller @param {HTMLElement} inner @param {Drawn} how @param {AbortSignal} signal */
export function virtualList(scroller, inner, how, signal) {
  let heights = new Float64Array(0);
  let tops = new Float64Array(1);
  let size = 0; // of the window, in pixels
  /** @type {Map<number, HTMLElement>} */
  const live = new Map();

  /** @param {number} from */
  function stack(from) {
    for (let n = from; n < heights.length; n += 1) tops[n + 1] = tops[n] + heights[n];
  }

  const at = (/** @type {number} */ y) => Math.max(0, countWhile(heights.length, (n) => tops[n] <= y) - 1);

  /** @param {number} n */
  function take(n) {
    const element = live.get(n);
    if (!element) return;
    how.gone(n, element);
    live.delete(n);
    element.remove();
  }

  /** @param {number} n */
  function put(n) {
    const element = how.draw(n);
    let next = n + 1;
    const last = Math.max(...live.keys(), n);
    while (next <= last && !live.has(next)) next += 1;
    inner.insertBefore(element, live.get(next) ?? null);
    live.set(n, element);
    return element;
  }

  function pad() {
    const drawn = [...live.keys()];
    const [first, last] = drawn.length ? [Math.min(...drawn), Math.max(...drawn)] : [0, -1];
    inner.style.paddingTop = `${tops[first]}px`;
    inner.style.paddingBottom = `${tops[heights.length] - tops[last + 1]}px`;
  }

  /** Measure what is new; give how far what stands at the top of the screen was pushed. @param {Iterable<number>} fresh */
  function measure(fresh, /** @type {number} */ anchor) {
    const before = tops[anchor];
    let lowest = heights.length;
    for (const n of fresh) {
      const element = live.get(n);
      if (!element) continue;
      const height = boxOf(element).height;
      if (Math.abs(height - heights[n]) > 0.5) {
        heights[n] = height;
        lowest = Math.min(lowest, n);
      }
    }
    stack(lowest);
    return tops[anchor] - before;
  }

  /** @param {Iterable<number>} [again] drawn items that may have another height now */
  function update(again = []) {
    if (!heights.length) return;
    let fresh = [...again];
    for (let round = 0; round < 4; round += 1) {
      const top = scroller.scrollTop;
      const anchor = at(top);
      const [first, last] = [at(top - MARGIN), at(top + size + MARGIN)];
      for (const n of [...live.keys()]) if (n < first - 1 || n > last + 1) take(n);
      for (let n = first; n <= last; n += 1) {
        if (live.has(n)) continue;
        put(n);
        fresh.push(n);
      }
      if (!fresh.length) break;
      pad();
      const pushed = measure(fresh, anchor);
      pad();
      if (pushed) scroller.scrollTop = top + pushed;
      for (const n of fresh) {
        const element = live.get(n);
        if (element) how.placed(n, element);
      }
      fresh = [];
    }
    how.moved();
  }

  listenTo(scroller, "scroll", onceAFrame(() => update()), signal);
  let width = 0;
  const watch = new ResizeObserver(() => {
    size = scroller.clientHeight;
    const wide = scroller.clientWidth;
    update(wide === width ? [] : [...live.keys()]);
    width = wide;
  });
  watch.observe(scroller);
  listenTo(signal, "abort", () => watch.disconnect());

  return {
    live,
    /** @param {number} n @param {(n: number) => number} guess */
    reset(n, guess) {
      for (const one of [...live.keys()]) take(one);
      heights = Float64Array.from({ length: n }, (_, one) => guess(one));
      tops = new Float64Array(n + 1);
      stack(0);
      size = scroller.clientHeight;
      pad();
    },
    update,
    /** Draw items anew where they are in the page. @param {Iterable<number>} some */
    redraw(some) {
      const drawn = [...some].filter((n) => live.has(n));
      for (const n of drawn) {
        const old = /** @type {HTMLElement} */ (live.get(n));
        how.gone(n, old);
        const element = how.draw(n);
        old.replaceWith(element);
        live.set(n, element);
      }
      if (drawn.length) update(drawn);
    },
    /** Bring an item into the page, and to the screen if it is not there. @param {number} n @param {number} [share] of the window above it */
    show(n, share = 0.25) {
      if (!live.has(n)) {
        scroller.scrollTop = tops[n] - size * share;
        update();
        scroller.scrollTop = tops[n] - size * share; // guesses above it may have been corrected
        update();
      }
      return live.get(n) ?? null;
    },
    /** @param {number} n */
    top: (n) => tops[n],
    at: () => at(scroller.scrollTop),
  };
}
