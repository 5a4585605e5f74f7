// @ts-check
/** What a screen reader says: the words that the caret passes, and what became of a decision. */
import { make } from "./dom.js";

const LONG = 220;

/** @param {import("./types.js").App} app @param {ReturnType<typeof import("./reader.js").makeReader>} reader @param {AbortSignal} signal */
export function announcer(app, reader, signal) {
  const region = make("div", "qk-sr", [], { "aria-live": "polite" });
  let last = { comment_id: "", from: 0, to: 0 };
  let timer = 0;

  function words() {
    const range = reader.caret.range;
    const body = range && reader.body(range.comment_id);
    if (!range || !body) return "";
    const selected = body.text.slice(range.from, range.to);
    const turn = app.state.conversation?.turns.find((one) => one.comment_id === range.comment_id);
    const who = range.comment_id === last.comment_id ? "" : `${turn?.who ?? ""}. `;
    const names = [...new Set(reader.around().map((one) => app.state.code.get(one.code_id)?.name))];
    const coded = names[0] ? ` Coded: ${names.join(", ")}.` : "";
    if (selected) return `${who}Selected: ${selected.slice(0, LONG)}${selected.length > LONG ? " and so on" : ""}.${coded}`;
    // Where the caret passed by, say what it passed; after a jump, the sentence it came to.
    const [a, z] = [Math.min(last.from, range.from), Math.max(last.from, range.from)];
    const near = !who && z - a < LONG && z > a;
    const sentence = body.sentence(range.from);
    return `${who}${near ? body.text.slice(a, z) : body.text.slice(sentence.from, sentence.from + LONG)}${coded}`;
  }

  app.on("selection", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      region.textContent = words();
      last = reader.caret.range ?? last;
    }, 150); // keys that repeat are not read one by one
  }, signal);
  return region;
}
