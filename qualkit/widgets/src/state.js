// @ts-check
/**
 * What is shown, as a pure fold: what Python confirmed, and over it every decision that waits, painted at once.
 *
 * @typedef {import("./types.js").Changes} Changes
 * @typedef {import("./types.js").Code} Code
 * @typedef {import("./types.js").Coding} Coding
 * @typedef {import("./types.js").Decision} Decision
 * @typedef {import("./types.js").Link} Link
 * @typedef {import("./types.js").Mark} Mark
 * @typedef {import("./types.js").QueueSummary} QueueSummary
 * @typedef {import("./types.js").Suggestion} Suggestion
 *
 * @typedef {object} Facts
 * @property {Code[]} codes
 * @property {Map<string, Coding>} codings
 * @property {Map<string, Link>} links
 * @property {Record<string, Mark[]>} marks
 * @property {Record<string, string[]>} memos on comments
 * @property {QueueSummary} queue
 * @property {Suggestion[]} suggestions
 * @property {string[]} recent
 */
import { json } from "./dom.js";

/** @type {Record<Mark, "done" | "skipped" | "flagged">} */
const COUNTED = { done: "done", skipped: "skipped", flagged: "flagged" };
const RECENT = 9;

/** @returns {Facts} */
export function noFacts() {
  const queue = { name: "", n: 0, done: 0, skipped: 0, flagged: 0, at: 0 };
  return { codes: [], codings: new Map(), links: new Map(), marks: {}, memos: {}, queue, suggestions: [], recent: [] };
}

/** What did not change stays the same object, so that nothing is drawn anew for it. @param {unknown} a @param {unknown} b */
const same = (a, b) => json(a) === json(b);

/** @template T @param {Record<string, T[]>} before @param {Record<string, T[]> | undefined} now of some comments */
const overlaid = (before, now) => (now && Object.keys(now).some((id) => !same(now[id], before[id] ?? [])) ? { ...before, ...now } : before);

/** @template T @param {Record<string, T[]>} before @param {Record<string, T[]> | undefined} now */
const formerly = (before, now) => now && Object.fromEntries(Object.keys(now).map((id) => [id, before[id] ?? []]));

/** @param {Facts} facts @param {Changes} changes @param {ReadonlySet<string>} here comments at hand @returns {Facts} */
export function changed(facts, changes, here) {
  const next = { ...facts };
  if (changes.codings) {
    next.codings = new Map(facts.codings);
    for (const id of changes.codings.drop) next.codings.delete(id);
    for (const coding of changes.codings.put) if (here.has(coding.comment_id)) next.codings.set(coding.coding_id, coding);
  }
  if (changes.codes && !same(changes.codes, facts.codes)) next.codes = changes.codes;
  const { counts } = changes;
  if (counts) next.codes = next.codes.map((one) => (one.code_id in counts ? { ...one, n: counts[one.code_id] } : one));
  if (changes.links && !same(changes.links, [...facts.links.values()])) {
    next.links = new Map(changes.links.map((link) => [link.link_id, link]));
  }
  next.marks = overlaid(facts.marks, changes.marks);
  next.memos = overlaid(facts.memos, changes.memos);
  if (changes.recent && !same(changes.recent, facts.recent)) next.recent = changes.recent;
  if (changes.queue && !same(changes.queue, facts.queue)) next.queue = changes.queue;
  return next;
}

/** What takes changes back again. @param {Facts} facts before them @param {Changes} changes @returns {Changes} */
export function inverse(facts, changes) {
  /** @type {Changes} */
  const back = {};
  if (changes.codings) {
    const touched = [...changes.codings.put.map((one) => one.coding_id), ...changes.codings.drop];
    const before = touched.map((id) => facts.codings.get(id));
    back.codings = {
      put: before.filter((one) => one !== undefined),
      drop: touched.filter((_, n) => before[n] === undefined),
    };
  }
  if (changes.codes || changes.counts) back.codes = facts.codes;
  if (changes.links) back.links = [...facts.links.values()];
  back.marks = formerly(facts.marks, changes.marks);
  back.memos = formerly(facts.memos, changes.memos);
  return back;
}

/**
 * Paint the waiting decisions over what is confirmed.
 * @param {Facts} base
 * @param {Decision[]} waiting in their order
 * @param {(decision: Decision) => Changes | null} known what an undo or redo of something confirmed changes
 * @param {ReadonlySet<string>} here
 * @returns {Facts}
 */
