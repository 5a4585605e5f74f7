// Keys, links and paper; and the beginning of it all.
function unfold(node) {
  for (let at = node; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
}

function reveal() {
  if (location.hash.startsWith("#?")) {
    fromAddress();
    return;
  }
  const id = location.hash.slice(1);
  if (!id) return;
  const one = passages.get(id);
  if (!byId(id) && one) {
    const lists = groups.flatMap((group) => group.lists);
    const list = lists.find((each) => each.all.includes(one));
    if (!list) return;
    if (isFiltered()) ask({ text: "" }, false);
    list.first(one);
  }
  const target = byId(id);
  if (!target) return;
  if (isFiltered() && target.closest("[hidden]")) ask({ text: "" }, false);
  unfold(target);
  target.classList.add("here");
  target.scrollIntoView({ block: "center" });
}

function typed(event) {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
    input.select();
  } else if (event.key === "Escape" && event.target === input) {
    ask({ ...asking, text: "" });
    input.blur();
  }
}

function copyLink(event) {
  const link = event.target.closest("a.permalink, figcaption > a");
  if (!link || !navigator.clipboard) return;
  navigator.clipboard.writeText(link.href).then(
    () => { byId("found").textContent = "Link copied"; },
    () => { byId("found").textContent = "The link is in the address bar"; },
  );
}

function toggled(event) {
  const details = event.target;
  if (!details.open) return;
  if (details.matches("details.later")) fillThread(details);
  for (const node of details.matches("details.more") ? details.querySelectorAll(".further") : []) {
    if (node.further && !node.further.drawn) node.further.show(PAGE);
  }
}

let waiting = 0;
function soon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(read);
}

function listen() {
  searchForm.hidden = false;
  filterForm.hidden = !filterForm.querySelector("select");
  root.classList.add("scripts");
  searchForm.addEventListener("submit", (event) => event.preventDefault());
  filterForm.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", soon);
  filterForm.addEventListener("change", read);
  filterForm.addEventListener("reset", (event) => {
    event.preventDefault();
    ask({ text: "" });
    input.focus();
  });
  document.addEventListener("keydown", typed);
  document.addEventListener("click", copyLink);
  document.addEventListener("toggle", toggled, true);
  window.addEventListener("hashchange", reveal);
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open]):not(.later)")];
    closed.forEach((node) => { node.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((node) => { node.open = false; }));
}

// Whoever types before the passages are unpacked is answered when they are.
async function begin() {
  listen();
  watchCharts();
  collect(JSON.parse(await unpacked("qualkit-passages")));
  if (input.value) read();
  else reveal();
  root.dataset.ready = "yes";
}

// An older browser shows the report as it is without scripts: a search that cannot unpack would say that nothing was found.
if (window.DecompressionStream) begin();
