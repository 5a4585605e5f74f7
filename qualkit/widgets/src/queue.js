// @ts-check
/**
 * The queue: what to read, in which order, and how far one is. Only the rows on the screen are in the page, and only
 * the pages around them are asked for.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {import("./types.js").Mark} Mark
 * @typedef {{comment_id: string, conversation_id: string, opening: string, who: string, why: string, marks: Mark[]}} Item
 */
import { namesOf } from "./codes.js";
import { attr, button, choice, claim, counted, faint, fillWith, foreign, listenTo, make, many, onceAFrame, UNHEARD } from "./dom.js";

const ROW = 46; // pixels
const PAGE = 100;
const KEPT = 24; // pages in memory
const MARGIN = 6; // rows drawn beyond the screen
/** @type {[string, string][]} */
const SOURCES = [
  ["plan", "Reading plan"], ["all", "All comments"], ["theme", "A theme"], ["code", "A code"], ["search", "A search"], ["flagged", "Flagged"],
  ["reasons", "Where reasons are stated"], ["suggestions", "Where a code is suggested"], ["given", "As the cell says"],
];
/** @type {[Mark, string, string][]} */
const SIGNS = [["done", "✓", "done"], ["skipped", "–", "skipped"], ["flagged", "⚑", "flagged"]];

