// @ts-check
/**
 * The coding view. What customers said arrives in custom messages and is put on the page as text nodes only.
 * Positions on the wire count Unicode code points; positions in the page count UTF-16 units.
 *
 * @typedef {{comment_id: string, depth: number, who: string, facts: string[], prompt: string, text: string}} Turn
 * @typedef {{conversation_id: string, place: number, n: number, turns: Turn[]}} Conversation
 * @typedef {{coding_id: string, comment_id: string, code_id: string, start: number, end: number, memo: string}} Coding
 * @typedef {{code_id: string, name: string, depth: number, place: number, definition: string, rules: [string, string][]}} Code
 * @typedef {{conversation_id: string, coder: string, codes: Code[], codings: Coding[], n_codings: number, n_coded: number}} State
 * @typedef {{event: string, error?: string, saved?: string, coding_id?: string | null, state?: State, conversation?: Conversation}} Answer
 * @typedef {Coding & {lane: number}} Mark a coding whose positions count UTF-16 units
 * @typedef {{comment_id: string, from: number, to: number}} Marked words that wait for a code, in UTF-16 units
 */

const COLOURS = 7;
const PATIENCE = 5000; // milliseconds until an unanswered message is sent again; its event id makes that harmless
const LATE = "a running cell keeps the kernel busy, or the kernel was restarted (then run this view's cell again).";

/**
 * Turn a selection in UTF-16 units into a passage in code points. Half a surrogate pair grows to the whole.
 * @param {string} text @param {number} from @param {number} to
 * @returns {{start: number, end: number, quote: string}}
 */
export function toPassage(text, from, to) {
  let unit = 0;
  let point = 0;
  let start = -1;
  let first = 0;
  while (unit < to) {
    const next = unit + (/** @type {number} */ (text.codePointAt(unit)) > 0xffff ? 2 : 1);
    if (start < 0 && next > from) [start, first] = [point, unit];
    unit = next;
    point += 1;
  }
  return { start, end: point, quote: text.slice(first, unit) };
}

/**
 * Turn a position in code points into one in UTF-16 units.
 * @param {string} text @param {number} points @returns {number}
 */
export function toUnits(text, points) {
  let unit = 0;
  for (let point = 0; point < points && unit < text.length; point += 1) {
    unit += /** @type {number} */ (text.codePointAt(unit)) > 0xffff ? 2 : 1;
  }
  return unit;
}

/**
 * Give each mark the lowest lane that no overlapping mark has, so that overlaps lie below each other.
 * @template {{start: number, end: number}} T
 * @param {T[]} marks @returns {(T & {lane: number})[]}
 */
export function inLanes(marks) {
  /** @type {number[]} */
  const ends = [];
  return [...marks].sort((a, b) => a.start - b.start || b.end - a.end).map((mark) => {
    let lane = ends.findIndex((end) => end <= mark.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = mark.end;
    return { ...mark, lane };
  });
}

/**
 * Make an element. Strings among its content become text nodes: there is no other way for text onto the page.
 * @param {string} tag @param {string} [kind] @param {string | (string | Node)[]} [content] @param {Record<string, string>} [attributes]
 */
function make(tag, kind = "", content = "", attributes = {}) {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...(Array.isArray(content) ? content : [content]));
  return node;
}

/** @param {string} text @param {() => void} act @param {string} [label] */
function button(text, act, label = text) {
  const node = make("button", "qk-button", text, { type: "button", "aria-label": label });
  node.addEventListener("click", act);
  return node;
}

function eventId() {
  // Not randomUUID: browsers keep that from pages served over plain http, as many hubs are.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Code} code @returns {string} an underline: the colour by the code's place, its dashes by the round */
function line(code) {
  const colour = `var(--qk-code-${code.place % COLOURS})`;
  const dash = [7, 7, 3][Math.floor(code.place / COLOURS) % 3];
  const gap = code.place < COLOURS ? 0 : 3;
  return `repeating-linear-gradient(90deg, ${colour} 0 ${dash}px, transparent ${dash}px ${dash + gap}px)`;
}

/** @param {Code} code */
function swatch(code) {
  const node = make("span", "qk-swatch");
  node.style.backgroundImage = line(code);
  return node;
}

/** The part of a selection that lies in one comment's text. @param {Range} range @param {HTMLElement} text @returns {Marked} */
function clip(range, text) {
  const [before, inside] = [document.createRange(), document.createRange()];
  inside.selectNodeContents(text);
  before.selectNodeContents(text);
  if (range.compareBoundaryPoints(Range.START_TO_START, inside) > 0) inside.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, inside) < 0) inside.setEnd(range.endContainer, range.endOffset);
  before.setEnd(inside.startContainer, inside.startOffset);
  const from = before.toString().length;
  return { comment_id: text.dataset.comment ?? "", from, to: from + inside.toString().length };
}

