// @ts-check
/**
 * Suggestions: what a machine learnt from this coder's own codings. They look like questions, never like decisions, and
 * each is decided by a person who has it on the screen.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {import("./types.js").Suggestion} Suggestion
 */
import { attr, boxOf, button, faint, foreign, json, make, UNHEARD } from "./dom.js";
import { checkOf } from "./positions.js";

const ELSEWHERE = "“Where a code is suggested”, above the queue, leads to others.";
const SEEN = 250; // milliseconds on the screen before a key can accept: a key held down decides nothing unread

/**
 * @param {App} app @param {import("./types.js").Reader} reader @param {AbortSignal} signal
 * @returns {{element: HTMLElement}} the line that says whether there are any; for the foot of the reader
 */
export function attachSuggestions(app, reader, signal) {
  const { state } = app;
  const toggle = button("", () => void turn(), { "aria-pressed": "false" }, "qk-quiet");
  const said = faint();
  const element = make("div", "qk-suggesting", [toggle, said]);
  /** @type {Suggestion | null} */
  let current = null;
  let since = 0;
  /** @type {{suggestion: Suggestion, known: Set<string>} | null} being edited, and the codings before */
  let edited = null;
  /** @type {Map<string, HTMLElement>} */
  let rows = new Map();
  let drawn = "";

  /** @param {Suggestion} one */
  const keyOf = (one) => [one.comment_id, one.start, one.end, one.code_id].join(" ");

  /** Those not decided yet, in the order in which they are read. */
  function open() {
    const place = new Map(state.conversation?.turns.map((turn, n) => [turn.comment_id, n]));
    const given = [...state.codings.values()];
    return state.suggestions.filter((one) => !given.some((coding) => coding.code_id === one.code_id && covers(coding, one)))
      .sort((a, b) => (place.get(a.comment_id) ?? 0) - (place.get(b.comment_id) ?? 0) || a.start - b.start || a.end - b.end);
  }

  function draw() {
    const all = state.suggesting ? open() : [];
    if (current && !all.some((one) => keyOf(one) === keyOf(/** @type {Suggestion} */ (current)))) current = null;
    tell(all.length);
    const picture = json([state.conversation?.conversation_id, current && keyOf(current), all, state.code.size]);
    if (picture === drawn) return;
    drawn = picture;
    rows = new Map();
    reader.addLayer("suggestions", all.map((one) => {
      const { comment_id, start, end } = one;
      return { comment_id, start, end, place: state.code.get(one.code_id)?.place ?? 0, row: () => row(one) };
    }), { line: "dotted", wash: false });
  }

  /** @param {number} n */
  function tell(n) {
    toggle.textContent = state.suggesting ? "Suggestions on" : "Suggestions off";
    attr(toggle, "aria-pressed", String(state.suggesting));
    const where = n ? `${n} here: ${app.commands.keyOf("suggestion.next") || "the buttons"} goes to the next` : "none here";
    said.textContent = state.suggesting ? where : state.blind ? "you read for yourself first" : "";
  }

  /** @param {Suggestion} one */
  function row(one) {
    const code = state.code.get(one.code_id);
    const name = code?.name ?? "a code that is gone";
    const sure = one.confidence === null ? "" : `about ${Math.round(one.confidence * 100)} in 100 such were right`;
    const node = make("li", "qk-suggestion", [
      make("span", "qk-suggested", [make("span", "", "?", UNHEARD), foreign("span", "", name)]),
      foreign("span", "qk-because", [one.because, sure].filter(Boolean).join(" · ")),
      make("span", "qk-row", [
        verb("Accept", "accept", one, name),
        verb("Edit", "edit", one, name),
        verb("Reject", "reject", one, name),
      ]),
    ], { "aria-label": `Suggested, not decided: ${name}. ${one.because}` });
    if (current && keyOf(current) === keyOf(one)) attr(node, "aria-current", "true");
    rows.set(keyOf(one), node);
    return node;
  }

  /** @param {string} word @param {"accept" | "edit" | "reject"} what @param {Suggestion} one @param {string} name of its code */
  function verb(word, what, one, name) {
    const key = app.commands.keyOf(`suggestion.${what}`);
    const content = [word, make("span", "qk-sr", ` “${name}”`), " ", make("kbd", "qk-kbd", key, UNHEARD)];
    return button(content, () => decide(one, what), { tabindex: "-1" }, "qk-quiet");
  }

  /** @param {Suggestion} one @param {"accept" | "edit" | "reject"} what */
  function decide(one, what) {
    const { comment_id, start, end, code_id, suggested_by } = one;
    const name = state.code.get(code_id)?.name ?? "";
    if (what === "accept") {
      if (!isSeen(one)) return show(one, "Read it first: it is here. Accept again to give it.");
      const check = checkOf(reader.quote(one));
      const after = follower(one);
      app.decide({ do: "apply", comment_id, start, end, check, code_id, suggestion: { suggested_by } });
      next(after, `“${name}” accepted.`);
    } else if (what === "reject") {
      const after = follower(one);
      app.decide({ do: "reject", comment_id, start, end, code_id, suggested_by });
      next(after, `“${name}” rejected: it is not suggested here again.`);
    } else {
      edited = { suggestion: one, known: new Set(state.codings.keys()) };
      current = one;
      reader.select({ comment_id, start, end }, { focus: true });
      app.openPalette({ mode: "apply", typed: name });
    }
  }

  /** What was coded instead of an edited suggestion answers it. */
  function afterEdit() {
    if (!edited) return;
    const { suggestion, known } = edited;
    const instead = [...state.codings.values()].find((one) => !known.has(one.coding_id) && covers(one, suggestion));
    if (!instead) return;
    edited = null;
    if (instead.code_id === suggestion.code_id && instead.start === suggestion.start && instead.end === suggestion.end) return;
    const { comment_id, start, end, code_id, suggested_by } = suggestion;
    app.decide({ do: "reject", comment_id, start, end, code_id, suggested_by });
  }

  /** @param {Suggestion} one the one after it, by its key */
  function follower(one) {
    const all = open();
    const at = all.findIndex((each) => keyOf(each) === keyOf(one));
    const after = all[at + 1] ?? all.find((each) => keyOf(each) !== keyOf(one));
    return after ? keyOf(after) : "";
  }

  /** @param {string} key @param {string} said */
  function next(key, said) {
    const after = open().find((one) => keyOf(one) === key);
    if (after) return show(after, said);
    current = null;
    draw();
    app.announce(`${said} No other suggestion here. ${state.queue.name === "suggestions" ? "" : ELSEWHERE}`.trim(), "hint");
    app.focusReader();
  }

  /** @param {Suggestion} one @param {string} [before] */
  function show(one, before = "") {
    if (!current || keyOf(current) !== keyOf(one)) since = performance.now();
    current = one;
    const { comment_id, start, end } = one;
    draw();
    reader.select({ comment_id, start, end }, { focus: true });
    const all = open();
    const at = all.findIndex((each) => keyOf(each) === keyOf(one)) + 1;
    app.announce(`${before} Suggestion ${at} of ${all.length}: ${state.code.get(one.code_id)?.name ?? ""}? ${one.because}`.trim(), "hint");
  }

  /** Whether it is on the screen, and was there long enough to be read. @param {Suggestion} one */
  function isSeen(one) {
    const node = rows.get(keyOf(one));
    if (!node?.isConnected) return false;
    const box = boxOf(node);
    const frame = boxOf(reader.element);
    const visible = box.height > 0 && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
    const waited = !current || keyOf(current) !== keyOf(one) || performance.now() - since > SEEN;
    return visible && waited;
  }

  async function turn() {
    const on = !state.suggesting;
    if (on) app.announce("Learning from your codings …");
    await app.suggest(on);
    if (state.suggesting !== on) return;
    draw();
    const n = open().length;
    if (!on) app.announce("Suggestions are off.", "hint");
    else app.announce(n ? `${n} suggestions here, learnt from your own codings. They are no decisions: read, then accept or reject.` : `Nothing is suggested here. ${ELSEWHERE}`, "hint");
  }

  function forward() {
    const all = open();
    const at = current ? all.findIndex((one) => keyOf(one) === keyOf(/** @type {Suggestion} */ (current))) : -1;
    if (state.queue.name === "suggestions" && at === all.length - 1) return void further();
    if (!all.length) return app.announce(`Nothing is suggested here. ${ELSEWHERE}`, "hint");
    show(all[(at + 1) % all.length]);
  }

  /** To what is suggested in the next comment. */
  async function further() {
    await app.open({ step: 1 });
    const all = open();
    const first = all.find((one) => one.comment_id === state.at) ?? all[0];
    if (first) show(first);
  }

  /** @param {"accept" | "edit" | "reject"} what */
  const onCurrent = (what) => () => {
    if (current) decide(current, what);
    else forward(); // the first key shows what there is to decide
  };

  const when = () => state.suggesting && open().length > 0;
  app.commands.group("Suggestions", [
    ["suggestion.toggle", "Switch suggestions on or off", "g s", () => void turn()],
    ["suggestion.next", "Go to the next suggestion", "o", forward, () => state.suggesting],
    ["suggestion.accept", "Accept the suggestion", "y", onCurrent("accept"), when],
    ["suggestion.reject", "Reject the suggestion", "r", onCurrent("reject"), when],
    ["suggestion.edit", "Edit the suggestion before giving it", "e", onCurrent("edit"), when],
  ]);
  app.on("suggestions", draw, signal);
  app.on("codings", () => {
    afterEdit();
    if (state.suggesting) draw();
  }, signal);
  app.on("conversation", () => {
    current = null;
    draw();
  }, signal);
  draw();
  return { element };
}

/** Whether a passage and a suggestion share half of the shorter. @param {import("./types.js").Passage} a @param {import("./types.js").Passage} b */
function covers(a, b) {
  if (a.comment_id !== b.comment_id) return false;
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared > 0 && shared * 2 >= Math.min(a.end - a.start, b.end - b.start);
}
