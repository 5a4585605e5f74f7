// @ts-check
/**
 * Keys, mouse and touch. The keys go into a hidden text field: where a text field has the focus, notebooks do not take
 * a letter for a command of theirs, such as cutting a cell.
 */
import { boxOf, claim, focusOn, json, listenTo, make } from "./dom.js";

const OWN_KEYS = ["Enter", " "]; // of buttons and links

/**
 * @param {import("./types.js").App} app
 * @param {ReturnType<typeof import("./reader.js").makeReader>} reader
 * @param {HTMLElement} root @param {HTMLElement} middle @param {AbortSignal} signal
 */
export function listen(app, reader, root, middle, signal) {
  const sink = make("textarea", "qk-sink", [], {
    "aria-label": "Reading and coding. Arrow keys move through the words, question mark lists all keys.",
    "aria-roledescription": "coding area", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    inputmode: "none", rows: "1", "data-gramm": "false",
  });
  middle.prepend(sink);
  listenTo(sink, "input", () => {
    sink.value = "";
  });
  listenTo(sink, "copy", (event) => {
    const selected = reader.selection();
    if (!selected) return;
    event.clipboardData?.setData("text/plain", selected.quote);
    claim(event);
  });

  for (const kind of /** @type {const} */ (["keydown", "keyup", "keypress"])) {
    listenTo(root, kind, (event) => event.stopPropagation(), signal);
  }
  listenTo(root, "keydown", (event) => {
    if (event.defaultPrevented || event.key === "Tab") return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      claim(event); // or the browser would save the page
      return app.announce("Every decision is saved as you make it.", "hint");
    }
    const target = /** @type {Element} */ (event.target);
    if (target !== sink && target.matches("input, textarea, select")) return;
    if (OWN_KEYS.includes(event.key) && target.matches("button, a, summary, [role=option], [role=treeitem]")) return;
    if (app.commands.press(event) || "'/".includes(event.key)) claim(event); // Firefox would take these two to find in the page
  }, signal);

  listenTo(root, "mousedown", (event) => {
    const target = /** @type {Element} */ (event.target);
    const own = target.closest("button, input, textarea, select, a, summary, label, [tabindex], .qk-panel, [role=dialog]");
    if (own && root.contains(own)) return;
    claim(event); // or the focus would leave the view, and a selection of the browser's begin
    focusOn(sink);
  }, signal);
  mouse(app, reader, signal);
  return sink;
}

/**
 * @param {import("./types.js").App} app @param {ReturnType<typeof import("./reader.js").makeReader>} reader
 * @param {AbortSignal} signal
 */
function mouse(app, reader, signal) {
  const { caret, element: scroller } = reader;
  const finger = touch(reader, signal);
  let dragging = false;
  let pulled = 0; // pixels a frame that the text moves, while the mouse is beyond its edge
  const last = { x: 0, y: 0 };

  /** @param {boolean} extend */
  function follow(extend) {
    const found = caret.hit(last.x, last.y);
    const body = found && reader.body(found.comment_id);
    const spot = caret.spot;
    if (!found || !body) return;
    if (!extend || !spot) {
      const unit = body.snap(found.unit, "start");
      return caret.set({ comment_id: found.comment_id, anchor: unit, head: unit }, { show: false });
    }
    if (spot.comment_id !== found.comment_id) return; // a passage lies in one comment
    const head = body.snap(found.unit, found.unit > spot.anchor ? "end" : "start");
    if (head !== spot.head) caret.set({ ...spot, head }, { show: false });
  }

  /** @param {number} clicks */
  function grow(clicks) {
    const spot = caret.spot;
    const body = spot && reader.body(spot.comment_id);
    if (!spot || !body) return null;
    const { from, to } = clicks === 2 ? body.word(spot.head) : body.sentence(spot.head);
    caret.set({ ...spot, anchor: from, head: to }, { show: false });
    return caret.range;
  }

  /** A tap takes a word; the next one in this comment, all up to there. */
  function tap() {
    const before = finger.begun === json(caret.range) ? caret.range : null;
    follow(false);
    const now = grow(2);
    if (!now) return;
    finger.begun = "";
    app.announce("");
    if (before?.comment_id === now.comment_id) {
      caret.set({ ...now, anchor: Math.min(before.from, now.from), head: Math.max(before.to, now.to) }, { show: false });
      return caret.trim();
    }
    caret.trim();
    finger.begun = json(caret.range);
    app.announce("Tap where the passage ends, or give this word a code.", "hint");
  }

  function pull() {
    if (!dragging) return;
    if (pulled) {
      scroller.scrollTop += pulled;
      follow(true);
    }
    requestAnimationFrame(pull);
  }

  listenTo(scroller, "mousedown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0 || target.closest("button") || !target.closest(".qk-turn")) return;
    Object.assign(last, { x: event.clientX, y: event.clientY });
    if (finger.down) return tap();
    follow(event.shiftKey);
    if (event.detail > 1 && !event.shiftKey) return grow(event.detail);
    dragging = true;
    pulled = 0;
    requestAnimationFrame(pull);
  }, signal);
  listenTo(window, "mousemove", (event) => {
    if (!dragging) return;
    Object.assign(last, { x: event.clientX, y: event.clientY });
    const frame = boxOf(scroller);
    const beyond = Math.min(0, event.clientY - frame.top - 8) + Math.max(0, event.clientY - frame.bottom + 8);
    pulled = Math.max(-24, Math.min(24, beyond));
    follow(true);
  }, signal);
  listenTo(window, "mouseup", () => {
    if (!dragging) return;
    dragging = false;
    caret.trim(); // a drag often takes the blank before or after the words
  }, signal, true);
}

/**
 * Fingers tap, or select with the handles of their system: what they selected is taken over.
 * @param {ReturnType<typeof import("./reader.js").makeReader>} reader @param {AbortSignal} signal
 */
function touch(reader, signal) {
  const finger = { down: false, begun: "" }; // begun: the word with which a passage begins, until it is used
  let timer = 0;
  listenTo(document, "pointerdown", (event) => {
    finger.down = event.pointerType === "touch";
    if (!reader.element.contains(/** @type {Node} */ (event.target))) finger.begun = "";
  }, signal, true);
  listenTo(document, "selectionchange", () => {
    clearTimeout(timer);
    if (finger.down) timer = setTimeout(take, 60);
  }, signal);
  function take() {
    const selection = document.getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const spot = (/** @type {Node} */ node, /** @type {number} */ offset) => {
      const piece = node.parentElement?.closest(".qk-piece");
      if (!(node instanceof Text) || !(piece instanceof HTMLElement) || !reader.element.contains(piece)) return null;
      return { comment_id: piece.dataset.comment ?? "", unit: Number(piece.dataset.from) + offset };
    };
    const a = spot(range.startContainer, range.startOffset);
    const z = spot(range.endContainer, range.endOffset);
    const body = a && reader.body(a.comment_id);
    if (!a || !body) return;
    const end = z?.comment_id === a.comment_id ? z.unit : body.text.length;
    reader.caret.set({ comment_id: a.comment_id, anchor: body.snap(a.unit, "start"), head: body.snap(end, "end") }, { show: false });
  }
  return finger;
}
