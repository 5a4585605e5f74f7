// @ts-check
/**
 * How the kernel is, where the page tells: JupyterLab does. A kernel that is busy answers later; one that is gone, or was
 * started anew, knows nothing of this view.
 *
 * @typedef {"busy" | "gone" | "restarted" | "offline" | "silent"} Trouble silent: no answer, and nobody says why
 * @typedef {{connect: (fn: (from: any, message: any) => void) => void, disconnect: (fn: (from: any, message: any) => void) => void}} Signal
 * @typedef {{id: string, status: string, connectionStatus: string, statusChanged: Signal, connectionStatusChanged: Signal,
 *   iopubMessage?: Signal}} Kernel
 */
import { counted, listenTo } from "./dom.js";

/** What a coder is told. @type {Record<string, [string, string, string]>} short; then what is so, and what follows */
export const TROUBLE = {
  busy: ["kernel busy", "The kernel is busy", "Saving goes on when it is free."],
  gone: ["kernel gone", "The kernel is gone", "Start it again, and run this cell."],
  restarted: ["kernel restarted", "The kernel was restarted", "Run this cell again."],
  offline: ["no connection", "There is no connection to Jupyter", "Saving goes on when it is back."],
  silent: ["no answer", "The kernel does not answer", "If it was restarted, run this cell again."],
};

/** @type {Record<string, string>} */
const KEPT = { browser: "in this browser", tab: "in this tab: leave it open", nowhere: "by this page alone: leave it open" };

/** @param {Trouble} trouble @param {number} n of decisions that wait @param {string} kept where */
export function told(trouble, n, kept) {
  const [, so, then] = TROUBLE[trouble];
  const many = `${counted(n, "decision")} `;
  const wait = trouble === "busy" ? `wait${n === 1 ? "s" : ""}` : `${n === 1 ? "is" : "are"} kept ${KEPT[kept]}`;
  return `${so}${n ? `: ${many}${wait}` : ""}. ${then}`;
}

/**
 * @param {import("./wire.js").Model} model @param {AbortSignal} signal
 * @param {() => void} changed it went, or came back
 * @returns {() => Trouble | ""} what keeps it from answering, as far as is known
 */
export function watchKernel(model, signal, changed) {
  const manager = model.widget_manager;
  const kernel = manager?.kernel;
  let anew = false; // stays so: the other end of this view is lost with the old one
  let before = "";
  let session = "";
  let running = false; // a cell; the kernel's status is that of whatever it answered last, be it beside the cell

  function trouble() {
    const now = manager?.kernel;
    if (!kernel) return "";
    if (!now || now.status === "dead") return "gone";
    if (anew || now.id !== kernel.id) return "restarted";
    if (now.connectionStatus !== "connected") return "offline";
    return running || now.status === "busy" ? "busy" : "";
  }

  /** @param {any} _ @param {any} message of the kernel, or what has changed about it */
  function look(_, { header, parent_header, content } = {}) {
    const state = content?.execution_state;
    if (state) {
      // Where somebody else restarts it, the page is not told; but its messages bear another mark.
      session ||= header.session;
      anew ||= session !== header.session;
      if (parent_header.msg_type === "execute_request") running = state === "busy";
    }
    anew ||= /restart/.test(kernel?.status ?? "");
    const now = trouble();
    if (now === before) return;
    const told = [before, now].some((one) => one && one !== "busy");
    before = now;
    if (told) changed();
  }

  for (const one of [kernel?.statusChanged, kernel?.connectionStatusChanged, kernel?.iopubMessage]) {
    one?.connect(look);
    listenTo(signal, "abort", () => one?.disconnect(look));
  }
  return trouble;
}
