// @ts-check
/**
 * What the panels ask beside what the reader asks, answered in the page over the fake desk: pages of a queue of any
 * length, passages found again, tables, and what is done to a codebook.
 *
 * project: as for fakeDesk, and {long: how many more in the queue, themes, variables, cross}
 */
/* global fakeDesk */
export function panelDesk(project, ways = {}) {
  const desk = fakeDesk(project, ways);
  const listeners = new Set();
  const { now } = desk;
  const turns = Object.values(project.conversations).flat();
  const turnOf = new Map(turns.map((turn) => [turn.comment_id, turn]));
  let queue = { name: "Reading plan", ids: (project.queue ?? turns.map((turn) => turn.comment_id)), long: project.long ?? 0 };
  const count = (mark) => Object.values(now.marks).filter((some) => some.includes(mark)).length;
  const summary = (old) => ({ ...old, name: queue.name, n: queue.ids.length + queue.long, done: count("done"), skipped: count("skipped"), flagged: count("flagged") });

  function item(n) {
    const id = queue.ids[n];
    const turn = turnOf.get(id);
    if (!turn) return { comment_id: `far-${n}`, conversation_id: `far-${n}`, opening: `Comment number ${n} of a long queue`, who: `Person-${n}`, why: "", marks: [], place: n + 1 };
    return { comment_id: id, conversation_id: "", opening: turn.text.slice(0, 80), who: turn.who, why: project.why ?? "", marks: now.marks[id] ?? [], place: n + 1 };
  }

  function found({ code_id, code_id_2, text, variable, after = 0, n = 50 }) {
    const rows = now.codings.filter((one) => {
      const turn = turnOf.get(one.comment_id);
      if (code_id && one.code_id !== code_id) return false;
      if (code_id_2 && !now.codings.some((other) => other.comment_id === one.comment_id && other.code_id === code_id_2)) return false;
      if (variable && !turn.facts.includes(variable[1])) return false;
      return !text || turn.text.toLowerCase().includes(text.toLowerCase());
    }).map((one) => {
      const turn = turnOf.get(one.comment_id);
      const points = [...turn.text];
      const codes = now.codings.filter((other) => other.comment_id === one.comment_id && other.start < one.end && one.start < other.end).map((other) => other.code_id);
      return { ...one, conversation_id: "", quote: points.slice(one.start, one.end).join(""), before: points.slice(Math.max(0, one.start - 80), one.start).join(""),
        after: points.slice(one.end, one.end + 80).join(""), codes, who: turn.who, facts: turn.facts };
    });
    return { rows: rows.slice(after, after + n), n: rows.length };
  }

  function table({ kind, variable }) {
    const codes = now.codes.filter((code) => now.codings.some((one) => one.code_id === code.code_id));
    const people = (test) => new Set(now.codings.filter(test).map((one) => turnOf.get(one.comment_id).who));
    if (kind === "co_occurrence") {
      const both = (a, b) => people((one) => one.code_id === a && now.codings.some((other) => other.comment_id === one.comment_id && other.code_id === b)).size;
      return { columns: codes.map(({ code_id, name }) => ({ code_id, name })), rows: codes.map(({ code_id, name }) => ({ code_id, name, cells: codes.map((other) => both(code_id, other.code_id)) })), counted: "people" };
    }
    const values = project.variables?.find((one) => one.name === variable)?.values ?? [];
    const with_ = (value) => (one) => turnOf.get(one.comment_id).facts.includes(value);
    return { columns: values.map((value) => ({ value, name: value, base: new Set(turns.filter((turn) => turn.facts.includes(value)).map((turn) => turn.who)).size })),
      rows: codes.map(({ code_id, name }) => ({ code_id, name, cells: values.map((value) => people((one) => one.code_id === code_id && with_(value)(one)).size) })), counted: "people", variable };
  }

  /** What the fake desk does not know of a codebook; changes what it keeps. */
  function keep(decision) {
    const code = now.codes.find((one) => one.code_id === decision.code_id);
    if (decision.do === "code.revise") {
      Object.assign(code, decision.fields, decision.parent === undefined ? {} : { parent: decision.parent });
      if (decision.before !== undefined) {
        now.codes.splice(now.codes.indexOf(code), 1);
        const at = now.codes.findIndex((one) => one.code_id === decision.before);
        now.codes.splice(at < 0 ? now.codes.length : at, 0, code);
      }
      order();
    } else if (decision.do === "code.retire") code.retired = decision.on;
    else if (decision.do === "code.merge") {
      const into = now.codes.find((one) => one.code_id === decision.into);
      for (const id of decision.codes) into.aliases.push(now.codes.find((one) => one.code_id === id).name);
      for (const one of now.codings) if (decision.codes.includes(one.code_id)) one.code_id = decision.into;
      now.codes = now.codes.filter((one) => !decision.codes.includes(one.code_id));
    } else if (decision.do === "code.split") {
      for (const { name, coding_ids } of decision.parts) {
        const code_id = `split-${name}`;
        now.codes.push({ ...code, code_id, name, place: now.codes.length, aliases: [] });
        for (const one of now.codings) if (coding_ids.includes(one.coding_id)) one.code_id = code_id;
      }
    }
  }

  /** Depth and order follow the tree. */
  function order() {
    const sorted = [];
    const walk = (parent, depth) => {
      for (const one of now.codes.filter((each) => (each.parent ?? null) === parent)) {
        sorted.push(Object.assign(one, { depth }));
        walk(one.code_id, depth + 1);
      }
    };
    walk(null, 0);
    now.codes = sorted;
  }

  const own = {
    choices: () => ({ themes: project.themes ?? [], variables: project.variables ?? [] }),
    find: found,
    tables: table,
    queue: ({ from, n }) => ({ items: Array.from({ length: Math.max(0, Math.min(n, queue.ids.length + queue.long - from)) }, (_, at) => item(from + at)), summary: summary({ at: 0 }) }),
    set_queue: ({ source, value }) => {
      const ids = turns.map((turn) => turn.comment_id).filter((id) => source !== "flagged" || (now.marks[id] ?? []).includes("flagged"))
        .filter((id) => source !== "search" || turnOf.get(id).text.toLowerCase().includes(value.toLowerCase()));
      queue = { name: [source, value].filter(Boolean).join(": "), ids, long: source === "all" ? project.long ?? 0 : 0 };
      return { ...own.queue({ from: 0, n: 50 }) };
    },
  };
  desk.on("msg:custom", (answer) => {
    if (answer.queue) answer.queue = summary(answer.queue);
    for (const one of answer.results ?? []) if (one.changes) one.changes.queue = summary(one.changes.queue);
    for (const fn of [...listeners]) fn(answer);
  });
  return {
    ...desk,
    send(message) {
      if (own[message.k] && !desk.way.dead) {
        desk.log.messages.push(JSON.parse(JSON.stringify(message)));
        const answer = { q: message.q, k: message.k, ...JSON.parse(JSON.stringify(own[message.k](message))) };
        setTimeout(() => { for (const fn of [...listeners]) fn(answer); }, desk.way.delay);
        return;
      }
      for (const one of message.decisions ?? []) keep(one);
      desk.send(message);
    },
    on: (_, fn) => listeners.add(fn),
    off: (_, fn) => listeners.delete(fn),
  };
}