export function fold(base, waiting, known, here) {
  const off = cancelled(waiting);
  return waiting.reduce((facts, decision) => {
    if (off.has(decision.event)) return facts;
    if (decision.do === "undo" || decision.do === "redo") {
      const changes = known(decision);
      return changes ? changed(facts, changes, here) : facts;
    }
    return effect(facts, decision, here);
  }, base);
}

/** Decisions and their undoing that both wait: neither is painted. @param {Decision[]} waiting */
function cancelled(waiting) {
  /** @type {Set<string>} */
  const off = new Set();
  const events = new Set(waiting.map((one) => one.event));
  for (const one of waiting) {
    if ((one.do !== "undo" && one.do !== "redo") || !one.what || !events.has(one.what)) continue;
    if (one.do === "undo") off.add(one.what);
    else off.delete(one.what);
    off.add(one.event);
  }
  return off;
}

/** @param {Facts} facts @param {Decision} decision @param {ReadonlySet<string>} here @returns {Facts} */
function effect(facts, decision, here) {
  switch (decision.do) {
    case "apply":
    case "create_apply": return applied(facts, decision, here);
    case "move": return recoded(facts, decision.coding_id, { start: decision.start, end: decision.end });
    case "recode": return used(recoded(facts, decision.coding_id, { code_id: decision.code_id }), decision.code_id);
    case "memo": return noted(facts, decision.target, decision.text);
    case "remove": return removed(facts, decision.coding_id, here);
    case "mark": return marked(facts, decision, here);
    case "reject": return { ...facts, suggestions: facts.suggestions.filter((one) => !sameWords(one, decision)) };
    case "link": {
      const { event: link_id, reason, behaviour } = decision;
      return { ...facts, links: new Map(facts.links).set(link_id, { link_id, reason, behaviour }) };
    }
    case "unlink": {
      const links = new Map(facts.links);
      links.delete(decision.link_id);
      return { ...facts, links };
    }
    case "code.add": return withCode(facts, decision.event, decision.name, decision.parent ?? null, decision.fields);
    case "code.revise": {
      const { code_id, fields, parent, before } = decision;
      const more = parent === undefined ? fields : { ...fields, parent };
      const codes = facts.codes.map((one) => (one.code_id === code_id ? { ...one, ...more } : one));
      return withCodes(facts, inTree(before === undefined || before === code_id ? codes : putBefore(codes, code_id, before)));
    }
    case "code.retire": {
      const { code_id, on: retired } = decision;
      return withCodes(facts, facts.codes.map((one) => (one.code_id === code_id ? { ...one, retired } : one)));
    }
    case "code.merge": return merged(facts, decision.codes, decision.into);
    default: return facts; // a split gives codes whose ids Python makes
  }
}

/** @param {{comment_id: string, start: number, end: number, code_id: string}} a @param {typeof a} b */
export function sameWords(a, b) {
  return a.comment_id === b.comment_id && a.start === b.start && a.end === b.end && a.code_id === b.code_id;
}

/** @param {Facts} facts @param {string} code_id @returns {Facts} */
export function used(facts, code_id) {
  return { ...facts, recent: [code_id, ...facts.recent.filter((one) => one !== code_id)].slice(0, RECENT) };
}

/**
 * @param {Facts} facts
 * @param {Extract<Decision, {do: "apply" | "create_apply"}>} decision
 * @param {ReadonlySet<string>} here
 */
function applied(facts, decision, here) {
  const { event, comment_id, start, end, code_id } = decision;
  const next = decision.do === "create_apply" ? withCode(facts, code_id, decision.name, decision.parent ?? null) : facts;
  const memo = decision.do === "apply" ? decision.memo ?? "" : "";
  const suggested_by = (decision.do === "apply" && decision.suggestion?.suggested_by) || "";
  const coding = { coding_id: event, comment_id, start, end, code_id, memo, created: "", suggested_by };
  const put = changed(counted(next, code_id, 1), { codings: { put: [coding], drop: [] } }, here);
  return used({ ...put, suggestions: put.suggestions.filter((one) => !sameWords(one, decision)) }, code_id);
}

