// @ts-check
/**
 * The codebook: a tree of codes to search, to give from, and to keep in order. What a code means is written where it
 * is used.
 *
 * @typedef {import("./types.js").App} App
 * @typedef {import("./types.js").Code} Code
 */
import { codeForms } from "./codebook_forms.js";
import { definition, meant } from "./codes.js";
import { attr, boxOf, button, claim, faint, fillWith, focusOn, foreign, holdsFocus, listenTo, make, swatch, UNHEARD } from "./dom.js";

const TYPING = 900; // milliseconds after which letters begin a new word
const CALM = 200; // milliseconds without a step of the caret

/** @param {App} app @param {AbortSignal} signal @returns {import("./types.js").Panel} */
export function codebookPanel(app, signal) {
  const { state } = app;
  const search = make("input", "qk-input", [], {
    type: "search", placeholder: "Search codes", "aria-label": "Search codes", autocomplete: "off", spellcheck: "false",
  });
  const hint = make("p", "qk-hint");
  const tree = make("ul", "qk-tree", [], { role: "tree", "aria-label": "Codes" });
  const retired = make("input", "", [], { type: "checkbox" });
  const retiredLabel = make("label", "qk-check", [retired, make("span")]);
  const about = make("div", "qk-card", [], { role: "group", "aria-label": "The code" });
  const top = make("div", "qk-bar-row", [search, button("New", () => forms.add(active ? state.code.get(active) : undefined), { title: "A new code" })]);
  const element = make("div", "qk-codebook", [top, hint, tree, retiredLabel, about]);
  const forms = codeForms(app, about, { shown, back: () => focusRow(), signal });
  /** @type {Set<string>} */
  const folded = new Set();
  let active = "";
  let typed = "";
  let since = 0;
  let dragged = "";
  /** @type {Element | null} had the focus before a click */
  let held = null;

  /** What the tree shows: all codes that are not folded away, or those meant by the search with the codes above them. */
  function rows() {
    const wanted = search.value.trim();
    const open = state.codes.filter((code) => retired.checked || !code.retired);
    if (wanted) {
      const found = new Set(meant(retired.checked ? open.map((one) => ({ ...one, retired: false })) : open, wanted, state.recent).map((one) => one.code_id));
      const kept = new Set(found);
      for (const id of found) for (let up = above(id); up; up = above(up.code_id)) kept.add(up.code_id);
      return { shown: open.filter((one) => kept.has(one.code_id)), found };
    }
    const hidden = (/** @type {Code} */ code) => {
      for (let up = above(code.code_id); up; up = above(up.code_id)) if (folded.has(up.code_id)) return true;
      return false;
    };
    return { shown: open.filter((one) => !hidden(one)), found: null };
  }

  /** @param {string} id */
  const above = (id) => state.code.get(state.code.get(id)?.parent ?? "");

  function draw() {
    const { shown, found } = rows();
    const meantOnes = shown.filter((one) => !found || found.has(one.code_id));
    if (!meantOnes.some((one) => one.code_id === active)) active = meantOnes[0]?.code_id ?? "";
    const siblings = Map.groupBy(shown, (one) => one.parent ?? "");
    setRows(shown.map((code) => row(code, siblings.get(code.parent ?? "") ?? [], found)));
    const gone = state.codes.filter((one) => one.retired).length;
    retiredLabel.hidden = !gone;
    retiredLabel.lastElementChild?.replaceChildren(` Show retired (${gone})`);
    say(shown.length);
    show(state.code.get(active));
  }

  /** Rows of codes that are there already stay the same elements: one that has the focus is not read out anew. @param {HTMLElement[]} fresh */
  function setRows(fresh) {
    const within = holdsFocus(tree);
    const before = new Map(rowElements().map((one) => [one.dataset.code, one]));
    const after = fresh.map((one) => {
      const old = before.get(one.dataset.code);
      if (!old) return one;
      if (!old.isEqualNode(one)) {
        fillWith(old, ...one.childNodes);
        for (const name of old.getAttributeNames()) if (!one.hasAttribute(name)) old.removeAttribute(name); // without tabindex it would lose the focus
        for (const { name, value } of one.attributes) attr(old, name, value);
      }
      return old;
    });
    if (after.some((one, n) => tree.children[n] !== one) || after.length < tree.children.length) fillWith(tree, ...after);
    if (within) focusRow();
  }

  /** @param {number} n */
  function say(n) {
    const words = chosen();
    if (!state.codes.length) hint.textContent = "No code yet. Select words and press Enter: name what they say in a word or two.";
    else if (!n) hint.textContent = search.value.trim() ? `No code is called “${search.value.trim()}”.` : "All codes are retired.";
    else if (words) hint.textContent = "A click gives it to the selected words";
    else hint.textContent = holdsFocus(tree) ? "F2 rename · Alt+↑↓ move · Del retire" : "";
    element.dataset.selected = String(Boolean(words));
  }

  /** @param {Code} code @param {Code[]} siblings @param {Set<string> | null} found */
  function row(code, siblings, found) {
    const { code_id } = code;
    const parent = state.codes.some((one) => one.parent === code_id && (retired.checked || !one.retired));
    const below = parent ? total(code_id) : code.n;
    const digit = state.recent.indexOf(code_id) + 1;
    const counted = ` ${code.n === 1 ? "coding" : "codings"}${parent ? `, ${below} with the codes below` : ""}`;
    const item = make("li", "qk-tree-row", [
      parent ? make("span", "qk-twist", folded.has(code_id) && !found ? "▸" : "▾", UNHEARD) : make("span", "qk-twist"),
      swatch(code.place),
      foreign("span", "qk-name", code.name),
      ...(code.retired ? [faint(" retired")] : []),
      ...(state.unsaved.has(code_id) ? [faint("…", { title: "not saved yet" })] : []),
      ...(digit ? [make("kbd", "qk-kbd", String(digit), { title: "recent: this key gives it", "aria-hidden": "true" })] : []),
      make("span", code.n ? "qk-count" : "qk-sr", [" ", String(code.n), make("span", "qk-sr", counted)]),
    ], {
      role: "treeitem", "aria-level": String(code.depth + 1), "aria-setsize": String(siblings.length),
      "aria-posinset": String(siblings.indexOf(code) + 1), "aria-selected": String(code_id === active),
      tabindex: code_id === active ? "0" : "-1",
      "data-code": code_id, draggable: "true", title: code.brief || code.definition || "",
    });
    if (parent) attr(item, "aria-expanded", String(!folded.has(code_id) || Boolean(found)));
    if (found && !found.has(code_id)) item.dataset.dim = "true";
    item.style.setProperty("--qk-depth", String(Math.min(code.depth, 8)));
    return item;
  }

  /** @param {string} id @returns {number} */
  const total = (id) => state.codes.reduce((sum, one) => (one.parent === id ? sum + total(one.code_id) : sum), state.code.get(id)?.n ?? 0);

  /** A form is over; the code that it was about is at hand. @param {Code} [code] */
  function shown(code) {
    fillWith(about);
    active = code?.code_id ?? active;
    draw();
  }

  /** @param {Code | undefined} code */
  function show(code) {
    if (forms.busy || holdsFocus(about)) return; // what has the focus stays, or a key would go to the notebook
    if (!code) return fillWith(about);
    fillWith(about, definition(code), ...formerly(code), forms.actions(code));
    about.scrollTop = 0;
  }

  /** @param {Code} code */
  function formerly(code) {
    return code.aliases.length ? [foreign("p", "qk-faint", `Formerly: ${code.aliases.join(", ")}`)] : [];
  }

  /** @param {string} id @param {boolean} [focus] */
  function go(id, focus = true) {
    active = id;
    for (const one of rowElements()) {
      const on = one.dataset.code === id;
      one.tabIndex = on ? 0 : -1;
      attr(one, "aria-selected", String(on));
    }
    if (focus) focusRow();
    show(state.code.get(id));
  }

  const rowElements = () => /** @type {HTMLElement[]} */ ([...tree.children]);
  const focusRow = () => {
    const one = rowElements().find((each) => each.dataset.code === active);
    focusOn(one);
    one?.scrollIntoView({ block: "nearest" });
  };

  /** The selected words, if they are on the screen: who looks at something else gives no code to them. */
  const chosen = () => (element.closest(".qk-body")?.getAttribute("data-shown") === "retrieval" ? null : app.reader?.selection() ?? null);

  /** @param {string} code_id */
  function give(code_id) {
    if (!chosen()) return false;
    app.emit("give", code_id);
    return true;
  }

  /** @param {string} id @param {boolean} [fold] */
  function turn(id, fold = !folded.has(id)) {
    if (fold) folded.add(id);
    else folded.delete(id);
    draw();
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const all = rowElements();
    const at = all.findIndex((one) => one.dataset.code === active);
    const code = state.code.get(active);
    if (!code || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (event.key === "ArrowRight") forms.move(code, before(at, code)?.code_id);
      else if (event.key === "ArrowLeft") forms.move(code, above(active)?.parent ?? null);
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") step(code, event.key === "ArrowUp" ? -1 : 2);
      else return;
      return claim(event);
    }
    const expanded = all[at]?.getAttribute("aria-expanded");
    const to = (/** @type {number} */ n) => all[n]?.dataset.code && go(all[n].dataset.code ?? "");
    switch (event.key) {
      case "ArrowDown": to(Math.min(at + 1, all.length - 1)); break;
      case "ArrowUp": if (at) to(at - 1); else search.focus(); break;
      case "Home": to(0); break;
      case "End": to(all.length - 1); break;
      case "ArrowRight": if (expanded === "false") turn(active); else if (expanded) to(at + 1); break;
      case "ArrowLeft": if (expanded === "true" && !search.value) turn(active); else if (code.parent) go(code.parent); break;
      case "Enter":
      case " ": if (!give(active)) forms.edit(code); break;
      case "F2": forms.rename(code); break;
      case "Delete": forms.retire(code); break;
      case "Escape": app.focusReader(); break;
      case "*": for (const one of state.codes) folded.delete(one.code_id); draw(); break;
      default: if (!ahead(event.key, all, at)) return;
    }
    claim(event);
  }

  /** Those that stand beside a code and are shown. @param {Code} code */
  const beside = (code) => state.codes.filter((one) => one.parent === code.parent && (retired.checked || !one.retired));

  /** Past the next, or the one before. @param {Code} code @param {-1 | 2} way to that in front of which it goes */
  function step(code, way) {
    const all = beside(code);
    const at = all.indexOf(code) + way;
    if (at >= 0 && at <= all.length) forms.move(code, code.parent, all[at]?.code_id ?? null);
  }

  /** The code before this one under the same parent: what it moves below. @param {number} at @param {Code} code */
  function before(at, code) {
    const earlier = rowElements().slice(0, at).map((one) => state.code.get(one.dataset.code ?? ""));
    return earlier.findLast((one) => one && one.parent === code.parent);
  }

  /** Letters go to the next code whose name begins so. @param {string} letter @param {HTMLElement[]} all @param {number} at */
  function ahead(letter, all, at) {
    if ([...letter].length !== 1 || letter === "/" || letter === "?") return false;
    typed = performance.now() - since > TYPING ? letter : typed + letter;
    since = performance.now();
    const from = typed.length > 1 ? at : at + 1;
    const name = (/** @type {HTMLElement} */ one) => state.code.get(one.dataset.code ?? "")?.name.toLocaleLowerCase() ?? "";
    const next = [...all.slice(from), ...all.slice(0, from)].find((one) => name(one).startsWith(typed.toLocaleLowerCase()));
    if (next?.dataset.code) go(next.dataset.code);
    return true;
  }

  /** @param {Event} event */
  const rowOf = (event) => /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-code]"));

  listenTo(search, "input", draw, signal);
  listenTo(retired, "change", draw, signal);
  listenTo(search, "keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") focusRow();
    else if (event.key === "Enter" && active) {
      if (!give(active)) focusRow();
    } else if (event.key === "Escape" && search.value) {
      search.value = "";
      draw();
    } else if (event.key === "Escape") app.focusReader();
    else return;
    claim(event);
  }, signal);
  listenTo(tree, "keydown", key, signal);
  listenTo(tree, "pointerdown", () => {
    held = document.activeElement;
  }, signal);
  listenTo(tree, "click", (event) => {
    const id = rowOf(event)?.dataset.code;
    if (!id) return;
    if (/** @type {Element} */ (event.target).closest(".qk-twist") && state.codes.some((one) => one.parent === id)) return turn(id);
    const selected = Boolean(chosen());
    go(id, !selected);
    if (!selected) return;
    give(id);
    if (held instanceof HTMLElement) focusOn(held);
  }, signal);
  listenTo(tree, "dblclick", (event) => {
    const code = state.code.get(rowOf(event)?.dataset.code ?? "");
    if (code && !chosen()) forms.rename(code);
  }, signal);

  listenTo(tree, "dragstart", (event) => {
    dragged = rowOf(event)?.dataset.code ?? "";
    event.dataTransfer?.setData("text/plain", state.code.get(dragged)?.name ?? "");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    element.dataset.dragging = "true";
  }, signal);
  listenTo(element, "dragover", (event) => {
    if (!dragged) return;
    const target = rowOf(event);
    claim(event);
    for (const one of rowElements()) {
      if (one !== target || one.dataset.code === dragged) delete one.dataset.over;
      else {
        const { top, height } = boxOf(one);
        const part = (event.clientY - top) / height;
        one.dataset.over = part < 0.3 ? "before" : part > 0.7 ? "after" : "onto";
      }
    }
  }, signal);
  listenTo(element, "drop", (event) => {
    claim(event);
    const code = state.code.get(dragged);
    const row = rowOf(event);
    const onto = state.code.get(row?.dataset.code ?? "");
    const where = row?.dataset.over;
    if (!code || onto === code) return;
    active = dragged;
    if (!onto || where === "onto") forms.move(code, onto?.code_id ?? null);
    else {
      const all = beside(onto).filter((one) => one !== code);
      forms.move(code, onto.parent, (where === "before" ? onto : all[all.indexOf(onto) + 1])?.code_id ?? null);
    }
  }, signal);
  listenTo(element, "dragend", () => {
    dragged = "";
    delete element.dataset.dragging;
    draw();
  }, signal);

  let asked = 0;
  // Every coding changes a count here. The words that were coded are painted first.
  app.on("codes", () => {
    asked ||= requestAnimationFrame(() => setTimeout(() => {
      asked = 0;
      if (!signal.aborted && !dragged) draw(); // the rows stay until one is let go
    }));
  }, signal);
  let later = 0;
  app.on("selection", () => {
    say(tree.childElementCount);
    clearTimeout(later);
    later = setTimeout(follow, CALM);
  }, signal);
  for (const name of /** @type {const} */ (["focusin", "focusout"])) listenTo(tree, name, () => setTimeout(() => say(tree.childElementCount)), signal);

  /** What the code at the caret says stands below, also for those who do not ask. */
  function follow() {
    const id = app.reader?.current()?.code_id;
    const row = rowElements().find((one) => one.dataset.code === id);
    if (!id || !row || id === active || signal.aborted || forms.busy || holdsFocus(element)) return;
    go(id, false);
    row.scrollIntoView({ block: "nearest" });
  }

  app.commands.group("Codebook", [
    ["codebook.open", "Go to the codebook", "g c", () => app.focusPanel("codebook")],
    ["codebook.new", "Write a new code", "g n", () => {
      app.focusPanel("codebook");
      forms.add();
    }],
    ["codebook.edit", "Edit the code of the coding at the caret", "g e", () => {
      const code = state.code.get(app.reader.current()?.code_id ?? "");
      if (!code) return;
      app.focusPanel("codebook");
      go(code.code_id);
      forms.edit(code);
    }, () => Boolean(app.reader?.current())],
  ]);
  draw();
  return { name: "codebook", title: "Codes", element, focus: () => (active && tree.childElementCount ? focusRow() : search.focus()) };
}
