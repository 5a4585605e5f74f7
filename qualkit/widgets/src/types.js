// @ts-check
/**
 * What travels between the browser and Python, and what the parts of the coding view give each other.
 * The build shortens some names of parts (mangle-props in package.json): they are never written as a string.
 * Positions on the wire count Unicode code points and are half-open. Times are ISO strings.
 *
 * @typedef {{comment_id: string, start: number, end: number}} Passage in code points
 * @typedef {{comment_id: string, depth: number, who: string, role: string, when: string, facts: string[],
 *   prompt: string, chars: number, text: string | null}} Turn
 * @typedef {Passage & {coding_id: string, code_id: string, memo: string, created: string, suggested_by: string,
 *   coder?: string}} Coding coder: of another person's only, which is shown but cannot be changed
 * @typedef {{code_id: string, name: string, parent: string | null, depth: number, place: number, brief: string,
 *   definition: string, when_to_use: string, when_not_to_use: string, example: string, retired: boolean, n: number,
 *   aliases: string[]}} Code
 * @typedef {Passage & {code_id: string, suggested_by: string, because: string, confidence: number | null}} Suggestion
 * @typedef {{link_id: string, reason: string, behaviour: string}} Link both ends are coding ids
 * @typedef {"done" | "skipped" | "flagged"} Mark
 * @typedef {{name: string, n: number, done: number, skipped: number, flagged: number, at: number}} QueueSummary
 * @typedef {{comment_id: string, conversation_id: string}} Place
 * @typedef {{said: string, hint?: string}} Trouble
 *
 * @typedef {{proto: number, project: string, coder: string, blind: boolean, keymap: Record<string, string>,
 *   codes: Code[], links: Link[], recent: string[], queue: QueueSummary, at: Place | null, may_suggest?: boolean,
 *   can_undo: boolean | string, can_redo: boolean | string, place: string, read_only: string}} Hello place: which copy of the
 *   project it is; read_only: why nothing can be saved
 * @typedef {{conversation_id: string, at: string, place: number, n: number, turns: Turn[], codings: Coding[],
 *   suggestions: Suggestion[], marks: Record<string, Mark[]>, memos?: Record<string, string[]>, queue: QueueSummary}} Opened
 * @typedef {{codings?: {put: Coding[], drop: string[]}, codes?: Code[], counts?: Record<string, number>,
 *   links?: Link[], marks?: Record<string, Mark[]>, memos?: Record<string, string[]>, recent?: string[], goto?: Place, queue?: QueueSummary,
 *   can_undo?: boolean | string, can_redo?: boolean | string}} Changes
 * @typedef {{event: string, ok: true, said: string, changes: Changes}
 *   | {event: string, ok: false, error: Trouble}} Result
 *
 * @typedef {{name?: string, brief?: string, definition?: string, when_to_use?: string, when_not_to_use?: string,
 *   example?: string}} Fields
 * @typedef {{do: "apply", comment_id: string, start: number, end: number, check: string, code_id: string,
 *     memo?: string, suggestion?: {suggested_by: string}}
 *   | {do: "create_apply", comment_id: string, start: number, end: number, check: string, code_id: string,
 *     name: string, parent?: string | null}
 *   | {do: "move", coding_id: string, start: number, end: number, check: string}
 *   | {do: "recode", coding_id: string, code_id: string}
 *   | {do: "remove", coding_id: string}
 *   | {do: "memo", target: string, text: string}
 *   | {do: "mark", comment_id: string, mark: Mark, on: boolean}
 *   | {do: "link", reason: string, behaviour: string}
 *   | {do: "unlink", link_id: string}
 *   | {do: "reject", comment_id: string, start: number, end: number, code_id: string, suggested_by: string}
 *   | {do: "code.add", name: string, parent?: string | null, fields?: Fields}
 *   | {do: "code.revise", code_id: string, fields: Fields, parent?: string | null,
 *     before?: string | null}
 *   | {do: "code.merge", codes: string[], into: string}
 *   | {do: "code.split", code_id: string, parts: {name: string, coding_ids: string[]}[]}
 *   | {do: "code.retire", code_id: string, on: boolean}
 *   | {do: "undo", what?: string}
 *   | {do: "redo", what?: string}} Wish a decision without its event
 * @typedef {Wish & {event: string}} Decision
 *
 * @typedef {"codes" | "codings" | "queue" | "marks" | "links" | "conversation" | "status" | "suggestions"
 *   | "selection" | "give" | "words"} Topic
 * @typedef {"opening" | "saved" | "saving" | "unsaved" | import("./kernel.js").Trouble} Safety
 * @typedef {{safety: Safety, unsaved: number, kept: "browser" | "tab" | "nowhere", said: string,
 *   tone: "" | "hint" | "error"}} Status
 *
 * @typedef {object} State what is shown: what Python confirmed, with the decisions that wait painted over it
 * @property {string} coder
 * @property {boolean} blind
 * @property {Code[]} codes in the order of the tree, retired ones too
 * @property {ReadonlyMap<string, Code>} code by id
 * @property {ReadonlyMap<string, Coding>} codings of the conversation at hand, by id
 * @property {ReadonlyMap<string, Link>} links by id
 * @property {Record<string, Mark[]>} marks by comment
 * @property {Record<string, string[]>} memos of the coder on comments, by comment
 * @property {QueueSummary} queue
 * @property {Opened | null} conversation as it was opened; its codings and marks are those above
 * @property {string} at the comment at hand
 * @property {Suggestion[]} suggestions for the conversation, without those that were decided
 * @property {boolean} suggesting
 * @property {boolean} may_suggest
 * @property {string[]} recent codes, the last used first
 * @property {ReadonlySet<string>} unsaved ids of codings, codes and comments with a decision that waits
 * @property {boolean | string} can_undo
 * @property {boolean | string} can_redo
 * @property {Status} status
 * @property {string} read_only why nothing can be saved; empty where it can
 * @property {Decision[]} strays made in another copy of the project, and not saved
 *
 * @typedef {object} Command
 * @property {string} name as in a keymap: "code.open"
 * @property {string} title what it does, a verb first: "Open the codes"
 * @property {string | string[]} key such as "n", "Shift+ArrowRight", "Ctrl+z" (or the Mac's key), "g c"; "" for none
 * @property {() => void} run
 * @property {() => boolean} [when] whether it can run now; the first that can gets a key that several share
 * @property {string} [group] heading on the help sheet
 *
 * @typedef {object} App
 * @property {State} state read only
 * @property {(wish: Wish) => string} decide paint it, then save it; gives the event, "" where nothing can be
 *   saved. The coding, code or link that a decision makes has the event as its id; the code of create_apply has the code_id that is sent with it
 * @property {() => void} adopt save the strays here
 * @property {() => boolean} closed whether nothing can be saved; says why
 * @property {(event: string) => Promise<Result>} outcome what became of it; waits as long as it takes
 * @property {(kind: string, payload?: object) => Promise<any>} ask rejects with a Trouble
 * @property {(where: {comment_id: string} | {conversation_id: string} | {step: 1 | -1 | "unread"}) => Promise<void>} open
 * @property {(topic: Topic, fn: (detail?: any) => void, signal?: AbortSignal) => () => void} on
 * @property {(topic: Topic, detail?: any) => void} emit
 * @property {(text: string, tone?: "" | "hint" | "error") => void} announce in the status line, and to a screen reader
 * @property {(trouble: unknown) => void} complain say what Python answered instead
 * @property {() => void} focusReader
 * @property {(name: string) => void} focusPanel show a panel and put the focus into it
 * @property {(on: boolean) => Promise<void>} suggest ask for suggestions for this conversation and those to come
 * @property {(palette?: {mode?: "apply" | "recode", typed?: string}) => void} openPalette the codes, for what is selected
 * @property {ReturnType<typeof import("./keys.js").commandTable>} commands
 * @property {Reader} reader
 *
 * @typedef {{line?: "solid" | "dotted" | "dashed" | "wavy" | "none", colour?: string, wash?: boolean}} LayerStyle
 *   colour is a CSS colour; var(--qk-code-3) follows the theme
 * @typedef {Passage & {place?: number, row?: () => HTMLElement}} LayerPassage place: of a code, for its colour; row:
 *   makes what is listed with the turn's text, an li
 *
 * @typedef {object} Reader
 * @property {HTMLElement} element
 * @property {() => (Passage & {quote: string, check: string}) | null} selection the selected words, or null
 * @property {(passage: Passage, options?: {focus?: boolean}) => void} select scroll to it and select it
 * @property {() => Coding | null} current the coding at the caret
 * @property {(comment_id: string) => string} text of a comment, "" while it is not here
 * @property {(passage: Passage) => string} quote
 * @property {(name: string, passages: LayerPassage[], style: LayerStyle) => () => void} addLayer a layer of the same
 *   name is replaced; gives a function that takes it away
 * @property {(from: HTMLElement) => void} back put the focus back into the reader if it is in this element
 *
 * @typedef {{name: string, title: string, element: HTMLElement, focus?: () => void}} Panel
 */
export {};
