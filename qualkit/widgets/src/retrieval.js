// @ts-check
/**
 * Find passages again: by code, theme, variable and words; which codes stand together; which codes go with which
 * outcome, counted in people. Every row and every cell leads to what was said.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {{coding_id: string | null, comment_id: string, conversation_id: string, start: number, end: number,
 *   quote: string, before: string, after: string, codes: string[], who: string, facts: string[]}} Found
 * @typedef {{code_id?: string, code_id_2?: string, theme_id?: string, variable?: [string, string], text?: string,
 *   exact?: boolean}} Query
 * @typedef {{themes: {theme_id: string, label: string}[], variables: {name: string, values: string[]}[]}} Choices
 * @typedef {{columns: {code_id?: string, value?: string, name: string, base?: number}[],
 *   rows: {code_id: string, name: string, cells: number[]}[], variable?: string}} Table
 */
import { inWords } from "./app.js";
import { namesOf } from "./codes.js";
import { attr, button, choice, claim, counted, faint, fillWith, foreign, holdsFocus, json, listenTo, make, swatch, tabKeys, UNHEARD } from "./dom.js";

const PAGE = 50;
const MOST = 24; // rows and columns of a table at first
const CUT = 60; // characters of context: as long as this, it was cut, perhaps within a word
const PAUSE = 250; // milliseconds after the last letter
/** @type {[string, string][]} */
const VIEWS = [["passages", "Passages"], ["together", "Codes together"], ["cross", "Codes by outcome"]];

/** @type {WeakMap<App, (query: Query) => void>} */
const finders = new WeakMap();

/** Show the passages that a query asks for. @param {App} app @param {Query} query */
export function findPassages(app, query) {
  app.focusPanel("retrieval");
  finders.get(app)?.(query);
}

/** @param {App} app @param {AbortSignal} signal @returns {import("./types.js").Panel} */
export function retrievalPanel(app, signal) {
  const uid = `qk-find-${Math.random().toString(36).slice(2)}`;
  let view = "passages";
  const page = make("div", "qk-find-page", [], { role: "tabpanel", id: `${uid}-page`, tabindex: "-1" });
  const tabs = VIEWS.map(([name, title]) => button(title, () => show(name), { role: "tab", "data-view": name, "aria-controls": page.id, id: `${uid}-${name}` }, "qk-tab"));
  const bar = make("div", "qk-find-tabs", [
    make("div", "qk-row", tabs, { role: "tablist", "aria-label": "What to look at" }),
    button("Back to reading", () => app.focusReader(), { title: "Escape" }),
  ]);
  const passages = passageList(app, signal);
  const tables = tableView(app, (query) => {
    show("passages");
    passages.ask(query);
  }, signal);
  const element = make("div", "qk-find", [bar, page]);

  /** @param {string} name */
  function show(name) {
    view = name;
    for (const tab of tabs) {
      const on = tab.dataset.view === name;
      attr(tab, "aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) attr(page, "aria-labelledby", tab.id);
    }
    const within = holdsFocus(page);
    fillWith(page, name === "passages" ? passages.element : tables.element);
    if (within) page.focus(); // or it would fall to the page around the view, whose keys are not ours
    if (name === "passages") void passages.begin();
    else void tables.draw(name === "together" ? "co_occurrence" : "cross");
  }

  tabKeys(bar, VIEWS.map(([name]) => name), () => view, show, signal);
  listenTo(element, "keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    app.focusReader();
    claim(event);
  }, signal);

  finders.set(app, (query) => {
    show("passages");
    passages.ask(query);
  });
  /** @param {string} name */
  const lookAt = (name) => {
    show(name);
    app.focusPanel("retrieval");
  };
  app.commands.group("Find again", [
    ["find.open", "Find passages again", "g f", () => app.focusPanel("retrieval")],
    ["find.text", "Search in the words", "/", () => lookAt("passages")],
    ["find.together", "See which codes stand together", "g t", () => lookAt("together")],
    ["find.cross", "See which codes go with which outcome", "g o", () => lookAt("cross")],
  ]);
  return {
    name: "retrieval", title: "Find", element,
    focus: () => {
      if (!page.firstChild) show("passages");
      if (view === "passages") passages.words();
      else tabs.find((tab) => tab.dataset.view === view)?.focus();
    },
  };
}

