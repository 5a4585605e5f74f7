// @ts-check
/**
 * Keeps decisions in the browser until Python has committed them. They hold ids, positions, and what the coder wrote;
 * never what a customer said.
 *
 * @typedef {import("./types.js").Decision} Decision
 * @typedef {{kept: "browser" | "tab" | "nowhere", all: () => Promise<Decision[]>, put: (decision: Decision) => void,
 *   drop: (events: string[]) => void}} Outbox
 */

const NAME = "qualkit-outbox";

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

/** @param {string} key of the project and the coder @returns {Promise<Outbox>} */
export async function openOutbox(key) {
  try {
    return inDatabase(await openDatabase(), key);
  } catch {
    return inTab(key); // private windows and sandboxed frames refuse
  }
}

function openDatabase() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("decisions", { keyPath: "event" }).createIndex("key", "key");
  };
  return asked(opening);
}

/** @param {IDBDatabase} database @param {string} key @returns {Outbox} */
function inDatabase(database, key) {
  let count = 0;
  const store = (/** @type {IDBTransactionMode} */ mode) => {
    // Relaxed would lose what a crash of the machine interrupts.
    return database.transaction("decisions", mode, { durability: "strict" }).objectStore("decisions");
  };
  return {
    kept: "browser",
    async all() {
      /** @type {{at: number, decision: Decision}[]} */
      const rows = await asked(store("readonly").index("key").getAll(key));
      return rows.sort((a, b) => a.at - b.at).map((row) => row.decision);
    },
    put(decision) {
      store("readwrite").put({ event: decision.event, key, at: Date.now() * 1000 + (count++ % 1000), decision });
    },
    drop(events) {
      const decisions = store("readwrite");
      for (const event of events) decisions.delete(event);
    },
  };
}

/** @param {string} key @returns {Outbox} */
function inTab(key) {
  const name = `${NAME}:${key}`;
  /** @type {Decision[]} */
  let decisions = [];
  /** @type {Outbox["kept"]} */
  let kept = "nowhere";
  const write = () => {
    if (kept === "tab") sessionStorage.setItem(name, JSON.stringify(decisions));
  };
  try {
    decisions = JSON.parse(sessionStorage.getItem(name) ?? "[]");
    sessionStorage.setItem(name, JSON.stringify(decisions));
    kept = "tab";
  } catch {
    decisions = [];
  }
  return {
    kept,
    all: async () => [...decisions],
    put(decision) {
      decisions.push(decision);
      write();
    },
    drop(events) {
      const gone = new Set(events);
      decisions = decisions.filter((one) => !gone.has(one.event));
      write();
    },
  };
}
