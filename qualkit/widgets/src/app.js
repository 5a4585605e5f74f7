// @ts-check
/**
 * The one place where things change. A decision is painted at once, kept in the outbox, sent in order, and forgotten
 * by the outbox only when Python says that it is committed.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {import("./types.js").Changes} Changes
 * @typedef {import("./types.js").Decision} Decision
 * @typedef {import("./types.js").Result} Result
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").Status} Status
 * @typedef {import("./types.js").Topic} Topic
 * @typedef {import("./types.js").Trouble} Trouble
 */
import { claim, json, listenTo } from "./dom.js";
import { commandTable } from "./keys.js";
import { told, TROUBLE, watchKernel } from "./kernel.js";
import { openOutbox } from "./outbox.js";
import { changed, fold, inverse, noFacts, sameWords, used } from "./state.js";
import { makeWire, newId, PATIENCE } from "./wire.js";

const BATCH = 50;
const CALM = 300; // milliseconds without a decision, after which counts are drawn
const FRAME = 16; // milliseconds
const AT_ONCE = 40; // milliseconds within which an answer makes it needless to say that something is being saved
const OTHER_VERSION = "The kernel runs another version of qualkit than this view: run the cell again.";

/**
 * @param {import("./wire.js").Model} model
 * @param {AbortSignal} signal
 * @returns {App & {start: () => Promise<void>}}
 */
