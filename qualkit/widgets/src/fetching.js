// @ts-check
/** Words that were left out of a long conversation: they are asked for before they come to the screen. */

const AHEAD = 12; // turns beyond the screen

/** @param {import("./types.js").App} app @param {(comments: Set<string>) => void} came their words are here now */
export function fetching(app, came) {
  /** @type {Set<string>} */
  const asked = new Set();
  const turns = () => app.state.conversation?.turns ?? [];
  return {
    /** @param {number} first @param {number} last of the turns that are drawn */
    near(first, last) {
      const comment_ids = turns().slice(Math.max(0, first - AHEAD), last + AHEAD + 1)
        .filter((turn) => turn.text === null && !asked.has(turn.comment_id)).map((turn) => turn.comment_id);
      if (!comment_ids.length) return;
      for (const id of comment_ids) asked.add(id);
      app.ask("texts", { comment_ids }).then(({ texts }) => {
        for (const turn of turns()) turn.text ??= texts[turn.comment_id] ?? null; // it may have been opened anew meanwhile
        came(new Set(comment_ids));
      }, () => comment_ids.forEach((id) => asked.delete(id)));
    },
    /** Another conversation is open. */
    forget: () => asked.clear(),
  };
}
