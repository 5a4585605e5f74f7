// @ts-check
/** The text of one comment: its pieces, its positions in both counts, and the steps that a caret takes in it. */
import { astralTable, countWhile, pieces, segmenter, snap, toPoint, toUnit } from "./positions.js";

/** @typedef {"character" | "word" | "sentence"} Step */

const BLANK = /\s/;

export class Body {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.table = astralTable(text);
    this.pieces = pieces(text);
    /** @type {Map<number, string>} */ this.cut = new Map();
  }

  /** The index of the piece that holds a position; at a seam, the later one. @param {number} unit */
  pieceAt(unit) {
    return Math.max(0, countWhile(this.pieces.length, (n) => this.pieces[n].from <= unit) - 1);
  }

  /** @param {number} n */
  piece(n) {
    const { from, to } = this.pieces[n];
    let words = this.cut.get(n);
    if (words === undefined) this.cut.set(n, (words = this.text.slice(from, to)));
    return words;
  }

  /** @param {number} unit */
  point(unit) {
    return toPoint(this.table, unit);
  }

  /** @param {number} point */
  unit(point) {
    return Math.min(toUnit(this.table, point), this.text.length);
  }

  /** @param {number} unit @param {"start" | "end"} side */
  snap(unit, side) {
    const n = this.pieceAt(unit);
    const { from } = this.pieces[n];
    return from + snap(this.piece(n), unit - from, side);
  }

  /** Where a step leads. @param {number} unit @param {Step} step @param {1 | -1} way */
  step(unit, step, way) {
    if (step === "sentence") return this.sentenceStep(unit, way);
    return step === "word" ? this.wordStep(unit, way) : this.characterStep(unit, way);
  }

  /** @param {number} unit @param {1 | -1} way */
  characterStep(unit, way) {
    const at = way > 0 ? unit : unit - 1;
    if (at < 0 || at >= this.text.length) return unit;
    const one = this.segment("grapheme", at);
    return way > 0 ? one.to : one.from;
  }

  /** Forward to the end of a word, backward to the start of one. @param {number} unit @param {1 | -1} way */
  wordStep(unit, way) {
    for (let at = way > 0 ? unit : unit - 1; at >= 0 && at < this.text.length; ) {
      const one = this.segment("word", at);
      if (one.word) return way > 0 ? one.to : one.from;
      at = way > 0 ? one.to : one.from - 1;
    }
    return way > 0 ? this.text.length : 0;
  }

  /** To the start of the next sentence, or of this one, or of the one before. @param {number} unit @param {1 | -1} way */
  sentenceStep(unit, way) {
    if (way > 0) return unit >= this.text.length ? unit : this.segment("sentence", unit).to;
    if (unit <= 0) return 0;
    return this.segment("sentence", unit - 1).from;
  }

  /** The sentence at a position, without the blanks around it. @param {number} unit */
  sentence(unit) {
    const { from, to } = this.segment("sentence", Math.min(unit, Math.max(0, this.text.length - 1)));
    return this.trimmed(from, to);
  }

  /** @param {number} unit */
  word(unit) {
    const at = Math.min(unit, Math.max(0, this.text.length - 1));
    const { from, to } = this.segment("word", at);
    return { from, to };
  }

  /** @param {number} from @param {number} to */
  trimmed(from, to) {
    while (from < to && BLANK.test(this.text[from])) from += 1;
    while (to > from && BLANK.test(this.text[to - 1])) to -= 1;
    return { from, to };
  }

  /** @param {"grapheme" | "word" | "sentence"} granularity @param {number} unit of a character in the text */
  segment(granularity, unit) {
    const n = this.pieceAt(unit);
    const { from } = this.pieces[n];
    const one = segmenter(granularity).segment(this.piece(n)).containing(unit - from);
    if (!one) return { from: unit, to: unit, word: false };
    return { from: from + one.index, to: from + one.index + one.segment.length, word: one.isWordLike ?? true };
  }
}