/** @param {Facts} facts @param {string} id @param {Partial<Coding>} more @returns {Facts} */
function recoded(facts, id, more) {
  const coding = facts.codings.get(id);
  if (!coding) return facts;
  const next = { ...facts, codings: new Map(facts.codings).set(id, { ...coding, ...more }) };
  return more.code_id ? counted(counted(next, coding.code_id, -1), more.code_id, 1) : next;
}

/** A coding has one memo; a comment, as many as were written. @param {Facts} facts @param {string} target @param {string} text */
function noted(facts, target, text) {
  if (facts.codings.has(target)) return recoded(facts, target, { memo: text });
  return { ...facts, memos: { ...facts.memos, [target]: text ? [...(facts.memos[target] ?? []), text] : [] } };
}

/** @param {Facts} facts @param {string} id @param {ReadonlySet<string>} here */
function removed(facts, id, here) {
  const coding = facts.codings.get(id);
  const next = changed(facts, { codings: { put: [], drop: [id] } }, here);
  next.links = new Map([...facts.links].filter(([, link]) => link.reason !== id && link.behaviour !== id));
  return coding ? counted(next, coding.code_id, -1) : next;
}

/** @param {Facts} facts @param {Extract<Decision, {do: "mark"}>} decision @param {ReadonlySet<string>} here */
function marked(facts, { comment_id, mark, on }, here) {
  const before = facts.marks[comment_id] ?? [];
  if (before.includes(mark) === on) return facts;
  const after = on ? [...before, mark] : before.filter((one) => one !== mark);
  const queue = { ...facts.queue, [COUNTED[mark]]: Math.max(0, facts.queue[COUNTED[mark]] + (on ? 1 : -1)) };
  return changed(facts, { marks: { [comment_id]: after }, queue }, here);
}

/** @param {Facts} facts @param {string} id @param {number} more @returns {Facts} */
function counted(facts, id, more) {
  return withCodes(facts, facts.codes.map((one) => (one.code_id === id ? { ...one, n: one.n + more } : one)));
}

/** @param {Facts} facts @param {Code[]} codes @returns {Facts} */
function withCodes(facts, codes) {
  return { ...facts, codes };
}

/**
 * @param {Facts} facts @param {string} code_id @param {string} name @param {string | null} parent
 * @param {import("./types.js").Fields} [fields]
 */
function withCode(facts, code_id, name, parent, fields = {}) {
  const { codes } = facts;
  const place = codes.reduce((most, one) => Math.max(most, one.place + 1), 0);
  const empty = { brief: "", definition: "", when_to_use: "", when_not_to_use: "", example: "" };
  const code = { ...empty, ...fields, code_id, name, parent, depth: 0, place, retired: false, n: 0, aliases: [] };
  return withCodes(facts, inTree([...codes, code]));
}

/** Each below its own, in the order in which they stand. @param {Code[]} codes */
function inTree(codes) {
  const known = new Set(codes.map((one) => one.code_id));
  const below = Map.groupBy(codes, (one) => (known.has(one.parent ?? "") ? one.parent : null));
  /** @type {(id: string | null, depth: number) => Code[]} */
  const walk = (id, depth) => (below.get(id) ?? []).flatMap((one) => [{ ...one, depth }, ...walk(one.code_id, depth + 1)]);
  return walk(null, 0);
}

/** @param {Code[]} codes @param {string} id @param {string | null} before null: last */
function putBefore(codes, id, before) {
  const others = codes.filter((one) => one.code_id !== id);
  const at = before === null ? others.length : others.findIndex((one) => one.code_id === before);
  return [...others.slice(0, at), ...codes.filter((one) => one.code_id === id), ...others.slice(at)];
}

/** @param {Facts} facts @param {string[]} gone @param {string} into */
function merged(facts, gone, into) {
  const all = new Set(gone);
  all.delete(into);
  const codings = new Map(facts.codings);
  for (const [id, one] of codings) if (all.has(one.code_id)) codings.set(id, { ...one, code_id: into });
  const n = facts.codes.reduce((sum, one) => (all.has(one.code_id) ? sum + one.n : sum), 0);
  const codes = facts.codes.filter((one) => !all.has(one.code_id));
  return counted({ ...facts, codings, codes, recent: facts.recent.filter((id) => !all.has(id)) }, into, n);
}
