// Search and filters: what is asked for stands in the address, so that a view can be sent to somebody.
const FACETS = ["theme", "code", "outcome", "channel", "coder"];
const NOUNS = { theme: ["theme", "themes"], code: ["code", "codes"], conversation: ["conversation", "conversations"] };
const searchForm = document.querySelector(".search");
const filterForm = document.querySelector(".filters");
const input = byId("search");
let groups = [];
let rests = [];
let asking = { text: "", words: "" };

function haystack(one) {
  const codes = (one.codes || []).map(([code]) => code);
  return plain([one.text, one.prompt, one.who, one.channel, one.outcome, one.month, one.sign, ...codes, ...(one.themes || [])].join("\n"));
}

function matches(one, wanted) {
  if (wanted.theme && !(one.themes || []).includes(wanted.theme)) return false;
  if (wanted.outcome && one.outcome !== wanted.outcome) return false;
  if (wanted.channel && one.channel !== wanted.channel) return false;
  if (wanted.code || wanted.coder) {
    const fits = ([code, ...coders]) => (!wanted.code || code === wanted.code) && (!wanted.coder || coders.includes(wanted.coder));
    if (!(one.codes || []).some(fits)) return false;
  }
  return !wanted.words || one.hay.includes(wanted.words);
}

function headOf(node) {
  const copy = node.cloneNode(true);
  copy.querySelectorAll("figure, .further, aside").forEach((one) => one.remove());
  return plain(copy.textContent);
}

function groupOf(node, kind) {
  const figures = [...node.querySelectorAll("figure.quote")].map((one) => ({ node: one, passage: passages.get(one.id || one.dataset.q) }));
  const lists = [...node.querySelectorAll(".further")].filter((one) => one.further).map((one) => one.further);
  const mores = [...node.querySelectorAll("details.more")].map((one) => ({
    node: one,
    summary: one.querySelector("summary"),
    label: one.querySelector("summary").textContent,
    figures: figures.filter((figure) => one.contains(figure.node)),
    lists: lists.filter((list) => one.contains(list.node)),
  }));
  const name = node.querySelector("[data-name]");
  const head = headOf(node.querySelector("[data-head]") || node);
  const section = node.closest("section");
  return { node, kind, head, figures, lists, mores, section, name: name ? name.textContent : "" };
}

function collect(block) {
  passages = new Map(block.passages.map((one) => [one.id, one]));
  threads = block.threads;
  for (const one of passages.values()) one.hay = haystack(one);
  for (const node of document.querySelectorAll(".further")) {
    const all = (block.lists[node.dataset.list] || []).map((n) => block.passages[n]);
    node.further = new Further(node, all);
    node.further.take(all);
  }
  const kinds = { finding: ".finding", reading: ".reading > li", response: ".response", conversation: ".conversation", theme: ".theme", code: ".code" };
  groups = Object.entries(kinds).flatMap(([kind, at]) => [...document.querySelectorAll(at)].map((node) => groupOf(node, kind)));
  rests = [...document.querySelectorAll("details.rest")].map((node) => ({ node, groups: groups.filter((one) => node.contains(one.node)) }));
}

const isFiltered = () => Boolean(asking.text) || FACETS.some((name) => asking[name]);

// A heading that holds the words, or that is the very theme or code asked for, brings everything below it.
function whole(group) {
  const facets = FACETS.filter((name) => asking[name]);
  if (!facets.length) return group.head.includes(asking.words);
  return !asking.text && facets.length === 1 && facets[0] === group.kind && asking[group.kind] === group.name;
}

