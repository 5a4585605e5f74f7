// @ts-check
/**
 * What a coder does in the reader, as commands: each has a name, a key, and where it is common a button. The head says
 * which conversation this is; the bar below it offers what can be done with what is selected.
 *
 * @typedef {ReturnType<typeof import("./reader.js").makeReader>} FullReader
 */
import { button, counted, faint, fillWith, foreign, json, make, many, put, swatch } from "./dom.js";

/**
 * @param {import("./types.js").App} app
 * @param {FullReader} reader
 * @param {ReturnType<typeof import("./palette.js").codePalette>} palette
 * @param {ReturnType<typeof import("./memo.js").memoForm>} memo
 * @param {AbortSignal} signal
 */
export function coding(app, reader, palette, memo, signal) {
  const { state, commands } = app;
  let reason = ""; // id of the coding whose behaviour is being pointed out

  /** The coding at the caret, if it can be changed. */
  function mine() {
    const one = reader.current();
    if (one && !one.coder) return one;
    app.announce(one ? "That coding is another person's: it stays as it is." : "Go to a coding first: j and k do.", "hint");
    return null;
  }

  function remove() {
    const one = mine();
    if (one) app.decide({ do: "remove", coding_id: one.coding_id });
  }

  /** The coding's passage becomes what is selected now. */
  function move() {
    const one = mine();
    const words = reader.selection();
    if (!one || !words || words.comment_id !== one.comment_id) return;
    if (words.start === one.start && words.end === one.end) {
      return app.announce("Change what is selected first: Shift and the arrow keys move one end, [ and ] the other.", "hint");
    }
    const { start, end, check } = words;
    app.decide({ do: "move", coding_id: one.coding_id, start, end, check });
  }

  /** "This is why": once on the reason, once on the behaviour that it explains. */
  function why() {
    const one = mine();
    if (!one) return;
    if (!reason) {
      reason = one.coding_id;
      app.announce("Now go to the behaviour that this explains, and press the same key. Escape stops.", "hint");
      return show();
    }
    const from = reason;
    reason = "";
    if (from === one.coding_id) app.announce("No link: a reason does not explain itself.", "hint");
    else {
      const there = [...state.links.values()].find((link) => link.reason === from && link.behaviour === one.coding_id);
      if (there) app.decide({ do: "unlink", link_id: there.link_id });
      else app.decide({ do: "link", reason: from, behaviour: one.coding_id });
    }
    show();
  }

  /** To the next coding in the order of reading. @param {1 | -1} way */
  function walk(way) {
    const all = reader.ordered();
    const at = all.findIndex((one) => one.coding_id === reader.current()?.coding_id);
    const turn = state.conversation?.turns.findIndex((one) => one.comment_id === reader.caret.spot?.comment_id) ?? 0;
    const turns = state.conversation?.turns.map((one) => one.comment_id) ?? [];
    const near = way > 0
      ? all.findIndex((one) => turns.indexOf(one.comment_id) >= turn)
      : all.findLastIndex((one) => turns.indexOf(one.comment_id) <= turn);
    const next = all[at < 0 ? near : at + way];
    if (next) reader.choose(next.coding_id);
    else app.announce(all.length ? "There is no further coding in this conversation." : "Nothing is coded here yet.", "hint");
  }

  /** @param {import("./types.js").Mark} mark @param {boolean} on */
  function mark(mark, on) {
    const comment_id = reader.caret.spot?.comment_id ?? state.at;
    const has = (state.marks[comment_id] ?? []).includes(mark);
    if (has && mark !== "flagged") app.decide({ do: "mark", comment_id, mark, on: false });
    else app.decide({ do: "mark", comment_id, mark, on: !has });
    if (on && !has) void app.open({ step: "unread" });
  }

  function escape() {
    if (reason) {
      reason = "";
      app.announce("");
    } else if (memo.shown) memo.dismiss();
    else reader.caret.collapse();
    show();
  }

  const { caret } = reader;
  /** @param {import("./body.js").Step} size @param {1 | -1} way @param {boolean} [written] in the direction of the writing */
  const step = (size, way, written) => (/** @type {boolean} */ extend) => caret.step(size, written ? caret.written(way) : way, extend);
  // Each way to move the caret also selects, with Shift.
  /** @type {[string, string, string[], string[], (extend: boolean) => void][]} */
  const steps = [
    ["left", "left by a character", ["ArrowLeft"], ["Shift+ArrowLeft"], step("character", -1, true)],
    ["right", "right by a character", ["ArrowRight"], ["Shift+ArrowRight"], step("character", 1, true)],
    ["up", "up by a line", ["ArrowUp"], ["Shift+ArrowUp"], (extend) => caret.line(-1, extend)],
    ["down", "down by a line", ["ArrowDown"], ["Shift+ArrowDown"], (extend) => caret.line(1, extend)],
    ["word-left", "left by a word", ["Ctrl+ArrowLeft", "Alt+ArrowLeft"], ["Ctrl+Shift+ArrowLeft", "Alt+Shift+ArrowLeft"],
      step("word", -1, true)],
    ["word-right", "right by a word", ["Ctrl+ArrowRight", "Alt+ArrowRight"], ["Ctrl+Shift+ArrowRight", "Alt+Shift+ArrowRight"],
      step("word", 1, true)],
    ["sentence-back", "back by a sentence", [","], ["<", ";"], step("sentence", -1)],
    ["sentence", "on by a sentence", ["."], [">", ":"], step("sentence", 1)],
    ["line-start", "to the start of the line", ["Home"], ["Shift+Home"], (extend) => caret.edge(-1, extend)],
    ["line-end", "to the end of the line", ["End"], ["Shift+End"], (extend) => caret.edge(1, extend)],
    ["start", "to the start of the comment", ["Ctrl+Home"], ["Ctrl+Shift+Home"], (extend) => caret.limit(-1, extend)],
    ["end", "to the end of the comment", ["Ctrl+End"], ["Ctrl+Shift+End"], (extend) => caret.limit(1, extend)],
  ];
  /** @type {[string, string, string | string[], () => void][]} */
  const moves = [
    ["turn.next", "Go to the next turn", "PageDown", () => caret.turn(1)],
    ["turn.previous", "Go to the turn before", "PageUp", () => caret.turn(-1)],
    ["queue.next", "Open the next in the queue", "n", () => void app.open({ step: 1 })],
    ["queue.previous", "Open the one before in the queue", "p", () => void app.open({ step: -1 })],
    ["coding.next", "Go to the next coding", "j", () => walk(1)],
    ["coding.previous", "Go to the coding before", "k", () => walk(-1)],
  ];
  /** @type {[string, string, string | string[], () => void][]} */
  const selects = [
    ["select.more", "Select words in full, the sentence, the comment", "a", () => caret.more()],
    ["select.other-back", "Move the other end back by a word", "[", () => caret.other(-1)],
    ["select.other", "Move the other end on by a word", "]", () => caret.other(1)],
    ["select.swap", "Take the other end", ["{", "}"], () => caret.swap()],
  ];
  /** @type {[string, string, string | string[], () => void][]} */
  const codes = [
    ["code.open", "Give the selected words a code", "Enter", () => (reason ? why() : palette.open())],
    ["code.in-vivo", "Make a code of the selected words", "i", () => palette.inVivo()],
    ["coding.memo", "Write a memo on the coding", "m", () => mine() && memo.open()],
    ["comment.memo", "Write a memo on the comment", "Shift+m", () => memo.note()],
    ["code.define", "Read what the code says", "d", () => memo.tell()],
    ["coding.why", "This is why: link a reason to what it explains", "w", why],
    ["coding.recode", "Give the coding another code", "c", () => mine() && palette.open({ mode: "recode" })],
    ["coding.move", "Move the coding to what is selected", "v", move],
    ["coding.remove", "Remove the coding", ["Delete", "Backspace"], remove],
    ["mark.done", "Done, and on to the next unread", "Space", () => mark("done", true)],
    ["mark.skip", "Skip, and on to the next unread", "s", () => mark("skipped", true)],
    ["mark.flag", "Flag, or take the flag away", "x", () => mark("flagged", false)],
    ["undo", "Undo", ["u", "Ctrl+z"], () => again("undo")],
    ["redo", "Redo", ["Shift+u", "Ctrl+y", "Ctrl+Shift+z"], () => again("redo")],
    ["escape", "Stop, or select nothing", "Escape", escape],
  ];
  commands.group("Move", steps.map(([name, title, plain, , run]) => [`caret.${name}`, `Move ${title}`, plain, () => run(false)]));
  commands.group("Move", moves);
  commands.group("Select", steps.map(([name, title, , shifted, run]) => [`select.${name}`, `Select ${title}`, shifted, () => run(true)]));
  commands.group("Select", selects);
  commands.group("Code", codes);
  for (let n = 1; n <= 9; n += 1) {
    const run = () => {
      const id = state.recent[n - 1];
      if (id) palette.apply(id);
      else app.announce(`No code is on ${n} yet: codes get their digits as you use them.`, "hint");
    };
    commands.group("Code", [[`code.recent-${n}`, `Give the recent code ${n}`, String(n), run]]);
  }

  /** @param {"undo" | "redo"} what */
  function again(what) {
    if (what === "undo" ? state.can_undo : state.can_redo) app.decide({ do: what });
    else app.announce(what === "undo" ? "There is nothing to undo." : "There is nothing to redo.", "hint");
  }

  let shown = "";
  let soon = 0;
  const where = make("span", "qk-where");
  const head = make("div", "qk-reader-head", [
    button("‹", () => commands.run("queue.previous"), { "aria-label": "Previous in the queue" }, "qk-quiet"),
    where,
    button("›", () => commands.run("queue.next"), { "aria-label": "Next in the queue" }, "qk-quiet"),
  ]);
  const bar = make("div", "qk-bar", [], { role: "toolbar", "aria-label": "For what is selected" });

  /** @param {string} name @param {string} title */
  const tool = (name, title) =>
    button([title, " ", make("kbd", "qk-kbd", shortKey(commands.keyOf(name)))], () => commands.run(name), { tabindex: "-1" }, "qk-quiet");

  function show() {
    const open = state.conversation;
    const turns = open?.turns.length ?? 0;
    const place = open?.place && state.queue.n ? `${many(open.place)} of ${many(open.n)}` : "outside of the queue";
    put(where, open ? `${place} · ${counted(turns, "turn")}` : "");
    const selected = reader.selection();
    const now = reader.current();
    const code = now && state.code.get(now.code_id);
    const same = selected && now && selected.start === now.start && selected.end === now.end;
    const names = state.recent.map((id) => state.code.get(id)?.name);
    const key = json([reason, !!selected, same, now?.coding_id, code?.name, names]);
    if (key === shown) return; // keys that repeat leave it as it is
    shown = key;
    /** @type {(HTMLElement | null)[]} */
    const tools = [];
    if (reason) {
      const name = state.code.get(state.codings.get(reason)?.code_id ?? "")?.name ?? "";
      tools.push(make("span", "qk-linking", `“${name}” is why …`), tool("coding.why", "explains this"), tool("escape", "Stop"));
    } else {
      if (selected) tools.push(tool("code.open", "Code"));
      if (selected && !same) tools.push(tool("code.in-vivo", "In vivo"), recents());
      if (now) {
        tools.push(make("span", "qk-now", [swatch(code?.place ?? 0), foreign("span", "", code?.name ?? "")]));
        tools.push(...[["coding.memo", "Memo"], ["code.define", "Rule"], ["coding.why", "Why"], ["coding.recode", "Recode"]].map(([name, title]) => tool(name, title)));
        if (selected && !same) tools.push(tool("coding.move", "Move"));
        tools.push(tool("coding.remove", "Remove"));
      }
      if (!selected && !now) tools.push(faint("Select words with the mouse, or with Shift and the arrow keys; Enter gives them a code."), tool("comment.memo", "Memo on the comment"));
    }
    fillWith(bar, ...tools.filter((one) => one !== null));
  }

  function recents() {
    return make("span", "qk-recents", state.recent.slice(0, 9).map((id, n) => {
      const code = state.code.get(id);
      return code ? button([make("kbd", "qk-kbd", String(n + 1)), swatch(code.place), foreign("span", "qk-name", code.name)],
        () => palette.apply(id), { tabindex: "-1", title: `Give the code ${code.name}` }, "qk-quiet qk-recent") : null;
    }));
  }

  for (const topic of /** @type {const} */ (["selection", "conversation", "queue"])) app.on(topic, show, signal);
  app.on("codings", () => {
    clearTimeout(soon);
    soon = setTimeout(show, 99); // what can be done next is drawn after the decision itself
  }, signal);
  return { head, bar };
}

/** @param {string} key */
const shortKey = (key) => ({ Enter: "⏎", Delete: "Del", Escape: "Esc", Space: "␣" }[key] ?? key);