export function makeApp(model, signal) {
  const hub = makeHub();
  /** @type {Status} */
  const status = { safety: "opening", unsaved: 0, kept: "nowhere", said: "", tone: "" };
  const ask = makeWire(model, signal, { late, heard, overheard });
  let base = noFacts();
  let shown = base;
  /** @type {Decision[]} */
  let waiting = [];
  /** @type {ReadonlySet<string>} */
  let here = new Set();
  /** @type {import("./outbox.js").Outbox | null} */
  let outbox = null;
  let sending = false;
  /** @type {Map<string, (result: Result) => void>} */
  const hoping = new Map();
  /** @type {Map<string, Promise<Result>>} */
  const outcomes = new Map();
  /** What would take back, or do again, a confirmed decision. @type {Map<string, {back?: Changes, again?: Changes}>} */
  const known = new Map();
  /** @type {{done: string[], undone: string[]}} */
  const own = { done: [], undone: [] };
  /** Confirmed since a conversation was asked for. @type {Changes[]} */
  let since = [];
  const confirmed = { can_undo: /** @type {boolean | string} */ (false), can_redo: /** @type {boolean | string} */ (false) };

  /** @type {State} */
  const state = {
    coder: "", blind: false, codes: [], code: new Map(), codings: new Map(), links: new Map(), marks: {}, memos: {},
    queue: base.queue, conversation: null, at: "", suggestions: [], suggesting: false, may_suggest: true, recent: [], unsaved: new Set(),
    can_undo: false, can_redo: false, status, read_only: "", strays: [],
  };

  let counting = 0;
  let soon = 0;
  let quick = 0; // answers in a row that came within a frame: after some, a decision is kept and drawn when the next has not
  /** Decided just now, and in no outbox yet. @type {Map<string, Decision>} */
  const fresh = new Map();
  /** @type {Result[]} */
  let settled = [];

  /** What is so: what is confirmed, with what waits. */
  function reckon() {
    const now = fold(base, waiting, remembered, here);
    const { codes, codings, links, marks, memos, queue, suggestions, recent } = now;
    if (codes !== state.codes) state.code = new Map(codes.map((one) => [one.code_id, one]));
    Object.assign(state, { codes, codings, links, marks, memos, queue, suggestions, recent });
    state.unsaved = new Set(waiting.flatMap(touched));
    state.can_undo = own.done.length > 0 || confirmed.can_undo;
    state.can_redo = own.undone.length > 0 || confirmed.can_redo;
    return now;
  }

  /** Tell those who draw it. */
  function paint() {
    clearTimeout(soon);
    soon = 0;
    keep();
    const before = shown;
    shown = reckon();
    const { codes, links, marks, memos, queue, suggestions } = shown;
    if (codes !== before.codes || !codes.length) {
      clearTimeout(counting);
      if (!recounted(codes, before.codes)) hub.emit("codes");
      else counting = setTimeout(hub.emit, CALM, "codes"); // counts alone: a tree is not drawn anew for every key
    }
    hub.emit("codings"); // also where nothing but "saved" changed: each decision shows its own mark
    if (links !== before.links) hub.emit("links");
    if (marks !== before.marks || memos !== before.memos) hub.emit("marks"); // what stands at the head of a turn
    if (queue !== before.queue) hub.emit("queue");
    if (suggestions !== before.suggestions) hub.emit("suggestions");
    for (const result of settled.splice(0)) {
      hoping.get(result.event)?.(result);
      hoping.delete(result.event);
    }
  }

  /** @param {Decision} decision */
  function remembered(decision) {
    const one = "what" in decision && decision.what ? known.get(decision.what) : undefined;
    return (decision.do === "undo" ? one?.back : one?.again) ?? null;
  }

  function showStatus() {
    const n = (status.unsaved = waiting.length);
    reckon();
    status.kept = outbox?.kept ?? "nowhere";
    const { safety } = status;
    if (safety in TROUBLE) Object.assign(status, { said: told(/** @type {any} */ (safety), n, status.kept), tone: "error" });
    else if (safety !== "opening") status.safety = !n ? "saved" : safety === "saved" ? "saving" : safety;
    hub.emit("status");
  }

  const trouble = watchKernel(model, signal, () => {
    const now = trouble();
    if (now && now !== "busy") status.safety = now;
    else if (status.safety === "offline") heard();
    showStatus();
  });

  /** @param {number} tries */
  function late(tries) {
    const { safety } = status;
    status.safety = trouble() || (tries > 1 ? "silent" : waiting.length && !(safety in TROUBLE) ? "unsaved" : safety);
    showStatus();
  }

  function heard() {
    const now = waiting.length ? "saving" : "saved";
    if (status.safety === now || status.safety === "saved") return; // what waits is told of when it waits for long
    if (status.safety !== "unsaved") announce("");
    status.safety = now;
    showStatus();
  }

  /** Two views of one widget stay in step, and with what is done beside them, which Python tells unasked. @param {{results?: any[], changes?: Changes}} answer */
  function overheard({ results = [], changes }) {
    const before = base;
    for (const one of [{ changes }, ...results]) if (one.changes && !outcomes.has(one.event)) base = changed(base, one.changes, here);
    if (base !== before) paint();
  }

  /** @param {string} said @param {Status["tone"]} [tone] */
  function announce(said, tone = "") {
    status.said = said;
    status.tone = tone;
    hub.emit("status");
  }

  /** @type {App["closed"]} */
  const closed = () => !!state.read_only && (announce(state.read_only, "error"), true);

  /** @type {App["complain"]} */
  const complain = (trouble) => announce(inWords(/** @type {Trouble} */ (trouble)), "error");

  /** @param {import("./types.js").Wish} wish */
  function decide(wish) {
    if (closed()) return "";
    status.tone = "";
    const event = newId();
    const decision = /** @type {Decision} */ ({ ...wish, event });
    outcomes.set(event, new Promise((done) => hoping.set(event, done)));
    const step = decision.do;
    if (step === "undo") {
      if (!decision.what && own.done.length) decision.what = own.done.pop();
      if (decision.what) own.undone.push(decision.what);
    } else if (step === "redo") {
      if (!decision.what && own.undone.length) decision.what = own.undone.pop();
      if (decision.what) own.done.push(decision.what);
    } else {
      own.done.push(event);
      own.undone = [];
    }
    waiting.push(decision);
    void pump(); // sends before anything is kept or drawn: Python works meanwhile
    fresh.set(event, decision);
    reckon();
    if (quick < 5) mark();
    else soon ||= setTimeout(mark, FRAME);
    return event;
  }

  /** The words show it at once, which takes no layout; what is beside them comes with the answer, if that comes soon. */
  function mark() {
    keep();
    hub.emit("words");
    clearTimeout(soon);
    soon = setTimeout(catchUp, AT_ONCE);
  }

  function keep() {
    for (const one of fresh.values()) outbox?.put(one);
    fresh.clear();
  }

  function catchUp() {
    if (waiting.length) showStatus(); // else it was shown with the answer
    paint();
  }

  /** One message at a time: handlers run on any thread of the kernel, and an undo must not overtake what it undoes. */
  async function pump() {
    if (sending || signal.aborted || state.read_only) return;
    sending = true;
    try {
      while (waiting.length) {
        const batch = waiting.slice(0, BATCH);
        const asked = performance.now();
        const { results } = await ask("decide", { decisions: batch });
        quick = performance.now() - asked < FRAME ? quick + 1 : 0;
        if (!settle(results)) await again();
      }
    } catch (trouble) {
      complain(trouble);
      setTimeout(() => void pump(), PATIENCE);
    } finally {
      sending = false;
    }
  }

  const again = () => new Promise((done) => setTimeout(done, PATIENCE));

  /** @param {(Result & {error?: Trouble & {again?: boolean}})[]} results */
  function settle(results) {
    const over = results.filter((one) => one.ok || !one.error?.again);
    const ended = new Set(over.map((one) => one.event));
    for (const result of results) {
      const decision = waiting.find((one) => one.event === result.event);
      if (!decision) continue;
      if (result.ok) confirm(decision, result);
      else if (ended.has(result.event)) refuse(decision, result.error);
      else complain(result.error); // a full disk: kept, and tried again
    }
    waiting = waiting.filter((one) => !ended.has(one.event));
    settled.push(...over);
    showStatus(); // the marks first; what else became known is drawn when other messages had their turn
    const kept = [...ended].filter((event) => !fresh.delete(event));
    if (kept[0]) outbox?.drop(kept);
    clearTimeout(soon);
    if (over.every((one) => one.ok)) soon = setTimeout(catchUp);
    else catchUp();
    return over.length > 0;
  }

  /** @param {Decision} decision @param {Extract<Result, {ok: true}>} result */
  function confirm(decision, { said, changes }) {
    const back = inverse(base, changes);
    if (decision.do === "undo" || decision.do === "redo") {
      if (decision.what) known.set(decision.what, decision.do === "undo" ? { again: back } : { back });
      if (state.suggesting) void suggest(true);
    } else {
      known.set(decision.event, { back });
    }
    base = changed(base, changes, here);
    if (decision.do === "apply" || decision.do === "reject") {
      base = { ...base, suggestions: base.suggestions.filter((one) => !sameWords(one, decision)) };
    }
    if ("code_id" in decision && decision.do !== "reject" && !changes.recent) {
      base = used(base, decision.code_id);
    }
    since.push(changes);
    if (changes.can_undo !== undefined) confirmed.can_undo = changes.can_undo;
    if (changes.can_redo !== undefined) confirmed.can_redo = changes.can_redo;
    if (status.tone !== "hint") status.said = said === status.said ? `${said}\u00a0` : said; // else what was said after it was decided; the same is read out again
    const away = changes.goto;
    if (away && away.comment_id !== state.at) void open({ comment_id: away.comment_id });
  }

  /** @param {Decision} decision @param {Trouble} trouble */
  function refuse(decision, trouble) {
    if (decision.do === "undo" || decision.do === "redo") own.done = own.undone = [];
    own.done = own.done.filter((event) => event !== decision.event);
    announce(`Not saved, so it was taken back. ${inWords(trouble)}`, "error");
  }

  /** One after the other: a step begins where the one before it led. @type {App["open"]} */
  const open = (where) => (opening = opening.then(() => openNow(where)));
  let opening = Promise.resolve();

  /** @type {App["open"]} */
  async function openNow(where) {
    since = [];
    const mark = since;
    const payload = "step" in where ? { ...where, from: state.at } : where;
    try {
      /** @type {import("./types.js").Opened} */
      const opened = await ask("open", payload);
      show(opened, since === mark ? mark : []);
    } catch (trouble) {
      complain(trouble);
    }
  }

  /** @param {import("./types.js").Opened} opened @param {Changes[]} meanwhile confirmed while it was on its way */
  function show(opened, meanwhile) {
    keepTexts(state.conversation, opened);
    here = new Set(opened.turns.map((turn) => turn.comment_id));
    const { marks, memos = {}, queue, suggestions } = opened;
    base = { ...base, marks, memos, queue, suggestions, codings: new Map(opened.codings.map((one) => [one.coding_id, one])) };
    for (const changes of meanwhile) base = changed(base, changes, here);
    state.conversation = opened;
    state.at = opened.at;
    shown = reckon();
    for (const topic of /** @type {Topic[]} */ (["conversation", "queue", "marks", "suggestions"])) hub.emit(topic);
  }

  /** @type {App["suggest"]} */
  async function suggest(on) {
    try {
      const answer = await ask("suggest", { on });
      state.suggesting = on;
      base = { ...base, suggestions: on ? answer.suggestions ?? [] : [] };
      paint();
      hub.emit("suggestions");
    } catch (trouble) {
      complain(trouble);
    }
  }

  async function start() {
    try {
      await begin(await ask("hello", { proto: 2 }));
    } catch (trouble) {
      complain(trouble);
    }
  }

  /** @param {import("./types.js").Hello} hello */
  async function begin(hello) {
    if (hello.proto !== 2) return announce(OTHER_VERSION, "error");
    outbox = await openOutbox(`${hello.project}/${hello.coder}`, hello.place);
    const { codes, links, recent, queue, read_only } = hello;
    base = { ...base, codes, recent, queue, links: new Map(links.map((one) => [one.link_id, one])) };
    Object.assign(state, { coder: hello.coder, blind: hello.blind, may_suggest: hello.may_suggest ?? true, read_only });
    Object.assign(confirmed, { can_undo: hello.can_undo, can_redo: hello.can_redo });
    const odd = commands.remap(hello.keymap);
    for (const one of waiting) outbox.put(one); // decided before it was open
    const [[kept, strays], others] = [await outbox.all(), await outbox.others()];
    state.strays = strays;
    waiting = [...kept, ...waiting.filter((one) => kept.every((each) => each.event !== one.event))];
    if (read_only) {
      closed();
      outcomes.set("", Promise.resolve({ event: "", ok: false, error: { said: read_only } }));
    } else if (strays.length) announce(`Unsaved from another copy of this project: ${strays.length}. They are kept until that is opened, or saved here.`, "hint");
    else if (kept.length) announce(`${kept.length} unsaved from before: saving them now.`);
    else if (others) announce(`Of another project or coder, ${others} unsaved in this browser: open that again, and they are saved.`, "hint");
    showStatus();
    paint();
    void pump();
    await open(hello.at ? { comment_id: hello.at.comment_id } : { step: "unread" });
    if (odd) announce(`keys: no command is called ${odd}.`, "error");
  }

  function adopt() {
    for (const one of state.strays) outbox?.put(one);
    waiting.push(...state.strays.splice(0));
    showStatus();
    paint();
    void pump();
  }

  listenTo(window, "beforeunload", (event) => {
    keep();
    if (waiting.length && status.kept === "nowhere") claim(event);
  }, signal);

  const commands = commandTable();
  const later = () => undefined;
  return {
    state, decide, adopt, closed, ask, open, announce, complain, suggest, start, commands, ...hub,
    outcome: (event) => outcomes.get(event) ?? Promise.reject(new Error(`no decision ${event} was made here`)),
    focusReader: later, focusPanel: later, openPalette: later,
    reader: /** @type {any} */ (null), // main.js gives these four when they are there
  };
}