class CodingView {
  /** @param {any} model @param {HTMLElement} el @param {AbortSignal} signal */
  constructor(model, el, signal) {
    this.model = model;
    /** @type {Conversation | null} */ this.conversation = null;
    /** @type {State | null} */ this.state = null;
    /** @type {Marked | null} */ this.marked = null;
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */ this.waiting = new Map();
    /** @type {string | null} */ this.memoOn = null;
    this.active = -1; // Enter alone must never choose a code
    const uid = `qk-${eventId()}`;
    const opener = (/** @type {string} */ text, /** @type {number | string} */ step) => button(text, () => this.send("open", { step }));
    const input = (/** @type {Record<string, string>} */ more) =>
      /** @type {HTMLInputElement} */ (make("input", "qk-input", "", { type: "text", autocomplete: "off", ...more }));
    this.place = make("span", "qk-place");
    this.reading = make("div", "qk-reading", "", { role: "region", "aria-label": "Conversation", tabindex: "0" });
    this.filter = input({
      role: "combobox", placeholder: "Type a code, press Enter", "aria-label": "Code", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "true", "aria-controls": uid,
    });
    this.list = make("div", "qk-codes", "", { role: "listbox", id: uid, "aria-label": "Codebook" });
    this.definition = make("div", "qk-definition", "", { "aria-live": "polite" });
    this.memoName = make("span");
    this.memoText = input({});
    const save = make("button", "qk-button", "Save memo", { type: "submit" });
    this.memo = make("form", "qk-memo", [make("label", "", [this.memoName, this.memoText]), save]);
    this.status = make("span", "qk-status", "", { role: "status" });
    this.count = make("span", "qk-count");
    const bar = [opener("Previous", -1), opener("Next", 1), opener("Next uncoded", "uncoded"), this.place];
    bar.push(button("Undo", () => this.send("undo")), button("Redo", () => this.send("redo")));
    const side = make("aside", "qk-side", [this.filter, this.list, this.definition]);
    this.root = make("section", "qk-coder", [
      make("div", "qk-bar", bar), make("div", "qk-body", [this.reading, side]), this.memo,
      make("div", "qk-foot", [this.status, this.count]),
    ], { "data-lm-suppress-shortcuts": "true", "aria-label": "Coding view", tabindex: "-1" });
    this.memo.hidden = true;
    el.append(this.root);
    this.listen(signal);
    this.send("open", { step: 0 });
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    const receive = (/** @type {Answer} */ answer) => this.receive(answer);
    this.model.on("msg:custom", receive);
    signal.addEventListener("abort", () => {
      this.model.off("msg:custom", receive);
      this.waiting.forEach((timer) => clearTimeout(timer));
    });
    // With the attribute on the root, this keeps JupyterLab from reading a typed letter as "cut this cell".
    for (const kind of ["keydown", "keyup", "keypress"]) this.root.addEventListener(kind, (event) => event.stopPropagation());
    this.root.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("mouseup", (event) => this.mark(event), { signal }); // a drag may end outside the view
    this.filter.addEventListener("input", () => this.drawCodes(this.filter.value.trim() ? 0 : -1));
    this.memo.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.memoText.value.trim();
      if (text && this.memoOn) this.send("memo", { coding_id: this.memoOn, text });
    });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const field = event.target instanceof HTMLInputElement ? event.target : null;
    const command = event.ctrlKey || event.metaKey || event.altKey;
    const found = this.found();
    const step = field === this.filter ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined;
    if (command && event.key.toLowerCase() === "z" && !field?.value) {
      this.send(event.shiftKey ? "redo" : "undo");
    } else if (event.key === "Escape") {
      this.filter.value = "";
      this.setMarked(null);
      this.drawCodes(-1);
    } else if (event.key === "Enter" && field === this.filter && !event.isComposing) {
      if (found[this.active]) this.apply(found[this.active]);
      else this.say("Type a part of a code's name first, or go to one with the arrow keys.", "error");
    } else if (step) {
      this.drawCodes(Math.min(Math.max(this.active + step, 0), found.length - 1));
    } else {
      if (!field && !command && event.key.length === 1 && event.key !== " ") this.filter.focus({ preventScroll: true });
      return;
    }
    event.preventDefault();
  }

  /** @param {string} text @param {"" | "hint" | "waiting" | "error"} [tone] without one, it was done */
  say(text, tone = "") {
    this.status.textContent = text;
    this.status.dataset.tone = tone;
  }

  draw() {
    const { conversation, state } = this;
    if (!conversation || !state) return;
    const within = this.root.contains(document.activeElement);
    const place = conversation.place ? `Conversation ${conversation.place} of ${conversation.n}` : "A conversation outside your list";
    this.place.textContent = `${place}, ${state.n_coded} coded by you`;
    this.count.textContent = `${state.n_codings} ${state.n_codings === 1 ? "coding" : "codings"} by ${state.coder}`;
    this.reading.replaceChildren(...conversation.turns.map((turn) => this.drawTurn(turn)));
    this.drawCodes(this.active);
    this.setMemo(this.memoOn);
    // A pressed button may be gone now, and the next key must not land in the notebook.
    if (within && !this.root.contains(document.activeElement)) this.reading.focus({ preventScroll: true });
  }

  /** @param {Turn} turn */
  drawTurn(turn) {
    const mine = (this.state?.codings ?? []).filter((coding) => coding.comment_id === turn.comment_id);
    const marks = inLanes(mine.map((coding) => ({ ...coding, start: toUnits(turn.text, coding.start), end: toUnits(turn.text, coding.end) })));
    const node = make("article", "qk-turn", [
      make("header", "qk-head", [make("strong", "", turn.who), ...turn.facts.map((fact) => make("span", "", fact))]),
      ...(turn.prompt ? [make("p", "qk-prompt", turn.prompt, { dir: "auto" })] : []),
      make("div", "qk-text", this.pieces(turn, marks), { dir: "auto", "data-comment": turn.comment_id }),
      make("ul", "qk-codings", marks.map((mark) => this.drawCoding(turn, mark))),
    ]);
    node.style.setProperty("--qk-depth", String(Math.min(turn.depth, 6)));
    node.style.setProperty("--qk-lanes", String(Math.max(0, ...marks.map((mark) => mark.lane + 1))));
    return node;
  }

  /** Cut a text wherever a mark begins or ends. @param {Turn} turn @param {Mark[]} marks */
  pieces(turn, marks) {
    const now = this.marked?.comment_id === turn.comment_id ? this.marked : { from: 0, to: 0 };
    const cuts = new Set([0, turn.text.length, now.from, now.to, ...marks.flatMap((mark) => [mark.start, mark.end])]);
    const at = [...cuts].sort((a, b) => a - b);
    return at.slice(1).map((to, n) => {
      const over = marks.filter((mark) => mark.start <= at[n] && mark.end >= to);
      const codes = over.map((mark) => this.code(mark.code_id));
      const piece = make("span", over.length ? "qk-coded" : "", turn.text.slice(at[n], to), {
        title: codes.map((code) => code.name).join(", "), "data-codings": over.map((mark) => mark.coding_id).join(" "),
      });
      if (now.from <= at[n] && now.to >= to) piece.classList.add("qk-marked");
      piece.style.backgroundImage = codes.map(line).join(", ");
      piece.style.backgroundPosition = over.map((mark) => `0 calc(100% - (var(--qk-lanes) - ${mark.lane + 1}) * 4px)`).join(", ");
      return piece;
    });
  }

  /** @param {Turn} turn @param {Mark} mark */
  drawCoding(turn, mark) {
    const code = this.code(mark.code_id);
    const takeMemo = () => {
      this.setMemo(mark.coding_id);
      this.memoText.focus();
    };
    const node = make("li", "", [
      swatch(code), make("span", "", code.name), make("q", "qk-quote", turn.text.slice(mark.start, mark.end), { dir: "auto" }),
      button("Memo", takeMemo, `Memo on ${code.name}`),
      button("Remove", () => this.send("remove", { coding_id: mark.coding_id }), `Remove ${code.name}`),
      ...(mark.memo ? [make("p", "qk-note", mark.memo, { dir: "auto" })] : []),
    ]);
    for (const kind of ["mouseenter", "mouseleave"]) {
      node.addEventListener(kind, () => {
        const pieces = this.reading.querySelectorAll(`[data-codings~="${CSS.escape(mark.coding_id)}"]`);
        pieces.forEach((piece) => piece.classList.toggle("qk-glow", kind === "mouseenter"));
      });
    }
    return node;
  }

  /** @param {number} active which of the codes that are shown Enter takes; -1 for none */
  drawCodes(active) {
    const found = this.found();
    this.active = Math.min(active, found.length - 1);
    const none = this.state?.codes.length ? "No code has this in its name." : 'The codebook is empty. In a cell: project.add_code("...").';
    this.list.replaceChildren(...found.map((code, n) => this.drawCode(code, n)), ...(found.length ? [] : [make("p", "qk-empty", none)]));
    const chosen = this.list.children[this.active];
    this.filter.setAttribute("aria-activedescendant", found.length && chosen ? chosen.id : "");
    chosen?.scrollIntoView({ block: "nearest" });
    if (found[this.active]) this.define(found[this.active]);
  }

  /** @param {Code} code @param {number} n */
  drawCode(code, n) {
    const attributes = { role: "option", id: `${this.list.id}-${n}`, "aria-selected": String(n === this.active) };
    const node = make("div", "qk-code", [swatch(code), code.name], attributes);
    node.style.setProperty("--qk-depth", String(Math.min(code.depth, 6)));
    node.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where it is
    node.addEventListener("click", () => this.apply(code));
    node.addEventListener("mouseenter", () => this.define(code));
    return node;
  }

  /** @param {Code} code */
  define(code) {
    const rules = code.rules.map(([name, rule]) => make("p", "", [make("em", "", `${name}: `), rule]));
    this.definition.replaceChildren(make("strong", "", code.name), make("p", "", code.definition || "No definition yet."), ...rules);
  }

  /** @param {string | null} id the coding that a memo would be about */
  setMemo(id) {
    const coding = this.state?.codings.find((one) => one.coding_id === id);
    if (id !== this.memoOn) this.memoText.value = "";
    this.memoOn = id;
    this.memo.hidden = !coding;
    this.memoName.textContent = coding ? `Memo on ${this.code(coding.code_id).name}` : "";
  }

  /** @returns {Code[]} the codes whose name holds what was typed */
  found() {
    const typed = this.filter.value.trim().toLowerCase();
    return (this.state?.codes ?? []).filter((code) => code.name.toLowerCase().includes(typed));
  }

  /** @param {string} id @returns {Code} */
  code(id) {
    const gone = { code_id: id, name: "a code that is gone", depth: 0, place: 0, definition: "", rules: [] };
    return this.state?.codes.find((code) => code.code_id === id) ?? gone;
  }

  /** Take the selected words of one comment. @param {MouseEvent} event */
  mark(event) {
    const selection = document.getSelection();
    const beside = event.target instanceof Element && this.reading.contains(event.target) && !event.target.closest("button");
    if (!selection?.rangeCount || selection.isCollapsed) return beside && this.setMarked(null);
    const range = selection.getRangeAt(0);
    const texts = /** @type {HTMLElement[]} */ ([...this.reading.querySelectorAll("[data-comment]")]);
    const taken = texts.filter((text) => range.intersectsNode(text)).map((text) => clip(range, text)).filter((one) => one.from < one.to);
    if (taken.length > 1) this.say("A passage lies in one comment: mark words of one only.", "error");
    if (taken.length === 1) this.setMarked(taken[0]);
  }

  /** @param {Marked | null} marked */
  setMarked(marked) {
    if (!marked && !this.marked) return;
    this.marked = marked;
    this.draw();
    this.say(marked ? "Choose a code for the marked words." : "", "hint");
    if (marked) this.filter.focus({ preventScroll: true }); // what is typed next is the name of a code
  }

  /** @param {Code} code */
  apply(code) {
    this.define(code);
    const turn = this.conversation?.turns.find((one) => one.comment_id === this.marked?.comment_id);
    if (!turn || !this.marked) return this.say("Mark words of a comment first, then choose the code.", "error");
    this.send("apply", { comment_id: turn.comment_id, ...toPassage(turn.text, this.marked.from, this.marked.to), code: code.code_id });
  }

  /** @param {string} kind @param {Record<string, unknown>} [more] */
  send(kind, more = {}) {
    const message = { kind, event: eventId(), conversation: this.conversation?.conversation_id ?? null, ...more };
    const attempt = (/** @type {number} */ tries) => {
      if (tries) this.say(`Not ${kind === "open" ? "opened" : "saved"} yet: ${LATE}`, "waiting");
      this.waiting.set(message.event, setTimeout(() => attempt(tries + 1), PATIENCE));
      this.model.send(message);
    };
    this.say(kind === "open" ? "Opening" : "Saving", "waiting");
    attempt(0);
  }

  /** @param {Answer} answer */
  receive(answer) {
    const own = this.waiting.has(answer.event);
    clearTimeout(this.waiting.get(answer.event));
    this.waiting.delete(answer.event);
    if (own && answer.error) return this.say(answer.error, "error");
    if (own && answer.conversation) {
      this.conversation = answer.conversation;
      this.marked = null;
      this.reading.scrollTop = 0;
    }
    // Another view of the same widget may have decided something about the conversation that is open here.
    if (answer.state?.conversation_id === this.conversation?.conversation_id) this.state = answer.state ?? this.state;
    if (own && answer.coding_id) {
      [this.marked, this.active, this.filter.value] = [null, -1, ""];
      this.setMemo(answer.coding_id);
    }
    if (own && answer.saved === "Saved: memo") this.memoText.value = "";
    if (own && this.status.dataset.tone !== "error" && !this.waiting.size) this.say(answer.saved ?? "");
    this.draw();
  }
}

export default {
  /** @param {{model: any, el: HTMLElement, signal: AbortSignal}} context */
  render({ model, el, signal }) {
    new CodingView(model, el, signal);
  },
};