/** @param {App} app @param {AbortSignal} signal */
function passageList(app, signal) {
  const { state } = app;
  const text = make("input", "qk-input", [], { type: "search", placeholder: "Words", "aria-label": "Words in the passage or comment", dir: "auto" });
  const code = make("select", "qk-input", [], { "aria-label": "Code" });
  const theme = make("select", "qk-input", [], { "aria-label": "Theme" });
  const variable = make("select", "qk-input", [], { "aria-label": "Variable" });
  const second = make("span", "qk-find-second");
  const said = make("p", "qk-find-said", "", { role: "status" });
  const list = make("ol", "qk-found", [], { "aria-label": "Passages" });
  const more = button("Show more", () => void load());
  const element = make("div", "", [make("div", "qk-find-form", [text, code, theme, variable]), make("div", "qk-find-line", [said, second]), list, more]);
  /** @type {Query} */
  let query = {};
  let had = 0;
  let asked = 0;
  let timer = 0;
  let ready = false;
  more.hidden = true;

  async function begin() {
    drawCodes();
    if (ready) return;
    ready = true;
    try {
      /** @type {Choices} */
      const { themes, variables } = await app.ask("choices");
      fill(theme, "any theme", themes.map((one) => [one.theme_id, one.label]), query.theme_id);
      theme.hidden = !themes.length;
      fillWith(variable, make("option", "", "any variable", { value: "" }), ...variables.map(({ name, values }) => make("optgroup", "",
        values.map((value) => make("option", "", `${name}: ${value}`, { value: json([name, value]) })), { label: name })));
      variable.value = query.variable ? json(query.variable) : "";
      variable.hidden = !variables.length;
    } catch (trouble) {
      ready = false;
      tell(inWords(/** @type {import("./types.js").Trouble} */ (trouble)));
    }
    if (!Object.keys(query).length && !had) tell("Choose a code, a theme or a variable, or type words.");
  }

  function drawCodes() {
    fill(code, "any code", namesOf(state.codes), query.code_id);
  }

  /** @param {HTMLSelectElement} select @param {string} none @param {[string, string][]} options @param {string} [value] */
  function fill(select, none, options, value = "") {
    fillWith(select, ...choice([["", none], ...options]).children);
    select.value = value;
  }

  /** @param {Query} wanted */
  function ask(wanted) {
    query = wanted;
    text.value = wanted.text ?? "";
    code.value = wanted.code_id ?? "";
    theme.value = wanted.theme_id ?? "";
    variable.value = wanted.variable ? json(wanted.variable) : "";
    drawSecond();
    had = 0;
    fillWith(list);
    more.hidden = true;
    asked += 1;
    if (Object.keys(query).length) void load();
    else tell("Choose a code, a theme or a variable, or type words.");
  }

  /** What a cell of the table adds to the form: a second code, which has no field of its own. */
  function drawSecond() {
    const other = query.code_id_2 ? state.code.get(query.code_id_2)?.name : "";
    fillWith(second, ...(other ? [button([`with “${other}” in the same comment `, make("span", "", "×", UNHEARD)], () => {
      const { code_id_2: _, ...rest } = query;
      ask(rest);
      text.focus();
    }, { "aria-label": `Take away: with “${other}” in the same comment` }, "qk-quiet")] : []));
  }

  function fromForm() {
    /** @type {Query} */
    const wanted = {};
    if (text.value.trim()) wanted.text = text.value.trim();
    if (code.value) wanted.code_id = code.value;
    if (theme.value) wanted.theme_id = theme.value;
    if (variable.value) wanted.variable = JSON.parse(variable.value);
    if (json(wanted) !== json(query)) ask(wanted);
  }

  async function load() {
    const mine = asked;
    if (!had) tell("Looking …");
    try {
      /** @type {{rows: Found[], n: number}} */
      const { rows, n } = await app.ask("find", { ...query, after: had, n: PAGE });
      if (mine !== asked || signal.aborted) return;
      const first = list.childElementCount;
      list.append(...rows.map(row));
      had += rows.length;
      tell(n ? `${counted(n, "passage")}${had < n ? `, ${had} shown` : ""}` : "No passage found. Ask for less, or for other words.");
      more.hidden = had >= n || !rows.length;
      if (first && rows.length) /** @type {HTMLElement | null} */ (list.children[first]?.querySelector("button"))?.focus();
    } catch (trouble) {
      if (mine === asked) tell(inWords(/** @type {import("./types.js").Trouble} */ (trouble)));
    }
  }

  /** @param {string} words */
  function tell(words) {
    said.textContent = words;
  }

  /** @param {Found} found */
  function row(found) {
    const { comment_id, start, end, quote, before, after, who, facts } = found;
    const codes = found.codes.map((id) => state.code.get(id)).filter((one) => one !== undefined);
    const words = foreign("p", "qk-found-words", [faint(start > [...before].length ? before.replace(/^\S*\s/, "… ") : before), make("mark", "", quote), faint(after.length > CUT ? after.replace(/\s\S*$/, " …") : after)]);
    const go = button("Open", () => void open(comment_id, start, end), { "aria-label": `Open the conversation: ${who}, ${quote.slice(0, 80)}` }, "qk-quiet");
    const item = make("li", "", [words, make("div", "qk-found-foot", [
      foreign("span", "", who), ...facts.map((fact) => make("span", "", fact)),
      ...codes.map((one) => make("span", "qk-chip", [swatch(one.place), foreign("span", "qk-name", one.name)])), go,
    ])]);
    listenTo(words, "click", () => {
      if (!document.getSelection()?.toString()) void open(comment_id, start, end); // who selects words to copy stays
    }, signal);
    return item;
  }

  /** @param {string} comment_id @param {number} start @param {number} end */
  async function open(comment_id, start, end) {
    await app.open({ comment_id });
    app.focusReader();
    app.reader.select({ comment_id, start, end }, { focus: true });
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(fromForm, PAUSE);
  };
  listenTo(text, "input", soon, signal);
  listenTo(text, "keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") fromForm();
    else if (event.key === "ArrowDown") /** @type {HTMLElement | null} */ (list.querySelector("button"))?.focus();
    else return;
    claim(event);
  }, signal);
  listenTo(list, "keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button")]);
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    const next = all[at + step];
    if (next) next.focus();
    else if (at + step < 0) text.focus();
    next?.closest("li")?.scrollIntoView({ block: "nearest" });
    claim(event);
  }, signal);
  for (const select of [code, theme, variable]) listenTo(select, "change", fromForm, signal);
  app.on("codes", drawCodes, signal);
  return {
    element, begin, ask,
    words() {
      text.focus();
      text.select();
    },
  };
}

