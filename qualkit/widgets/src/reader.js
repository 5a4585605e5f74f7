// @ts-check
/**
 * The reader: a conversation as turns, of which only those near the screen are in the page; what is coded in them; and
 * the selection.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {import("./types.js").Coding} Coding
 * @typedef {import("./types.js").Passage} Passage
 * @typedef {import("./types.js").Turn} Turn
 * @typedef {import("./items.js").Item} Item
 * @typedef {import("./types.js").LayerPassage & {from: number, to: number, lane: number}} Laid
 */
import { setBeside } from "./beside.js";
import { Body } from "./body.js";
import { makeCaret } from "./caret.js";
import { attr, boxOf, holdsFocus, json, make, onceAFrame } from "./dom.js";
import { fetching } from "./fetching.js";
import { guessHeight, heightOfWords, layItems } from "./items.js";
import { arrows } from "./links.js";
import { byComment, makeMarks } from "./marks.js";
import { checkOf } from "./positions.js";
import { drawArticle, drawHead, drawPiece, rowOf, setRows, showSaved } from "./turns.js";
import { virtualList } from "./virtual.js";

/** @param {App} app @param {string} uid @param {AbortSignal} signal */
export function makeReader(app, uid, signal) {
  const { state } = app;
  const inner = make("div", "qk-inner", [], { role: "feed", "aria-label": "Conversation" });
  const scroller = make("div", "qk-scroller", inner);
  const marks = makeMarks(uid, signal);
  const drawing = arrows(inner);
  /** @type {Item[]} */
  let items = [];
  /** @type {Map<string, import("./items.js").Place>} */
  const place = new Map();
  /** @type {Map<string, Body>} */
  const bodies = new Map();
  /** @type {Map<string, (Coding & {lane: number})[]>} */
  let groups = new Map();
  let grouped = state.codings;

  /** What is coded in a comment, in lanes: of what is so, which may not be drawn yet. @param {string} id */
  function coded(id) {
    if (grouped !== state.codings) groups = byComment([...(grouped = state.codings).values()]);
    return groups.get(id) ?? [];
  }

  /** @type {Map<string, {passages: Map<string, Laid[]>, style: import("./types.js").LayerStyle}>} */
  const layers = new Map();
  let chosen = ""; // id of the coding that was gone to, rather than come upon
  const fetcher = fetching(app, filled);

  const turns = () => state.conversation?.turns ?? [];

  /** @param {string} comment_id */
  function bodyOf(comment_id) {
    let body = bodies.get(comment_id);
    const at = place.get(comment_id);
    const text = at && turns()[at.turn].text;
    if (!body && typeof text === "string") bodies.set(comment_id, (body = new Body(text)));
    return body ?? null;
  }

  function lay() {
    items = layItems(turns(), bodyOf, place);
  }

  let columns = 62;
  const guess = (/** @type {number} */ n) => guessHeight(items[n], columns);

  const list = virtualList(scroller, inner, {
    draw: (n) => draw(items[n]),
    placed(n, element) {
      setBeside(element, heightOf);
      if (caret.spot?.comment_id === items[n].turn.comment_id) caret.paint();
    },
    gone(_, element) {
      back(element);
      for (const piece of pieceElements(element)) marks.drop(piece);
    },
    moved() {
      fetchNear();
      drawing.draw(linked());
    },
  }, signal);

  /** @param {Item} item */
  function draw(item) {
    const { turn, from, to } = item;
    const here = turn.comment_id === state.at;
    const article = drawArticle(item, here, turns().length);
    if (item.first) article.append(...drawHead(turn, state));
    const body = bodyOf(turn.comment_id);
    const piece = drawPiece(item, body ? body.text.slice(from, to) : "");
    article.append(piece);
    if (!body) {
      piece.style.minHeight = `${heightOfWords(turn.chars, columns)}px`; // the room that its words will take
      return article;
    }
    dress(item, article);
    return article;
  }

  /** Mark the words of a drawn item. @param {Item} item @param {HTMLElement} article */
  function markUp({ turn, from, to }, article) {
    const body = bodyOf(turn.comment_id);
    const piece = pieceElements(article)[0];
    if (!body) return null;
    const mine = coded(turn.comment_id).map((one) => ({ ...one, ...units(body, one) }));
    const laid = [...layers.values()].map((layer) => ({ ...layer, laid: layer.passages.get(turn.comment_id) ?? [] }));
    const inside = (/** @type {{from: number, to: number}} */ one) => one.from < to && one.to > from;
    const clip = (/** @type {{from: number, to: number}} */ one, /** @type {string} */ style) =>
      ({ from: Math.max(one.from - from, 0), to: Math.min(one.to, to) - from, style });
    const lanes = Math.max(0, ...mine.filter(inside).map((one) => one.lane + 1));
    const room = `${marks.room(lanes + (laid.some((one) => one.laid.some(inside)) ? 1 : 0))}px`;
    if (piece.style.getPropertyValue("--qk-room") !== room) piece.style.setProperty("--qk-room", room);
    marks.set(piece, [
      ...mine.filter(inside).map((one) => clip(one, marks.code(state.code.get(one.code_id)?.place ?? 0, one.lane, one.coder))),
      ...laid.flatMap(({ laid: some, style }) =>
        some.filter(inside).map((one) => clip(one, marks.layer(style, one.place, lanes + one.lane)))),
    ]);
    return { body, mine, laid };
  }

  /** Put on a drawn item what is coded in it; what did not change stays as it is. @param {Item} item @param {HTMLElement} article */
  function dress(item, article) {
    const { turn, from, to } = item;
    const marked = markUp(item, article);
    if (!marked) return;
    const { body, mine, laid } = marked;
    const begins = (/** @type {{from: number}} */ one) => one.from >= from && (one.from < to || item.last);
    const now = current()?.coding_id;
    const rows = mine.filter(begins).map((coding) => rowOf(app, article, coding, {
      quote: body.text.slice(coding.from, Math.min(coding.to, coding.from + 200)),
      current: coding.coding_id === now, within: turn.comment_id === state.at, choose: () => choose(coding.coding_id),
    }));
    setRows(article, [
      ...rows, ...laid.flatMap((layer) => layer.laid.filter(begins).flatMap((one) => (one.row ? [one.row()] : []))),
    ], back);
  }

  /** @param {Body} body @param {Passage} passage */
  const units = (body, passage) => ({ from: body.unit(passage.start), to: body.unit(passage.end) });

  /** @param {ParentNode} within */
  const pieceElements = (within) => /** @type {HTMLElement[]} */ ([...within.querySelectorAll(".qk-piece")]);

  const caret = makeCaret({
    scroller,
    body: bodyOf,
    piece(comment_id, unit, drawn) {
      const at = place.get(comment_id);
      const body = bodyOf(comment_id);
      if (!at || !body) return null;
      const n = at.first + (at.n > 1 ? body.pieceAt(unit) : 0);
      const article = drawn ? list.show(n) : list.live.get(n);
      return article ? pieceOf(article) : null;
    },
    beside(comment_id, way) {
      const at = place.get(comment_id);
      return (at && turns()[at.turn + way]?.comment_id) || null;
    },
    drawn: () => [...list.live.values()].map(pieceOf).filter((one) => one !== null),
    paint: marks.only,
    moved,
  });

  /** @param {HTMLElement} article @returns {import("./caret.js").Piece | null} */
  function pieceOf(article) {
    const element = pieceElements(article)[0];
    const node = element?.firstChild;
    return node instanceof Text ? { element, node, from: Number(element.dataset.from) } : null;
  }

  /** Own codings that hold the caret, the shortest first. */
  function around() {
    const range = caret.range;
    const body = range && bodyOf(range.comment_id);
    if (!range || !body) return [];
    const [start, end] = [body.point(range.from), body.point(range.to)];
    const mine = coded(range.comment_id).filter((one) => one.start <= start && one.end >= end);
    return mine.reverse().sort((a, b) => a.end - a.start - (b.end - b.start)); // of equals the last given
  }

  /** @returns {Coding | null} */
  function current() {
    return state.codings.get(chosen) ?? around()[0] ?? null;
  }

  let [lastCurrent, choosing] = ["", false];

  function moved() {
    if (!choosing && chosen) {
      const coding = state.codings.get(chosen);
      const range = caret.range;
      const body = range && bodyOf(range.comment_id);
      // Ends that are being moved still belong to it; a caret elsewhere does not.
      const apart = !coding || !body || range.comment_id !== coding.comment_id
        || body.point(range.to) < coding.start || body.point(range.from) > coding.end || range.from === range.to;
      if (apart) chosen = "";
    }
    showCurrent();
    app.emit("selection");
  }

  function showCurrent() {
    const now = current();
    const body = now && bodyOf(now.comment_id);
    const passage = now && body ? units(body, now) : null;
    marks.only("current", now && passage ? caret.ranges(now.comment_id, passage.from, passage.to) : []);
    const id = now?.coding_id ?? "";
    if (id === lastCurrent) return;
    lastCurrent = id;
    for (const row of inner.querySelectorAll("[data-coding]")) {
      if (row.getAttribute("data-coding") === id) attr(row, "aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  /** Go to a coding: its words are selected, and what is pressed next is about it. @param {string} id */
  function choose(id) {
    const coding = state.codings.get(id);
    if (!coding) return;
    choosing = true;
    chosen = id;
    select(coding, { focus: true });
    choosing = false;
  }

  /** @type {import("./types.js").Reader["select"]} */
  function select(passage, { focus = false } = {}) {
    const body = bodyOf(passage.comment_id);
    if (!body) return;
    const { from, to } = units(body, passage);
    caret.set({ comment_id: passage.comment_id, anchor: from, head: from }); // the start comes to the screen first
    caret.set({ comment_id: passage.comment_id, anchor: from, head: to });
    if (focus) app.focusReader();
  }

  /** @type {import("./types.js").Reader["selection"]} */
  function selection() {
    const range = caret.range;
    const body = range && bodyOf(range.comment_id);
    if (!range || !body || range.from === range.to) return null;
    const quote = body.text.slice(range.from, range.to);
    const { comment_id, from, to } = range;
    return { comment_id, start: body.point(from), end: body.point(to), quote, check: checkOf(quote) };
  }

  function fetchNear() {
    const drawn = [...list.live.keys()];
    if (drawn.length) fetcher.near(items[Math.min(...drawn)].n, items[Math.max(...drawn)].n);
  }

  /** @param {Set<string>} comments whose words came */
  function filled(comments) {
    const long = turns().some((turn) => comments.has(turn.comment_id) && (turn.text?.length ?? 0) > 3000);
    if (long) return relay(); // more items than before
    for (const id of comments) {
      const at = place.get(id);
      if (at) items[at.first].to = turns()[at.turn].text?.length ?? 0;
    }
    list.redraw([...list.live.keys()].filter((n) => comments.has(items[n].turn.comment_id)));
  }

  /** Lay the conversation out anew, and stay where we are in it. */
  function relay() {
    const top = items[list.at()];
    const into = scroller.scrollTop - list.top(list.at());
    lay();
    list.reset(items.length, guess);
    const n = top ? Math.max(0, items.findIndex((one) => one.turn.comment_id === top.turn.comment_id && one.from >= top.from)) : 0;
    scroller.scrollTop = list.top(n) + into;
    list.update();
  }

  let drawnFor = "";
  /** @type {Map<string, string>} */
  let looks = new Map();

  /** What the drawing of a comment depends on. @param {string} id */
  const lookOf = (id) => json(coded(id).map((one) =>
    [{ ...one, created: "" }, state.code.get(one.code_id)?.name]));

  /** The drawn items that look different now. */
  function stale() {
    return [...list.live].filter(([n]) => looks.get(items[n].turn.comment_id) !== lookOf(items[n].turn.comment_id));
  }

  /** Draw these anew, and nothing else. */
  function redrawChanged() {
    for (const [n, article] of stale()) {
      dress(items[n], article);
      changed.add(n);
    }
    looks = new Map([...list.live.keys()].map((n) => [items[n].turn.comment_id, lookOf(items[n].turn.comment_id)]));
    showCurrent();
    settle();
  }

  /** @type {Set<number>} */
  const changed = new Set();

  /** Measure what was dressed when the page is laid out anyway, just before it is painted: an answer need not wait for it. */
  const settle = onceAFrame(() => {
    const some = [...changed];
    changed.clear();
    if (some.length) list.update(some);
    drawing.draw(linked());
  });

  function redrawAll() {
    list.redraw([...list.live.keys()]);
    showCurrent();
  }

  /** How high in the conversation the words of a coding begin. @param {string} id @returns {number | null} */
  function heightOf(id) {
    const coding = state.codings.get(id);
    const at = coding && place.get(coding.comment_id);
    if (!at) return null;
    const body = bodyOf(coding.comment_id);
    const unit = body?.unit(coding.start) ?? 0;
    const n = at.first + (at.n > 1 ? body?.pieceAt(unit) ?? 0 : 0);
    const article = list.live.get(n);
    const piece = article && pieceOf(article);
    if (!piece) return list.top(n) + 40;
    const box = caret.rectOf(piece, unit);
    return Math.round((box.top + box.bottom) / 2 - boxOf(inner).top);
  }

  function linked() {
    return [...state.links.values()].flatMap((link) => {
      const [reason, behaviour] = [heightOf(link.reason), heightOf(link.behaviour)];
      return reason === null || behaviour === null ? [] : [{ reason, behaviour }];
    });
  }

  function opened() {
    const same = drawnFor === state.conversation?.conversation_id;
    drawnFor = state.conversation?.conversation_id ?? "";
    if (!same) {
      bodies.clear();
      fetcher.forget();
      caret.set(null, { show: false });
      columns = Math.min(68, Math.floor((scroller.clientWidth - 80) / 8));
    }
    const filledIn = same && items.some((item) => item.turn.text === null && turns()[item.n]?.text !== null);
    if (!same || filledIn || items.length < turns().length) {
      lay();
      list.reset(items.length, guess);
      list.update();
    } else {
      turns().forEach((turn, n) => {
        const at = place.get(turn.comment_id);
        if (at) for (let m = at.first; m < at.first + at.n; m += 1) Object.assign(items[m], { turn, n });
      });
      redrawAll();
    }
    const at = place.get(state.at);
    if (!at) return;
    scroller.scrollTop = Math.max(0, list.top(at.first) - 24);
    list.update();
    scroller.scrollTop = Math.max(0, list.top(at.first) - 24);
    caret.set({ comment_id: state.at, anchor: 0, head: 0 }, { show: false });
  }

  /** The focus must never fall out of the view: the next key would land in the notebook. @param {Element} from */
  function back(from) {
    if (holdsFocus(from)) app.focusReader();
  }

  app.on("conversation", opened, signal);
  app.on("words", () => {
    for (const [n, article] of stale()) markUp(items[n], article);
    showCurrent();
  }, signal);
  app.on("codings", redrawChanged, signal);
  app.on("marks", redrawAll, signal);
  app.on("links", redrawAll, signal);
  app.on("status", () => {
    redrawChanged();
    for (const one of inner.querySelectorAll(".qk-coding[data-saved]")) showSaved(/** @type {HTMLElement} */ (one), state.unsaved);
  }, signal);

  return {
    element: scroller,
    inner, caret, selection, select, choose, current, around, back,
    /** In the order of reading. */
    ordered: () => turns().flatMap((turn) => coded(turn.comment_id)),
    /** @param {string} id */
    text: (id) => bodyOf(id)?.text ?? "",
    body: bodyOf,
    /** @param {Passage} passage */
    quote(passage) {
      const body = bodyOf(passage.comment_id);
      return body ? body.text.slice(body.unit(passage.start), body.unit(passage.end)) : "";
    },
    /** @type {import("./types.js").Reader["addLayer"]} */
    addLayer(name, passages, style) {
      /** @type {Map<string, Laid[]>} */
      const grouped = new Map();
      for (const [id, some] of byComment(passages)) {
        const body = bodyOf(id);
        if (body) grouped.set(id, some.map((one) => ({ ...one, ...units(body, one) })));
      }
      layers.set(name, { passages: grouped, style });
      redrawAll();
      return () => {
        layers.delete(name);
        redrawAll();
      };
    },
  };
}
