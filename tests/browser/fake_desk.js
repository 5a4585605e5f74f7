// @ts-check
/**
 * A Python end that lives in the page: it speaks the coding view's wire, keeps what was decided, and can be slow, deaf,
 * forgetful or full. `fakeDesk(project)` gives a model as anywidget would.
 *
 * project: {conversations: {id: [turn, ...]}, codes: [code, ...], queue: [comment_id, ...], codings, links, blind, keymap}
 */
const copy = (one) => JSON.parse(JSON.stringify(one));

export function fakeDesk(project, ways = {}) {
  const way = { delay: 0, held: null, dead: false, dropAnswers: 0, refuse: null, again: 0, similar: [], ...ways };
  const listeners = new Set();
  const conversationOf = {};
  for (const [id, turns] of Object.entries(project.conversations)) for (const turn of turns) conversationOf[turn.comment_id] = id;
  const queue = project.queue ?? Object.keys(conversationOf);
  const now = { codings: copy(project.codings ?? []), codes: copy(project.codes ?? []), links: copy(project.links ?? []), marks: {}, memos: copy(project.memos ?? {}) };
  const done = new Map(); // event -> result
  const history = []; // {event, before, after}
  const undone = [];
  const log = { messages: [], decisions: [] };
  let at = project.at ?? queue[0];
  let suggesting = false;

  const FNV = (words) => [...new TextEncoder().encode(words)]
    .reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5 | 0) >>> 0;
  const count = (mark) => Object.values(now.marks).filter((some) => some.includes(mark)).length;
  const summary = () => ({ name: "all", n: queue.length, done: count("done"), skipped: count("skipped"), flagged: count("flagged"), at: queue.indexOf(at) + 1 });
  const textOf = (id) => project.conversations[conversationOf[id]].find((turn) => turn.comment_id === id).text;
  const codes = () => now.codes.map((one) => ({ ...one, n: now.codings.filter((coding) => coding.code_id === one.code_id).length }));
  const words = (one) => [...textOf(one.comment_id)].slice(one.start, one.end).join("");

  function code(name, code_id, parent = null) {
    const above = now.codes.findIndex((one) => one.code_id === parent);
    const made = { code_id, name, parent, depth: above < 0 ? 0 : now.codes[above].depth + 1, place: now.codes.length,
      brief: "", definition: "", when_to_use: "", when_not_to_use: "", example: "", retired: false, n: 0, aliases: [] };
    now.codes.splice(above < 0 ? now.codes.length : above + 1, 0, made);
  }

  function act(one) {
    const coding = now.codings.find((some) => some.coding_id === (one.coding_id ?? one.target));
    switch (one.do) {
      case "create_apply": code(one.name, one.code_id, one.parent); // falls through
      case "apply": {
        if (FNV(words(one)).toString(16).padStart(8, "0") !== one.check) throw { said: "The marked words are not at this place." };
        now.codings.push({ coding_id: one.event, comment_id: one.comment_id, start: one.start, end: one.end, code_id: one.code_id,
          memo: one.memo ?? "", created: "2025-05-03T10:00:00Z", suggested_by: one.suggestion?.suggested_by ?? "" });
        return `Coded: ${now.codes.find((some) => some.code_id === one.code_id).name}`;
      }
      case "move": Object.assign(coding, { start: one.start, end: one.end }); return "Moved";
      case "recode": coding.code_id = one.code_id; return "Recoded";
      case "remove": now.codings.splice(now.codings.indexOf(coding), 1); return "Removed";
      case "memo":
        if (coding) coding.memo = one.text;
        else now.memos[one.target] = one.text ? [...(now.memos[one.target] ?? []), one.text] : [];
        return "Memo written";
      case "link": now.links.push({ link_id: one.event, reason: one.reason, behaviour: one.behaviour }); return "Linked";
      case "unlink": now.links = now.links.filter((some) => some.link_id !== one.link_id); return "Link removed";
      case "mark": {
        const before = (now.marks[one.comment_id] ?? []).filter((mark) => mark !== one.mark);
        now.marks[one.comment_id] = one.on ? [...before, one.mark] : before;
        return one.on ? `Marked: ${one.mark}` : `No longer ${one.mark}`;
      }
      case "code.add": code(one.name, one.event, one.parent ?? null); return `New code: ${one.name}`;
      default: return one.do;
    }
  }

  function step(one, from, to, side) {
    const entry = one.what ? from.find((some) => some.event === one.what) : from.at(-1);
    if (!entry) throw { said: `There is nothing to ${one.do}.` };
    from.splice(from.indexOf(entry), 1);
    to.push(entry);
    Object.assign(now, copy(entry[side]));
    return one.do === "undo" ? "Taken back" : "Done again";
  }

  function decide(one) {
    log.decisions.push(one);
    if (done.has(one.event)) return done.get(one.event);
    if (way.again > 0) {
      way.again -= 1;
      return { event: one.event, ok: false, error: { said: "The disk is full.", hint: "Make room.", again: true } };
    }
    const before = copy(now);
    let said;
    try {
      if (way.refuse) throw way.refuse;
      if (one.do === "undo") said = step(one, history, undone, "before");
      else if (one.do === "redo") said = step(one, undone, history, "after");
      else {
        said = act(one);
        history.push({ event: one.event, before, after: copy(now) });
        undone.length = 0;
      }
    } catch (error) {
      if (!error.said) throw error;
      return { event: one.event, ok: false, error };
    }
    const ids = new Set(now.codings.map((coding) => coding.coding_id));
    const was = new Map(before.codings.map((coding) => [coding.coding_id, JSON.stringify(coding)]));
    const changes = {
      codings: { put: copy(now.codings.filter((coding) => was.get(coding.coding_id) !== JSON.stringify(coding))), drop: [...was.keys()].filter((id) => !ids.has(id)) },
      codes: codes(), links: copy(now.links), marks: copy({ ...Object.fromEntries(Object.keys(before.marks).map((id) => [id, []])), ...now.marks }), memos: copy({ ...Object.fromEntries(Object.keys(before.memos).map((id) => [id, []])), ...now.memos }), queue: summary(), can_undo: history.length > 0, can_redo: undone.length > 0,
    };
    const result = { event: one.event, ok: true, said, changes };
    done.set(one.event, result);
    return result;
  }

  function open({ comment_id, conversation_id, step: steps, from }) {
    const here = queue.indexOf(from ?? at);
    if (steps === "unread") at = [...queue.slice(here + 1), ...queue.slice(0, here + 1)].find((id) => !(now.marks[id] ?? []).length) ?? at;
    else if (steps) at = queue[Math.min(Math.max(here + steps, 0), queue.length - 1)];
    else at = comment_id ?? project.conversations[conversation_id]?.[0].comment_id ?? at;
    const id = conversationOf[at];
    let letters = 0;
    const turns = project.conversations[id].map((turn) => {
      letters += [...turn.text].length;
      const near = letters <= 60000 || turn.comment_id === at;
      return { chars: turn.text.length, facts: [], prompt: "", role: "", when: "", depth: 0, ...turn, text: near ? turn.text : null };
    });
    const mine = new Set(turns.map((turn) => turn.comment_id));
    return { conversation_id: id, at, place: queue.indexOf(at) + 1, n: queue.length, turns, codings: copy(now.codings.filter((one) => mine.has(one.comment_id))),
      suggestions: suggesting ? copy((project.suggestions ?? []).filter((one) => mine.has(one.comment_id))) : [], marks: copy(now.marks), memos: copy(now.memos), queue: summary() };
  }

  function answer({ k, ...asked }) {
    if (k === "hello") {
      return { proto: 2, project: project.name ?? "fake", place: project.place ?? "here", read_only: project.read_only ?? "", coder: "ana", blind: project.blind ?? true, keymap: project.keymap ?? {}, codes: codes(),
        links: copy(now.links), recent: project.recent ?? [], queue: summary(), at: { comment_id: at, conversation_id: conversationOf[at] }, can_undo: history.length > 0, can_redo: undone.length > 0 };
    }
    if (k === "open") return open(asked);
    if (k === "texts") return { texts: Object.fromEntries(asked.comment_ids.map((id) => [id, textOf(id)])) };
    if (k === "decide") return { results: asked.decisions.map(decide) };
    if (k === "similar") return { codes: way.similar };
    if (k === "suggest") {
      suggesting = asked.on;
      return { suggestions: asked.on ? copy(project.suggestions ?? []) : [] };
    }
    if (k === "queue" || k === "set_queue") {
      const items = queue.slice(asked.from ?? 0, (asked.from ?? 0) + (asked.n ?? 50)).map((id, n) => ({ comment_id: id, conversation_id: conversationOf[id],
        opening: textOf(id).slice(0, 80), who: "", why: "", marks: now.marks[id] ?? [], place: (asked.from ?? 0) + n + 1 }));
      return { items, summary: summary() };
    }
    return {};
  }

  // What a notebook tells of its kernel: `ways.kernel` has it tell, `turn({status: "busy"})` changes it, and a message of
  // the kernel may come with that.
  const watching = new Set();
  const told = { connect: (fn) => watching.add(fn), disconnect: (fn) => watching.delete(fn) };
  const kernel = way.kernel && { id: "first", status: "idle", connectionStatus: "connected", statusChanged: told, connectionStatusChanged: told, iopubMessage: told };
  const turn = (now, message) => { Object.assign(kernel, now); for (const fn of watching) fn(kernel, message); };

  return {
    way, now, log, history, turn, watching, widget_manager: { kernel },
    tell(changes) { for (const fn of [...listeners]) fn({ q: "", k: "news", changes: copy(changes) }); }, // unasked
    send(message) {
      const asked = copy(message);
      log.messages.push(asked);
      if (way.dead) return;
      const said = { q: asked.q, k: asked.k, ...answer(asked) };
      if (asked.k === "decide" && way.dropAnswers > 0) {
        way.dropAnswers -= 1;
        return;
      }
      const give = () => { for (const fn of [...listeners]) fn(copy(said)); };
      if (way.held) way.held.push(give); // until `release` is called
      else setTimeout(give, way.delay);
    },
    release() {
      const held = way.held;
      way.held = null;
      for (const give of held) give();
    },
    on: (_, fn) => listeners.add(fn),
    off: (_, fn) => listeners.delete(fn),
  };
}
