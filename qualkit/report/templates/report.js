(() => {
  "use strict";
  const form = document.querySelector(".search");
  const input = document.getElementById("search");
  const status = document.getElementById("found");
  const plain = (text) => text.normalize("NFKC").toLocaleLowerCase();
  const items = [...document.querySelectorAll("[data-find]")].map((node) => ({ node, text: plain(node.textContent) }));
  const groups = [...document.querySelectorAll("[data-group]")].map((node) => ({
    node,
    head: plain(node.querySelector("[data-head]").textContent),
    items: items.filter((item) => node.contains(item.node)),
  }));
  const nouns = { passage: ["passage", "passages"], theme: ["theme", "themes"], code: ["code", "codes"], conversation: ["conversation", "conversations"] };

  function say(hits) {
    const parts = Object.keys(nouns).map((kind) => {
      const n = new Set(hits.filter((item) => item.node.dataset.find === kind).map((item) => item.node)).size;
      return n ? n + " " + nouns[kind][n === 1 ? 0 : 1] : "";
    }).filter(Boolean);
    return parts.length ? "Found in " + parts.join(", ") : "Found nowhere in this report";
  }

  function search() {
    const wanted = plain(input.value.trim());
    const hits = items.filter((item) => !wanted || item.text.includes(wanted));
    const shown = new Set(hits.map((item) => item.node));
    for (const group of groups) {
      const whole = wanted && group.head.includes(wanted);
      if (whole) group.items.forEach((item) => shown.add(item.node));
      group.node.hidden = Boolean(wanted) && !whole && !group.items.some((item) => shown.has(item.node));
    }
    for (const item of items) {
      const inside = item.node.parentElement.closest("[data-find]");
      // A quote inside a theme that was found for another reason stays with it.
      item.node.hidden = !shown.has(item.node) && !(inside && shown.has(inside));
      const row = item.node.closest(".reading > li");
      if (row) row.hidden = item.node.hidden;
    }
    for (const more of document.querySelectorAll("details.more")) {
      more.open = Boolean(wanted) && [...more.children].some((child) => shown.has(child));
    }
    document.body.classList.toggle("searching", Boolean(wanted));
    status.textContent = wanted ? say(hits) : "";
  }

  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  }

  let waiting = 0;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 80);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && event.target === input) {
      input.value = "";
      search();
      input.blur();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.permalink");
    if (!link || !navigator.clipboard) return;
    navigator.clipboard.writeText(link.href).then(
      () => { status.textContent = "Link copied"; },
      () => { status.textContent = "The link is in the address bar"; },
    );
  });
  window.addEventListener("hashchange", reveal);
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((node) => { node.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((node) => { node.open = false; }));
  reveal();
})();
