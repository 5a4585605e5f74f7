// @ts-check
/**
 * Codes by their names: what somebody may mean who types a few letters, which names are nearly the same, and what a
 * code says.
 *
 * @typedef {import("./types.js").Code} Code
 */
import { foreign, make } from "./dom.js";

/** @param {string} name without case, accents and marks */
export const plain = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** @param {string} name its words, whatever their order and number */
const core = (name) => (plain(name).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.replace(/(?<=..)(es|s)$/, "")).sort().join(" ");

/** @param {string} name @param {string} typed @returns {number} the smaller the better; Infinity: not meant */
function rank(name, typed) {
  if (name === typed) return 0;
  if (name.startsWith(typed)) return 1;
  const at = name.indexOf(typed);
  if (at > 0) return /[\p{L}\p{N}]/u.test(name[at - 1]) ? 3 : 2;
  let from = 0;
  for (const letter of typed.replace(/\s/g, "")) {
    from = name.indexOf(letter, from) + 1;
    if (!from) return Infinity;
  }
  return typed.length > 2 ? 5 : Infinity;
}

/** @param {Code} code @param {string} typed @param {string} above the names of the codes above it */
function rankOf(code, typed, above) {
  const own = rank(plain(code.name), typed);
  const other = Math.min(Infinity, ...code.aliases.map((alias) => rank(plain(alias), typed) + 0.5));
  const words = typed.split(/\s+/);
  const path = `${above} ${plain(code.name)}`;
  const spread = words.length > 1 && words.every((word) => path.includes(word)) ? 4 : Infinity;
  return Math.min(own, other, spread);
}

/**
 * @param {readonly Code[]} codes @param {string} typed @param {readonly string[]} recent
 * @returns {Code[]} those that may be meant, the likeliest first; all in their tree where nothing is typed
 */
export function meant(codes, typed, recent) {
  const wanted = plain(typed);
  const open = codes.filter((code) => !code.retired);
  if (!wanted) return open;
  const names = new Map(codes.map((code) => [code.code_id, code]));
  const above = (/** @type {Code} */ code) => {
    let path = "";
    for (let up = names.get(code.parent ?? ""); up; up = names.get(up.parent ?? "")) path = `${plain(up.name)} ${path}`;
    return path;
  };
  const late = (/** @type {Code} */ code) => (recent.includes(code.code_id) ? recent.indexOf(code.code_id) : 99);
  return open.map((code, n) => ({ code, n, rank: rankOf(code, wanted, above(code)) }))
    .filter((one) => one.rank < Infinity)
    .sort((a, b) => a.rank - b.rank || late(a.code) - late(b.code) || a.n - b.n)
    .map((one) => one.code);
}

/** The codes as options, those below others set in. @param {readonly Code[]} codes @returns {[string, string][]} */
export const namesOf = (codes) => codes.map((one) => [one.code_id, `${"\u00a0\u00a0\u00a0".repeat(one.depth)}${one.name}`]);

/** Whether one name holds all words of the other, two at least, and more. @param {string} a @param {string} b */
export function holds(a, b) {
  const [few, many] = [a, b].map((one) => core(one).split(" ")).sort((one, other) => one.length - other.length);
  return few.length > 1 && few.length < many.length && few.every((word) => many.includes(word));
}

/** Whether two names differ by case, order, number or a slip of the pen. @param {string} a @param {string} b */
export function nearly(a, b) {
  const [x, y] = [core(a), core(b)];
  if (x === y) return true;
  const longest = Math.max(x.length, y.length);
  return longest > 4 && Math.abs(x.length - y.length) < 3 && slips(x, y) <= (longest > 9 ? 2 : 1);
}

/** Whether Python takes two names for one. @param {string} a @param {string} b */
export function sameName(a, b) {
  const [x, y] = [a, b].map((name) => name.trim().toLowerCase().split(/\s+/).join(" "));
  return x === y;
}

/** Whether a name is nearly one that a code has or had. @param {Code} code @param {string} name */
export const alike = (code, name) => !code.retired && [code.name, ...code.aliases].some((one) => nearly(one, name));

/** Levenshtein's distance. @param {string} a @param {string} b */
function slips(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** What a code says: its brief and full definition, when to use it and when not, and an example. @param {Code} code */
export function definition(code) {
  const part = (/** @type {string} */ title, /** @type {string} */ text) =>
    text ? make("div", "", [make("dt", "", title), foreign("dd", "", text)]) : null;
  const said = [
    part("In short", code.brief), part("Definition", code.definition), part("Use it when", code.when_to_use),
    part("Not when", code.when_not_to_use), part("Example", code.example),
  ].filter((one) => one !== null);
  const name = foreign("p", "qk-definition-name", code.name);
  if (!said.length) return make("div", "qk-definition", [name, make("p", "qk-faint", "It has no definition yet.")]);
  return make("div", "qk-definition", [name, make("dl", "", said)]);
}
