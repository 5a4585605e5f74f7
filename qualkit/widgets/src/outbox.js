// @ts-check
/**
 * Keeps decisions in the browser until Python has committed them. They hold ids, positions, and what the coder wrote;
 * never what a customer said.
 *
 * @typedef {import("./types.js").Decision} Decision
 * @typedef {{at?: number, place?: string, decision: Decision}} Row place: where the project was that it was made in
 * @typedef {{kept: "browser" | "tab" | "nowhere", all: () => Promise<Decision[][]>, others: () => Promise<number>,
 *   put: (decision: Decision) => void, drop: (events: string[]) => void}} Outbox all: made here, and in a copy of the
 *   project; others: of other projects and coders
 */
import { json } from "./dom.js";

const NAME = "qualkit-outbox";
const PATIENCE = 3000; // milliseconds: some browsers never say that there is no database

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** What was made here, or nobody knows where, and what in a copy. @param {Row[]} rows @param {string} place */
function parted(rows, place) {
  const { true: here = [], false: elsewhere = [] } = Object.groupBy(rows, (row) => String((row.place ?? place) === place));
  return [here, elsewhere].map((some) => some.map((row) => row.decision));
}

/** @param {string} key of the project and the coder, in all its copies @param {string} place of this one @returns {Promise<Outbox>} */
export async function openOutbox(key, place) {
  try {
    /** @type {() => Promise<never>} */
    const late = () => new Promise((_, failed) => setTimeout(failed, PATIENCE));
    const outbox = inDatabase(await Promise.race([openDatabase(), late()]), key, place);
    await outbox.others(); // it opens, and can be read
    return outbox;
  } catch {
    return inTab(key, place); // private windows and sandboxed frames refuse
  }
}

function openDatabase() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("decisions", { keyPath: "event" }).createIndex("key", "key");
  };
  return asked(opening);
}

/** @param {IDBDatabase} database @param {string} key @param {string} place @returns {Outbox} */
function inDatabase(database, key, place) {
  let last = 0; // a clock may be set back: what was decided later stays later
  /** @param {IDBTransactionMode} mode */
  const store = (mode) => {
    // Relaxed would lose what a crash of the machine interrupts.
    const transaction = database.transaction("decisions", mode, { durability: "strict" });
    transaction.onabort = fail; // no room, or the browser's data were cleared
    return transaction.objectStore("decisions");
  };
  const fail = () => {
    outbox.kept = "nowhere";
  };
  /** @param {(decisions: IDBObjectStore) => void} act */
  const write = (act) => {
    try {
      const decisions = store("readwrite");
      act(decisions);
      decisions.transaction.commit(); // does not wait for a page that is about to go
    } catch {
      fail();
    }
  };
  /** @type {Outbox} */
  const outbox = {
    kept: "browser",
    async all() {
      /** @type {(Row & {at: number})[]} */
      const rows = await asked(store("readonly").index("key").getAll(key));
      rows.sort((a, b) => a.at - b.at);
      last = Math.max(last, rows.at(-1)?.at ?? 0);
      return parted(rows, place);
    },
    others: async () => await asked(store("readonly").count()) - await asked(store("readonly").index("key").count(key)),
    put(decision) {
      last = Math.max(last + 1, Date.now() * 1000);
      write((decisions) => decisions.put({ event: decision.event, key, place, at: last, decision }));
    },
    drop: (events) => write((decisions) => events.forEach((event) => decisions.delete(event))),
  };
  return outbox;
}

/** @param {string} key @param {string} place @returns {Outbox} */
function inTab(key, place) {
  const name = `${NAME}:${key}`;
  /** @type {Row[]} */
  let rows = [];
  const write = () => {
    try {
      sessionStorage.setItem(name, json(rows));
      outbox.kept = "tab";
    } catch {
      outbox.kept = "nowhere";
    }
  };
  /** @type {Outbox} */
  const outbox = {
    kept: "nowhere",
    all: async () => parted(rows, place),
    others: async () => 0,
    put(decision) {
      rows = [...rows.filter((row) => row.decision.event !== decision.event), { place, decision }];
      write();
    },
    drop(events) {
      rows = rows.filter((row) => !events.includes(row.decision.event));
      write();
    },
  };
  try {
    rows = JSON.parse(sessionStorage.getItem(name) ?? "[]");
  } catch {
    // Nothing was kept, or it is not readable.
  }
  write();
  return outbox;
}