/** @param {App} app @param {(query: Query) => void} find @param {AbortSignal} signal */
function tableView(app, find, signal) {
  const { state } = app;
  const element = make("div", "qk-table-view");
  let all = false;
  let asked = 0;

  /** @param {"co_occurrence" | "cross"} kind @param {string} [variable] */
  async function draw(kind, variable = "outcome") {
    const mine = (asked += 1);
    fillWith(element, make("p", "qk-find-said", "Counting …", { role: "status" }));
    try {
      const wanted = kind === "cross" ? { kind, variable } : { kind };
      /** @type {[Table, Choices]} */
      const [table, choices] = await Promise.all([app.ask("tables", wanted), kind === "cross" ? app.ask("choices") : { themes: [], variables: [] }]);
      if (mine !== asked || signal.aborted) return;
      const chooser = kind === "cross" ? variables(choices, variable) : null;
      const content = table.rows.length && table.columns.length ? [note(kind, table), grid(kind, table, variable)] : [make("p", "qk-empty", nothing(kind))];
      fillWith(element, ...(chooser ? [chooser] : []), ...content);
    } catch (trouble) {
      if (mine === asked) fillWith(element, make("p", "qk-find-said", inWords(/** @type {import("./types.js").Trouble} */ (trouble))));
    }
  }

  /** @param {string} kind */
  const nothing = (kind) => (kind === "cross" ? "Nobody who was coded has a known value here yet." : "No two codes were given in one comment yet.");

  /** @param {Choices} choices @param {string} variable */
  function variables(choices, variable) {
    const select = choice(choices.variables.map(({ name }) => [name, name]));
    select.value = variable;
    listenTo(select, "change", () => void draw("cross", select.value), signal);
    return make("label", "qk-field qk-find-form", [make("span", "", "Codes by"), select]);
  }

  /** @param {string} kind @param {Table} table */
  function note(kind, table) {
    const words = kind === "cross"
      ? "Known people whose comments have the code, by what is known of them. The first row is the base: all of them, coded or not. A person may stand in several cells. The stronger the colour, the larger the share of the base."
      : "Known people of whom both codes were given in one comment; on the diagonal, all with the code of the row. The stronger the colour, the larger the share of them.";
    const hidden = Math.max(table.rows.length, kind === "cross" ? 0 : table.columns.length) - MOST;
    const more = hidden > 0 && !all ? [button(`Show all ${table.rows.length}`, () => {
      all = true;
      void draw(/** @type {"co_occurrence" | "cross"} */ (kind), table.variable);
    }, {}, "qk-quiet")] : [];
    return make("p", "qk-find-said", [words, " People, not passages. ", ...more]);
  }

  /** @param {string} kind @param {Table} table @param {string} variable */
  function grid(kind, table, variable) {
    const columns = table.columns.slice(0, all ? undefined : MOST);
    const rows = table.rows.slice(0, all ? undefined : MOST);
    const cross = kind === "cross";
    const head = make("tr", "", [make("td"), ...columns.map((one) => make("th", cross ? "" : "qk-turned", foreign("span", "", one.name), { scope: "col" }))]);
    const base = make("tr", "qk-base", [make("th", "", "all people", { scope: "row" }), ...columns.map((one) => make("td", "", String(one.base ?? "")))]);
    // Of all in the column; or of those with the code of the row.
    const share = (/** @type {number} */ r, /** @type {number} */ c) => (!cross && r === c ? 0 : rows[r].cells[c] / (columns[c].base || rows[r].cells[r] || 1));
    const most = rows.reduce((most, _, r) => columns.reduce((more, _, c) => Math.max(more, share(r, c)), most), 0.01); // a rare code shows which way it leans
    const body = rows.map((one, r) => make("tr", "", [
      make("th", "", [swatch(state.code.get(one.code_id)?.place ?? 0), foreign("span", "qk-name", one.name)], { scope: "row" }),
      ...columns.map((column, c) => cell(kind, one, column, one.cells[c], variable, !cross && r === c, share(r, c) / most)),
    ]));
    return make("div", "qk-grid", make("table", "", [make("thead", "", head), make("tbody", "", [...(cross ? [base] : []), ...body])]), {
      tabindex: "0", role: "region", "aria-label": cross ? `Codes by ${variable}, in people` : "Codes together, in people",
    });
  }

  /**
   * @param {string} kind @param {Table["rows"][number]} row @param {Table["columns"][number]} column @param {number} n
   * @param {string} variable @param {boolean} own on the diagonal @param {number} share of the largest
   */
  function cell(kind, row, column, n, variable, own, share) {
    if (!n) return make("td", "qk-none", make("span", "", "·", { "aria-label": "none" }));
    /** @type {Query} */
    const query = kind === "cross"
      ? { code_id: row.code_id, variable: [variable, column.value ?? column.name], exact: true }
      : { code_id: row.code_id, exact: true, ...(own ? {} : { code_id_2: column.code_id }) };
    const people = column.base ? `${n} of ${column.base} people` : counted(n, "person", "people");
    const name = `${people}: ${row.name}${own ? "" : `, ${column.name}`}`;
    const go = button(String(n), () => find(query), { "aria-label": name, title: name }, "qk-quiet");
    const shown = make("td", own ? "qk-own" : "", go);
    shown.style.setProperty("--qk-share", `${Math.round(100 * share)}%`);
    return shown;
  }

  return { element, draw };
}