/** What was read already stays here: opening the next comment of a long conversation sends no text twice. */
/** @param {import("./types.js").Opened | null} before @param {import("./types.js").Opened} opened */
function keepTexts(before, opened) {
  if (before?.conversation_id !== opened.conversation_id) return;
  const texts = new Map(before.turns.map((turn) => [turn.comment_id, turn.text]));
  for (const turn of opened.turns) turn.text ??= texts.get(turn.comment_id) ?? null;
}

/** Whether codes differ in nothing but how often they are given. @param {State["codes"]} a @param {State["codes"]} b */
function recounted(a, b) {
  return a.length === b.length
    && a.every((one, n) => one === b[n] || json({ ...one, n: 0 }) === json({ ...b[n], n: 0 }));
}

/** Ids of what a decision changes. @param {Decision} decision */
function touched(decision) {
  /** @type {string[]} */
  const ids = [decision.event];
  for (const name of ["coding_id", "target", "link_id", "reason", "behaviour", "what"]) {
    if (name in decision) ids.push(String(/** @type {any} */ (decision)[name]));
  }
  if ("code_id" in decision && decision.do !== "apply" && decision.do !== "recode") ids.push(decision.code_id);
  if (decision.do === "mark") ids.push(decision.comment_id);
  return ids;
}

/** @param {Trouble} trouble */
export function inWords(trouble) {
  return [trouble.said ?? String(trouble), trouble.hint ?? ""].filter(Boolean).join(" ");
}

function makeHub() {
  /** @type {Map<Topic, Set<(detail?: any) => void>>} */
  const heard = new Map();
  return {
    /** @type {App["on"]} */
    on(topic, fn, signal) {
      const all = heard.get(topic) ?? new Set();
      heard.set(topic, all.add(fn));
      const off = () => void all.delete(fn);
      signal?.addEventListener("abort", off);
      return off;
    },
    /** @type {App["emit"]} */
    emit(topic, detail) {
      for (const fn of [...(heard.get(topic) ?? [])]) fn(detail);
    },
  };
}