function sift(group, active, hits) {
  const all = !active || whole(group);
  let n = 0;
  for (const one of group.figures) {
    const shown = all || hits.has(one.passage);
    if (one.node.hidden === shown) one.node.hidden = !shown;
    n += shown;
  }
  const opens = active && (group.kind !== "code" || Boolean(asking.text) || asking.code === group.name);
  for (const list of group.lists) {
    const matching = all ? list.all : list.all.filter((one) => hits.has(one));
    n += matching.length;
    if (matching !== list.matching || list.drawn) list.take(matching);
    if (matching.length && opens && !all) list.show(FEW);
  }
  group.found = all || n > 0;
  if (group.node.hidden === group.found) group.node.hidden = !group.found;
  for (const more of group.mores) {
    let inside = more.figures.filter((one) => !one.node.hidden).length;
    for (const list of more.lists) inside += list.matching.length;
    const opened = opens && !all && inside > 0;
    const empty = active && !all && !inside;
    const label = active && !all && inside ? inside.toLocaleString("en") + " of " + more.label : more.label;
    if (more.summary.textContent !== label) more.summary.textContent = label;
    if (more.node.hidden !== empty) more.node.hidden = empty;
    if (more.node.open !== opened && (active || more.bySearch)) more.node.open = opened;
    more.bySearch = opened;
  }
}

function view() {
  const parts = FACETS.filter((name) => asking[name]).map((name) => name + " “" + asking[name] + "”");
  if (asking.text) parts.push("“" + asking.text + "” in it");
  return parts.length ? "Shown is only what has " + parts.join(", ") + ". Numbers and charts are of the whole study." : "";
}

function tell(hits) {
  const parts = hits.size ? [count(hits.size, "passage", "passages")] : [];
  for (const [kind, nouns] of Object.entries(NOUNS)) {
    const n = groups.filter((one) => one.kind === kind && one.found).length;
    if (n) parts.push(count(n, ...nouns));
  }
  const heads = groups.filter((one) => one.kind === "finding" && one.found).length;
  if (!parts.length && heads) parts.push(count(heads, "finding", "findings"));
  return parts.length ? "Found in " + parts.join(", ") : "Found nowhere in this report";
}

function search() {
  const active = isFiltered();
  const hits = new Set();
  if (active) for (const one of passages.values()) if (matches(one, asking)) hits.add(one);
  for (const group of groups) sift(group, active, hits);
  for (const one of rests) {
    const found = one.groups.some((group) => group.found);
    if (one.node.hidden === found) one.node.hidden = !found;
    if (one.bySearch || active) one.node.open = one.bySearch = active && found;
  }
  root.classList.toggle("filtered", active);
  const empty = new Set(groups.map((one) => one.section));
  const kept = new Set(groups.filter((one) => one.found).map((one) => one.section));
  for (const section of empty) if (section.hidden === kept.has(section)) section.hidden = !kept.has(section);
  byId("view").textContent = view();
  byId("found").textContent = active ? tell(hits) : "";
  filterForm.querySelector("button").hidden = !active;
}

function ask(next, remember = true) {
  asking = { ...next, words: plain(next.text) };
  // Whoever types on after a blank keeps it.
  if (input.value.trim() !== asking.text) input.value = asking.text;
  for (const name of FACETS) if (filterForm.elements[name]) filterForm.elements[name].value = asking[name] || "";
  search();
  if (!remember) return;
  const told = ["text", ...FACETS].filter((name) => asking[name]).map((name) => [name, asking[name]]);
  history.replaceState(null, "", told.length ? "#?" + new URLSearchParams(told) : location.href.split("#")[0]);
}

function read() {
  const next = { text: input.value.trim() };
  for (const name of FACETS) if (filterForm.elements[name]) next[name] = filterForm.elements[name].value;
  ask(next);
}

function fromAddress() {
  const told = new URLSearchParams(location.hash.slice(2));
  const next = { text: (told.get("text") || "").slice(0, 200) };
  for (const name of FACETS) {
    const choices = filterForm.elements[name] ? [...filterForm.elements[name].options].map((one) => one.value) : [];
    // An address may name what this report does not have.
    if (choices.includes(told.get(name))) next[name] = told.get(name);
  }
  ask(next, false);
}
