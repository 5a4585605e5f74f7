// @ts-check
/**
 * Asks Python and waits for the answer. Custom messages only: a trait would merge two decisions into one. A message
 * that stays unanswered is sent again with the same `q`, which Python answers without doing anything twice.
 *
 * @typedef {import("./types.js").Trouble} Trouble
 * @typedef {{send: (message: object) => void, on: (topic: string, fn: (message: any) => void) => void,
 *   off: (topic: string, fn?: (message: any) => void) => void, widget_manager?: {kernel?: import("./kernel.js").Kernel | null}}} Model
 */
import { listenTo } from "./dom.js";

export const PATIENCE = 5000; // milliseconds

/** An id of 32 hex digits. Not randomUUID: browsers keep that from pages served over plain http, as many hubs are. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {Model} model
 * @param {AbortSignal} signal
 * @param {{late: (tries: number) => void, heard: () => void, overheard: (answer: any) => void}} tell late: nothing was
 *   heard for a while; overheard: an answer that nobody here waits for
 * @returns {(kind: string, payload?: object) => Promise<any>} rejects with a Trouble
 */
export function makeWire(model, signal, tell) {
  /** @type {Map<string, {done: (answer: any) => void, refused: (trouble: Trouble) => void, timer: any}>} */
  const waiting = new Map();
  const receive = (/** @type {any} */ answer) => {
    const one = waiting.get(answer?.q);
    if (!one) return tell.overheard(answer); // of another view of this widget, or the second to what was sent twice
    clearTimeout(one.timer);
    waiting.delete(answer.q);
    tell.heard();
    if (answer.error) one.refused(answer.error);
    else one.done(answer);
  };
  model.on("msg:custom", receive);
  listenTo(signal, "abort", () => {
    model.off("msg:custom", receive);
    for (const one of waiting.values()) clearTimeout(one.timer);
    waiting.clear();
  });
  return (kind, payload = {}) => new Promise((done, refused) => {
    const q = newId();
    const attempt = (/** @type {number} */ tries) => {
      if (signal.aborted) return;
      if (tries) tell.late(tries);
      waiting.set(q, { done, refused, timer: setTimeout(() => attempt(tries + 1), PATIENCE) });
      try {
        model.send({ q, k: kind, ...payload });
      } catch {
        tell.late(tries + 2); // the connection is closed for good, and says so
      }
    };
    attempt(0);
  });
}
