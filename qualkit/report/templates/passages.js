// Passages that have no room as HTML: their quotes and conversations are built when somebody opens them.
const PAGE = 50;
const FEW = 3;
let passages = new Map();
let threads = {};

function byline(one, withOutcome) {
  const parts = [make("cite", "", one.who)];
  if (one.channel) parts.push(", ", words("bdi", one.channel));
  if (withOutcome && one.outcome) parts.push(/\p{L}/u.test(one.outcome) ? ", " : ", outcome ", words("bdi", one.outcome));
  if (one.month) parts.push(", " + one.month);
  return parts;
}

function asked(prompt) {
  const node = make("p", "prompt");
  node.append(make("span", "tag", "Asked"), " ", make("bdi", "", prompt));
  return node;
}

function quoteNode(one, side) {
  const node = make("figure", "quote");
  if (byId(one.id)) node.dataset.q = one.id;
  else node.id = one.id;
  if (one.prompt) node.append(asked(one.prompt));
  const cut = one.before && one.after ? "cut" : one.before ? "cut-before" : one.after ? "cut-after" : "";
  node.append(words("blockquote", one.text, cut));
  const link = make("a", "", one.month || "undated");
  link.href = "#" + one.id;
  const caption = make("figcaption", "", ...byline({ ...one, month: "" }, true), ", ", link);
  if (side === "reply" && one.sign) caption.append(words("p", one.sign, "on"));
  if (one.codes) {
    const on = make("p", "on");
    one.codes.forEach(([code, ...coders], n) => on.append(n ? "; " : "", words("bdi", code), " (" + coders.join(", ") + ")"));
    caption.append(on);
  }
  node.append(caption);
  if (one.thread) {
    const opens = one.size > 1 ? "In conversation, turn " + one.place + " of " + thousands.format(one.size) : "The whole comment";
    node.append(make("details", "thread later", make("summary", "", opens)));
  }
  return node;
}

// Where and when is said once, until it changes.
function turnNode(turn, mark, before) {
  const node = make("li", "turn depth-" + (turn.depth || 0) + " " + (turn.role || "unknown"));
  const who = make("p", "who", ...byline({ ...turn, channel: turn.channel !== before.channel && turn.channel, month: turn.month !== before.month && turn.month }, false));
  if (turn.role === "unknown" && turn.who !== "Unknown person") who.append(", role unknown");
  node.append(who);
  if (turn.prompt) node.append(asked(turn.prompt));
  if (!turn.text) {
    node.append(make("p", "small", "The words of this turn are not kept here."));
    return node;
  }
  // Positions count code points, as in the project; a string here counts in units of 16 bits.
  const [start, end] = mark || [0, 0];
  const signs = [...turn.text];
  const said = words("p", signs.slice(0, start).join(""), "said");
  if (end > start) said.append(make("mark", "", signs.slice(start, end).join("")));
  said.append(signs.slice(end).join(""));
  node.append(said);
  return node;
}

function fillThread(details) {
  const figure = details.closest("figure.quote");
  const one = passages.get(figure.id || figure.dataset.q);
  const thread = one && threads[one.thread];
  if (!thread || details.querySelector(".turns")) return;
  const list = make("ol", "turns");
  const gap = (n, when) => list.append(make("li", "gap", count(n, when + " turn is", when + " turns are") + " not shown here"));
  if (thread.before) gap(thread.before, "earlier");
  thread.turns.forEach((turn, n, all) => list.append(turnNode(turn, thread.before + n === one.place - 1 ? one.mark : null, all[n - 1] || {})));
  if (thread.after) gap(thread.after, "later");
  details.append(list);
}

// The passages of one place that are not HTML: as many as match, shown a page at a time.
class Further {
  constructor(node, all) {
    this.node = node;
    this.all = all;
    this.matching = all;
    this.drawn = 0;
    this.button = make("button", "further-more");
    this.button.type = "button";
    this.button.addEventListener("click", () => this.show(PAGE));
  }

  take(matching) {
    this.matching = matching;
    this.drawn = 0;
    this.node.replaceChildren();
  }

  first(one) {
    this.take([one, ...this.all.filter((other) => other !== one)]);
    this.show(FEW);
  }

  show(n) {
    const next = this.matching.slice(this.drawn, this.drawn + n);
    this.drawn += next.length;
    this.button.remove();
    for (const one of next) this.node.append(quoteNode(one, this.node.dataset.side));
    const left = this.matching.length - this.drawn;
    if (left) {
      this.button.textContent = "Show " + (left > PAGE ? PAGE + " of " : "") + count(left, "further passage", "further passages");
      this.node.append(this.button);
    }
  }
}
