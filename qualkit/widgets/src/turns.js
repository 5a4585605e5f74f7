// @ts-check
/**
 * What one piece of a turn looks like: its head, its words, and the list of what was coded in it.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {import("./types.js").Coding} Coding
 * @typedef {import("./types.js").Turn} Turn
 * @typedef {import("./items.js").Item} Item
 */
import { attr, button, faint, foreign, json, make, swatch, UNHEARD } from "./dom.js";

const MARKS = { done: "done", skipped: "skipped", flagged: "flagged" };
const DEEPEST = 6;

/** @param {Turn} turn @param {import("./types.js").State} state */
export function drawHead(turn, { marks, memos }) {
  const facts = [turn.role, turn.when, ...turn.facts].filter(Boolean);
  const head = make("header", "qk-head", [
    make("strong", "", turn.who),
    ...facts.map((fact) => make("span", "", fact)),
    ...(marks[turn.comment_id] ?? []).map((mark) => make("span", "qk-mark", MARKS[mark], { "data-mark": mark })),
  ]);
  return [
    head, ...(turn.prompt ? [foreign("p", "qk-prompt", turn.prompt)] : []),
    ...(memos[turn.comment_id] ?? []).map(memoText),
  ];
}

/** @param {string} memo */
const memoText = (memo) => foreign("p", "qk-memo-text", memo);

/** @param {Item} item @param {string} words */
export function drawPiece(item, words) {
  const { turn, from } = item;
  const piece = make("div", "qk-piece", [], { dir: "auto", "data-comment": turn.comment_id, "data-from": String(from) });
  piece.append(document.createTextNode(words)); // one text node, also where there are no words: marks count on it
  if (turn.text === null) piece.append(faint("Reading the words …"));
  return piece;
}

/** @param {Item} item @param {boolean} here whether it is the comment at hand @param {number} n of turns */
export function drawArticle(item, here, n) {
  const { turn } = item;
  const article = make("article", "qk-turn", [], {
    "data-here": String(here), "data-first": String(item.first), "data-role": turn.role,
    "aria-posinset": String(item.n + 1), "aria-setsize": String(n), "aria-label": `${turn.who}, ${turn.when}`,
  });
  if (here) attr(article, "aria-current", "true");
  article.style.setProperty("--qk-depth", String(Math.min(turn.depth, DEEPEST)));
  return article;
}

/** The rows that an article shows, with what they were drawn from. @type {WeakMap<HTMLElement, Map<string, {look: string, row: HTMLElement}>>} */
const drawn = new WeakMap();

/**
 * The row of a coding: the one that is there, if it would look the same.
 * @param {App} app @param {HTMLElement} article @param {Coding} coding @param {RowWays} how
 */
export function rowOf(app, article, coding, how) {
  const rows = drawn.get(article) ?? new Map();
  drawn.set(article, rows);
  const code = app.state.code.get(coding.code_id);
  const look = json([
    coding.code_id, coding.memo, code?.name, code?.place, how.quote, how.within,
    [...app.state.links.values()].filter((link) => link.reason === coding.coding_id || link.behaviour === coding.coding_id),
  ]);
  const before = rows.get(coding.coding_id);
  if (before?.look === look) {
    if (!coding.coder) showSaved(before.row.firstElementChild, app.state.unsaved);
    return before.row;
  }
  const row = drawRow(app, coding, how);
  rows.set(coding.coding_id, { look, row });
  return row;
}

/**
 * Show these rows; those that are there already are not touched, or the page would lay all of them out anew.
 * @param {HTMLElement} article @param {HTMLElement[]} rows @param {(leaving: Element) => void} back before one leaves
 */
export function setRows(article, rows, back) {
  let list = article.querySelector(":scope > .qk-rows");
  if (!list && !rows.length) return;
  if (!list) article.append((list = make("ul", "qk-rows", [], { "aria-label": "Passages" })));
  const kept = new Set(rows);
  for (const row of /** @type {HTMLElement[]} */ ([...list.children])) {
    if (kept.has(row)) continue;
    back(row);
    row.remove();
  }
  let at = list.firstElementChild;
  for (const row of rows) {
    if (row === at) at = at.nextElementSibling;
    else list.insertBefore(row, at);
  }
  if (!rows.length) list.remove();
}

/** Mark on a coding's button whether it is saved. @param {HTMLElement} open @param {ReadonlySet<string>} unsaved */
export function showSaved(open, unsaved) {
  const saved = !unsaved.has(open.dataset.coding ?? "");
  if (open.dataset.saved === String(saved)) return;
  open.dataset.saved = String(saved);
  const [mark, words] = [...open.children].slice(-2);
  mark.textContent = saved ? "✓" : "…";
  words.textContent = saved ? "saved" : "not saved yet";
}

/** @typedef {{quote: string, current: boolean, within: boolean, choose: () => void}} RowWays within: reached by Tab */

/** @param {App} app @param {Coding} coding @param {RowWays} how */
function drawRow(app, coding, { quote, current, within, choose }) {
  const { state } = app;
  const code = state.code.get(coding.code_id);
  const name = code?.name ?? "a code that is gone";
  const open = button([
    swatch(code?.place ?? 0), foreign("span", "qk-name", name), foreign("q", "qk-short", quote),
    ...(coding.coder ? [faint(coding.coder)] : [make("span", "qk-saved", "", UNHEARD), make("span", "qk-sr")]),
  ], choose, { "data-coding": coding.coding_id, tabindex: within ? "0" : "-1" }, "qk-coding");
  if (!coding.coder) showSaved(open, state.unsaved);
  if (current) attr(open, "aria-current", "true");
  const row = make("li", "", [open, ...links(app, coding.coding_id)]);
  if (coding.memo) row.append(memoText(coding.memo));
  return row;
}

/** @param {App} app @param {string} id */
function links({ state, reader }, id) {
  const other = (/** @type {string} */ end, /** @type {string} */ word) => {
    const coding = state.codings.get(end);
    const name = coding && state.code.get(coding.code_id)?.name;
    const text = `${word} ${name ?? "a passage elsewhere"}`;
    const go = button(text, () => coding && reader.select(coding, { focus: true }), { tabindex: "-1" }, "qk-link");
    if (!coding) go.disabled = true;
    return go;
  };
  return [...state.links.values()].flatMap((link) => {
    if (link.reason === id) return [other(link.behaviour, "why →")];
    return link.behaviour === id ? [other(link.reason, "← because")] : [];
  });
}
