// @ts-check
/**
 * Our own caret and selection: drawn by us, moved by keys, mouse and touch alike. Positions are UTF-16 units in one
 * comment, always between grapheme clusters.
 *
 * @typedef {import("./body.js").Body} Body
 * @typedef {{comment_id: string, anchor: number, head: number}} Spot
 * @typedef {{element: HTMLElement, node: Text, from: number}} Piece of a comment, in the page
 *
 * @typedef {object} Ground what the caret walks on
 * @property {HTMLElement} scroller
 * @property {(comment_id: string) => Body | null} body
 * @property {(comment_id: string, unit: number, draw: boolean) => Piece | null} piece draws and scrolls if asked
 * @property {(comment_id: string, way: 1 | -1) => string | null} beside the comment before or after
 * @property {() => Piece[]} drawn all pieces in the page
 * @property {(style: string, ranges: Range[]) => void} paint
 * @property {() => void} moved the selection changed
 */
import { boxOf, make, UNHEARD } from "./dom.js";

const EDGE = 40; // pixels kept between the caret and the edge of the window

/** Safari before 26.2 and Chrome before 128 know the older of the two only. @param {number} x @param {number} y */
function pointed(x, y) {
  if (!document.caretPositionFromPoint) {
    const range = document.caretRangeFromPoint(x, y);
    return range && { node: range.startContainer, offset: range.startOffset };
  }
  const at = document.caretPositionFromPoint(x, y);
  return at && { node: at.offsetNode, offset: at.offset };
}