/** @param {App} app @param {AbortSignal} signal @returns {import("./types.js").Panel} */
export function queuePanel(app, signal) {
  const { state } = app;
  const source = choice(SOURCES, { "aria-label": "What to read" });
  const detail = make("span", "qk-queue-detail");
  const bar = make("progress", "", [], { "aria-label": "Read so far" });
  const said = make("p", "qk-progress");
  const why = make("p", "qk-why");
  const inner = make("div", "qk-queue-inner");
  const list = make("div", "qk-queue-list", inner, { role: "listbox", tabindex: "0", "aria-label": "Comments to read" });
  const foot = make("div", "qk-row", [
    button("Next unread", () => void app.open({ step: "unread" }), {}, "qk-quiet"),
    button("Flag", () => mark("flagged"), {}, "qk-quiet"),
    button("Skip", () => mark("skipped"), {}, "qk-quiet"),
  ]);
  const element = make("div", "qk-queue", [make("div", "qk-queue-head", [source, detail, bar, said]), list, why, foot]);
  /** @type {Map<number, Item[]>} */
  const pages = new Map();
  /** @type {Set<number>} */
  const asked = new Set();
  let active = -1;
  let name = "";
  let wanted = 0; // the last that was chosen to read
  let epoch = 0; // an answer about a queue that was left is thrown away

  /** @param {number} n */
  const item = (n) => pages.get(Math.floor(n / PAGE))?.[n % PAGE];

  /** @param {number} page */
  async function load(page) {
    if (pages.has(page) || asked.has(page)) return;
    asked.add(page);
    const mine = epoch;
    try {
      const { items } = await app.ask("queue", { from: page * PAGE, n: PAGE });
      if (mine === epoch) keep(page, items);
    } catch (trouble) {
      app.complain(trouble);
    } finally {
      if (mine === epoch) asked.delete(page);
    }
  }

  /** @param {number} page @param {Item[]} items */
  function keep(page, items) {
    pages.set(page, items);
    if (pages.size > KEPT) {
      const far = [...pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page))[0];
      pages.delete(far);
    }
    draw();
  }

  /** The rows on the screen. */
  function draw() {
    const { n } = state.queue;
    inner.style.height = `${n * ROW}px`;
    const first = Math.max(0, Math.floor(list.scrollTop / ROW) - MARGIN);
    const last = Math.min(n - 1, Math.ceil((list.scrollTop + (list.clientHeight || 400)) / ROW) + MARGIN);
    const rows = [];
    for (let at = first; at <= last; at += 1) rows.push(row(at));
    fillWith(inner, ...rows);
    const chosen = inner.querySelector(`[data-n="${active}"]`);
    if (chosen) attr(list, "aria-activedescendant", chosen.id);
    else list.removeAttribute("aria-activedescendant");
    if (!n) fillWith(inner, make("p", "qk-empty", empty()));
    for (let page = Math.floor(first / PAGE); n && page <= Math.floor(last / PAGE); page += 1) void load(page);
  }

  function empty() {
    if (source.value === "flagged") return "Nothing is flagged. x flags the comment that you read.";
    if (source.value === "search") return "Nobody used these words in this order.";
    if (source.value === "suggestions") return "Nothing is suggested. With few codings there is little to learn from.";
    return "There is nothing to read here. Choose something else above.";
  }

  /** @param {number} n */
  function row(n) {
    const one = item(n);
    const marks = one ? state.marks[one.comment_id] ?? one.marks : [];
    const signs = SIGNS.filter(([mark]) => marks.includes(mark));
    const here = one?.comment_id === state.at;
    const node = make("div", "qk-queue-row", one ? [
      make("span", "qk-queue-who", [
        foreign("span", "", one.who),
        ...signs.map(([mark, sign, word]) => make("span", "qk-sign", [
          make("span", "", sign, UNHEARD), make("span", "qk-sr", ` ${word} `),
        ], { "data-mark": mark, title: word })),
      ]), " ",
      foreign("span", "qk-queue-opening", one.opening),
    ] : [faint("…")], {
      role: "option", id: `${list.id}-${n}`, "aria-setsize": String(state.queue.n), "aria-posinset": String(n + 1),
      "aria-selected": String(n === active), "data-n": String(n), title: one?.why ?? "",
    });
    if (here) attr(node, "aria-current", "true");
    if (marks.includes("done") || marks.includes("skipped")) node.dataset.read = "true";
    node.style.transform = `translateY(${n * ROW}px)`;
    return node;
  }

  function summary() {
    const { queue } = state;
    if (queue.name !== name) {
      name = queue.name;
      const [kind] = name.toLowerCase().split(/[ :]/);
      source.value = kind === "reading" ? "plan" : kind;
      if (source.selectedIndex < 0) source.value = "given";
      forget();
    }
    bar.max = Math.max(1, queue.n);
    bar.value = queue.done + queue.skipped;
    bar.hidden = !queue.n;
    const more = [queue.skipped ? `${queue.skipped} skipped` : "", queue.flagged ? `${queue.flagged} flagged` : ""].filter(Boolean);
    said.textContent = queue.n ? [`${many(queue.done)} of ${many(queue.n)} done`, ...more].join(" · ") : "";
    attr(bar, "aria-valuetext", said.textContent);
    follow();
  }

  function forget() {
    epoch += 1;
    pages.clear();
    asked.clear();
    active = -1;
    list.scrollTop = 0;
  }

  /** Where the reader is. */
  function follow() {
    const { n } = state.queue;
    const place = position();
    if (place >= 0 && place < n && document.activeElement !== list) {
      active = place;
      reveal(place);
    }
    const one = item(place);
    why.textContent = one?.comment_id === state.at && one.why ? `Why this one: ${one.why}` : "";
    draw();
  }

  /** The row of the comment at hand; -1 where it is not in the queue. */
  function position() {
    const told = state.queue.at - 1;
    if (item(told)?.comment_id === state.at) return told;
    for (const [page, items] of pages) {
      const at = items.findIndex((one) => one.comment_id === state.at);
      if (at >= 0) return page * PAGE + at;
    }
    return told;
  }

  /** @param {number} n */
  function reveal(n) {
    const top = n * ROW;
    const room = list.clientHeight || 400;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW > list.scrollTop + room) list.scrollTop = top + ROW - room;
  }

  /** @param {number} n */
  function go(n) {
    active = Math.max(0, Math.min(n, state.queue.n - 1));
    reveal(active);
    draw();
  }

  /** @param {number} n */
  function openRow(n) {
    const one = item(n);
    if (!one) return;
    active = n;
    void app.open({ comment_id: one.comment_id }).then(() => app.focusReader());
  }

  /** @param {Mark} what */
  function mark(what) {
    const comment_id = state.at;
    if (!comment_id) return;
    const on = !(state.marks[comment_id] ?? []).includes(what);
    app.decide({ do: "mark", comment_id, mark: what, on });
    if (what === "skipped" && on) void app.open({ step: 1 });
  }

  /** @param {string} value */
  async function setSource(value) {
    const mine = (wanted += 1);
    app.announce("Looking …");
    try {
      const answer = await app.ask("set_queue", { source: source.value, value });
      if (mine !== wanted) return;
      forget();
      Object.assign(state.queue, answer.summary);
      name = state.queue.name;
      if (answer.items?.length >= Math.min(PAGE, answer.summary.n)) pages.set(0, answer.items);
      app.emit("queue");
      const first = answer.items?.[0];
      app.announce(first ? `${counted(state.queue.n, "comment")}: ${state.queue.name}` : empty(), first ? "" : "hint");
      if (state.queue.name === "suggestions" && !state.suggesting) await app.suggest(true);
      if (first) void app.open(first.marks.length ? { step: "unread" } : { comment_id: first.comment_id });
    } catch (trouble) {
      name = ""; // the list above says again what is read
      summary();
      app.complain(trouble);
    }
  }

  /** What more has to be said of a source: which theme, which code, which words. */
  async function askDetail() {
    const kind = source.value;
    fillWith(detail);
    if (kind === "search") {
      const words = make("input", "qk-input", [], { type: "search", placeholder: "Words, then Enter", "aria-label": "Words to search for", dir: "auto" });
      listenTo(words, "keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing || !words.value.trim()) return;
        void setSource(words.value.trim());
        claim(event);
      }, signal);
      detail.append(words);
      words.focus();
    } else if (kind === "theme" || kind === "code") {
      /** @type {[string, string][]} */
      const options = kind === "code" ? namesOf(state.codes) : await themes();
      if (source.value !== kind) return;
      if (!options.length && kind === "theme") app.announce("There is no theme yet: project.add_themes(…) in a cell adds them.", "hint");
      const select = choice([["", options.length ? "Choose …" : "none yet"], ...options], { "aria-label": `Which ${kind}` });
      listenTo(select, "change", () => select.value && void setSource(select.value), signal);
      detail.append(select);
      select.focus();
    } else void setSource("");
  }

  async function themes() {
    try {
      const { themes: found } = await app.ask("choices");
      return found.map((/** @type {{theme_id: string, label: string}} */ one) => [one.theme_id, one.label]);
    } catch (trouble) {
      app.complain(trouble);
      return [];
    }
  }

  listenTo(source, "change", () => void askDetail(), signal);
  listenTo(list, "scroll", onceAFrame(draw), signal);
  listenTo(list, "click", (event) => {
    const found = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-n]"));
    if (found) openRow(Number(found.dataset.n));
  }, signal);
  listenTo(list, "keydown", (event) => {
    const screen = Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: screen, PageUp: -screen }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) go(Math.max(active, 0) + (active < 0 ? 0 : step));
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(state.queue.n - 1);
    else if (event.key === "Enter" || event.key === " ") openRow(active);
    else if (event.key === "Escape") app.focusReader();
    else return;
    claim(event);
  }, signal);
  const watch = new ResizeObserver(() => draw());
  watch.observe(list);
  listenTo(signal, "abort", () => watch.disconnect());
  list.id = `qk-queue-${Math.random().toString(36).slice(2)}`;

  app.on("queue", summary, signal);
  app.on("marks", draw, signal);
  app.on("conversation", follow, signal);
  app.commands.group("Queue", [
    ["queue.open", "Go to the queue", "g q", () => app.focusPanel("queue")],
    ["queue.source", "Choose what to read", "g r", () => {
      app.focusPanel("queue");
      source.focus();
    }],
  ]);
  return { name: "queue", title: "Queue", element, focus: () => list.focus() };
}