/** @param {Ground} ground */
export function makeCaret(ground) {
  /** @type {Spot | null} */
  let spot = null;
  let goal = NaN; // the column that moves by lines aim for
  const bar = make("div", "qk-caret", [], UNHEARD);

  /** @param {string} comment_id @param {number} from @param {number} to */
  function ranges(comment_id, from, to) {
    return ground.drawn().filter((one) => one.element.dataset.comment === comment_id).flatMap((one) => {
      const [a, z] = [Math.max(from - one.from, 0), Math.min(to - one.from, one.node.length)];
      if (a >= z) return [];
      const range = document.createRange();
      range.setStart(one.node, a);
      range.setEnd(one.node, z);
      return [range];
    });
  }

  /** Where a position is on the screen; null where the page has no room for it. @param {Piece} piece @param {number} unit */
  function rectOf(piece, unit) {
    const range = document.createRange();
    const at = Math.min(Math.max(unit - piece.from, 0), piece.node.length);
    range.setStart(piece.node, at);
    range.collapse(true);
    const own = range.getClientRects();
    if (own.length) return own[own.length - 1];
    if (!piece.node.length) return boxOf(piece.element);
    // Some browsers give a collapsed range no box: take the side of the character before or after it.
    const after = at < piece.node.length;
    range.setStart(piece.node, after ? at : at - 1);
    range.setEnd(piece.node, after ? at + 1 : at);
    const box = boxOf(range);
    return new DOMRect(after ? box.left : box.right, box.top, 0, box.height);
  }

  function draw() {
    const piece = spot && ground.piece(spot.comment_id, spot.head, false);
    if (!spot || !piece) return bar.remove();
    const rect = rectOf(piece, spot.head);
    const frame = boxOf(piece.element);
    if (bar.parentElement !== piece.element) piece.element.append(bar);
    bar.style.transform = `translate(${rect.left - frame.left}px, ${rect.top - frame.top}px)`;
    bar.style.height = `${rect.height}px`;
  }

  function paint() {
    const [from, to] = spot ? [Math.min(spot.anchor, spot.head), Math.max(spot.anchor, spot.head)] : [0, 0];
    ground.paint("selection", spot ? ranges(spot.comment_id, from, to) : []);
    draw();
  }

  function reveal() {
    if (!spot) return;
    const piece = ground.piece(spot.comment_id, spot.head, true);
    if (!piece) return;
    const rect = rectOf(piece, spot.head);
    const frame = boxOf(ground.scroller);
    const edge = Math.min(EDGE, frame.height / 4);
    if (rect.top < frame.top + edge) ground.scroller.scrollTop -= frame.top + edge - rect.top;
    else if (rect.bottom > frame.bottom - edge) ground.scroller.scrollTop += rect.bottom - frame.bottom + edge;
  }

  /** @param {Spot | null} next @param {{show?: boolean}} [how] */
  function set(next, { show = true } = {}) {
    spot = next;
    if (show) reveal();
    paint();
    ground.moved();
  }

  /** @param {number} unit @param {boolean} extend */
  function to(unit, extend) {
    if (spot) set({ comment_id: spot.comment_id, anchor: extend ? spot.anchor : unit, head: unit });
  }

  /** The position at a point of the screen. @param {number} x @param {number} y @returns {{comment_id: string, unit: number} | null} */
  function hit(x, y) {
    const found = pointed(x, y);
    const piece = found && ground.drawn().find((one) => one.node === found.node);
    if (piece) return { comment_id: piece.element.dataset.comment ?? "", unit: piece.from + found.offset };
    return nearest(x, y);
  }

  /** Beside the words: the nearest position in the piece at this height. @param {number} x @param {number} y */
  function nearest(x, y) {
    const away = (/** @type {DOMRect} */ box) => Math.max(box.top - y, y - box.bottom, 0);
    const boxes = ground.drawn().map((piece) => ({ piece, box: boxOf(piece.element) }));
    const best = boxes.sort((a, b) => away(a.box) - away(b.box))[0];
    if (!best) return null;
    const { piece, box } = best;
    const comment_id = piece.element.dataset.comment ?? "";
    const found = pointed(Math.min(Math.max(x, box.left + 1), box.right - 2), Math.min(Math.max(y, box.top + 2), box.bottom - 2));
    if (found?.node === piece.node) return { comment_id, unit: piece.from + found.offset };
    return { comment_id, unit: piece.from + (y < box.top ? 0 : piece.node.length) };
  }

  /** One line up or down, as it is laid out. @param {1 | -1} way */
  function lineAway(way) {
    const piece = spot && ground.piece(spot.comment_id, spot.head, true);
    if (!spot || !piece) return null;
    const rect = rectOf(piece, spot.head);
    if (Number.isNaN(goal)) goal = rect.left;
    const height = parseFloat(getComputedStyle(piece.element).lineHeight) || rect.height * 1.5;
    const found = hit(goal, (rect.top + rect.bottom) / 2 + way * height);
    return found?.comment_id === spot.comment_id && found.unit !== spot.head ? found.unit : null;
  }

  return {
    get spot() {
      return spot;
    },
    /** From and to, in order. */
    get range() {
      return spot && { comment_id: spot.comment_id, from: Math.min(spot.anchor, spot.head), to: Math.max(spot.anchor, spot.head) };
    },
    set,
    paint,
    draw,
    reveal,
    hit,
    ranges,
    rectOf,
    /** @param {import("./body.js").Step} step @param {1 | -1} way @param {boolean} extend */
    step(step, way, extend) {
      const body = spot && ground.body(spot.comment_id);
      if (!spot || !body) return;
      goal = NaN;
      const all = !extend && step === "character" && spot.anchor !== spot.head;
      if (all) return to(way > 0 ? Math.max(spot.anchor, spot.head) : Math.min(spot.anchor, spot.head), false);
      const next = body.step(spot.head, step, way);
      if (next === spot.head && !extend) return this.turn(way, way > 0 ? "start" : "end");
      // A passage that grows by words begins with one, not with the blank before it.
      if (extend && step !== "character" && spot.anchor === spot.head) {
        const { from, to: end } = body.trimmed(Math.min(spot.head, next), Math.max(spot.head, next));
        spot = { ...spot, anchor: way > 0 ? from : end };
      }
      to(extend && step === "sentence" && way > 0 ? Math.max(body.sentence(spot.head).to, body.trimmed(spot.head, next).to) : next, extend);
    },
    /** Arrow keys go the way of the writing. @param {1 | -1} way */
    written(way) {
      const piece = spot && ground.piece(spot.comment_id, spot.head, true);
      const back = piece && getComputedStyle(piece.element).direction === "rtl";
      return /** @type {1 | -1} */ (back ? -way : way);
    },
    /** @param {1 | -1} way @param {boolean} extend */
    line(way, extend) {
      if (!spot) return;
      const kept = goal;
      const unit = lineAway(way);
      const column = Number.isNaN(kept) ? goal : kept;
      const body = ground.body(spot.comment_id);
      if (unit !== null && body) to(body.snap(unit, "start"), extend);
      else if (extend && body) to(way > 0 ? body.text.length : 0, true);
      else this.turn(way, way > 0 ? "start" : "end");
      goal = column;
    },
    /** To the start or end of the line. @param {1 | -1} way @param {boolean} extend */
    edge(way, extend) {
      const piece = spot && ground.piece(spot.comment_id, spot.head, true);
      const body = spot && ground.body(spot.comment_id);
      if (!spot || !piece || !body) return;
      const rect = rectOf(piece, spot.head);
      const box = boxOf(piece.element);
      const right = this.written(way) > 0;
      const found = hit(right ? box.right - 1 : box.left + 1, (rect.top + rect.bottom) / 2);
      goal = NaN;
      if (found?.comment_id === spot.comment_id) to(body.snap(found.unit, "start"), extend);
    },
    /** @param {1 | -1} way @param {boolean} extend */
    limit(way, extend) {
      const body = spot && ground.body(spot.comment_id);
      if (body) to(way > 0 ? body.text.length : 0, extend);
    },
    /** Into the comment before or after. @param {1 | -1} way @param {"start" | "end"} [side] */
    turn(way, side = "start") {
      const comment_id = spot && ground.beside(spot.comment_id, way);
      if (!comment_id) return;
      const unit = side === "end" ? ground.body(comment_id)?.text.length ?? 0 : 0;
      set({ comment_id, anchor: unit, head: unit });
    },
    /** Move the end that the caret is not at, by a word. @param {1 | -1} way */
    other(way) {
      const body = spot && ground.body(spot.comment_id);
      if (!spot || !body) return;
      const at = body.step(spot.anchor, "word", way);
      // A passage that becomes shorter begins with a word still, and ends with one.
      const { from, to: end } = way > 0 ? body.trimmed(at, body.text.length) : body.trimmed(0, at);
      const first = spot.anchor <= spot.head;
      set({ ...spot, anchor: first === way > 0 ? (first ? from : end) : at });
    },
    swap() {
      if (spot) set({ ...spot, anchor: spot.head, head: spot.anchor });
    },
    /** The words that are cut, in full; then the sentence, then the whole comment. */
    more() {
      const body = spot && ground.body(spot.comment_id);
      if (!spot || !body) return;
      const [a, z] = [spot.anchor, spot.head].sort((one, other) => one - other);
      const words = { from: body.word(a).from, to: body.word(z - 1).to };
      const sentence = body.sentence(a);
      const one = a < z && (words.from < a || words.to > z) ? words : z >= sentence.to && a <= sentence.from ? body.trimmed(0, body.text.length) : sentence;
      set({ ...spot, anchor: one.from, head: one.to });
    },
    /** Leave out blanks at both ends of what is selected. */
    trim() {
      const body = spot && ground.body(spot.comment_id);
      if (!spot || !body || spot.anchor === spot.head) return;
      const { from, to: end } = body.trimmed(Math.min(spot.anchor, spot.head), Math.max(spot.anchor, spot.head));
      const forward = spot.anchor < spot.head;
      if (from < end) set({ ...spot, anchor: forward ? from : end, head: forward ? end : from }, { show: false });
    },
    collapse() {
      if (spot) to(spot.head, false);
    },
  };
}
