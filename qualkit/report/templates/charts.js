// Charts: each is drawn from the cells of the table below it, when it comes into view.
const LINE = 38;
let drawing = null;

const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
const numbers = (cell) => (cell.match(/-?\d[\d,]*\.?\d*/g) || []).map((one) => Number(one.replaceAll(",", "")));

// Plotly reads a few tags and, between dollars, formulas: here they are only characters.
function safe(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("$", "&#36;");
}

const clipped = (text, width) => (text.length > width ? text.slice(0, width - 1) + "…" : text);

function folded(text, width, most = 2) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line && line.length + word.length >= width) lines.push(clipped(word, width));
    else lines[lines.length - 1] = (line ? line + " " : "") + clipped(word, width);
  }
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = kept[most - 1].slice(0, width - 1) + "…";
  return kept.map(safe).join("<br>");
}

function tableOf(chart) {
  const table = chart.querySelector("table");
  const cells = (row) => [...row.cells].map((one) => one.textContent);
  const drawn = Number(chart.dataset.drawn);
  const rows = [...table.tBodies[0].rows].map(cells);
  return { columns: cells(table.tHead.rows[0]).slice(1, 1 + drawn), names: rows.map((one) => one[0]), rows: rows.map((one) => one.slice(1)) };
}

function across(table, width) {
  return {
    tickmode: "array", tickvals: table.names.map((_, n) => n), ticktext: table.names.map((one) => folded(one, width)),
    range: [table.names.length - 0.5, -0.5], automargin: true, showgrid: false, zeroline: false, fixedrange: true, ticks: "", ticklabelstandoff: 10,
  };
}

// Names that take two lines need higher rows.
function rowHeight(table, width, one) {
  return table.names.some((name) => name.length >= width) ? Math.max(one, 40) : one;
}

function interval(x, low, high, tint) {
  return { x, error_x: { type: "data", symmetric: false, array: high, arrayminus: low, color: tint, thickness: 1.5, width: 0 } };
}

function dots(table, pick, tint, n = 0, of = 1) {
  const found = table.rows.map((row) => pick(numbers(row[n])));
  return {
    type: "scatter", mode: "markers", hoverinfo: "text", cliponaxis: false,
    y: table.names.map((_, at) => at + (of > 1 ? 0.16 * (n - (of - 1) / 2) : 0)),
    hovertext: table.rows.map((row) => safe(row[n])),
    marker: { color: tint, size: of > 1 ? 7 : 9, symbol: ["circle", "square", "diamond", "triangle-up"][n] },
    ...interval(found.map((one) => one[0]), found.map((one) => one[0] - one[1]), found.map((one) => one[2] - one[0]), tint),
  };
}

const shareOf = ([k, n, , low, high]) => [(100 * k) / n, low, high];

// Up to a hundred percent, unless all is so small that it could not be told apart.
function upTo(table) {
  const most = Math.max(...table.rows.map((row) => numbers(row[0])[4]));
  return [5, 10, 25, 50].find((one) => most * 1.2 <= one) ?? 100;
}

// The numbers stand at the marks, so that nobody has to read them off an axis.
function beside(table) {
  return {
    type: "scatter", mode: "text", hoverinfo: "skip", cliponaxis: false, textposition: "middle right", y: table.names.map((_, at) => at),
    x: table.rows.map((row) => numbers(row[0])[4]), text: table.rows.map((row) => "  " + safe(row[0].split(" (")[0])),
  };
}

// As many months are named as there is room for.
function along(table, width) {
  const phone = width < LINE;
  const step = Math.ceil(table.names.length / (phone ? 6 : 10));
  const tickvals = table.names.map((_, n) => n).filter((n) => n % step === 0);
  const name = (one) => (phone ? one.replace(/^(\p{L}{3})\p{L}+/u, "$1") : one);
  return { tickmode: "array", tickvals, ticktext: tickvals.map((n) => folded(name(table.names[n]), phone ? 5 : 10)), tickangle: 0 };
}

const KINDS = {
  shares: (table, width) => ({
    data: [dots(table, shareOf, colour("c1")), beside(table)],
    layout: { yaxis: across(table, width), xaxis: { title: { text: "share of people, %" }, range: [0, upTo(table)] }, height: 80 + 48 * table.names.length },
  }),
  groups: (table, width) => ({
    data: table.columns.map((name, n) => ({ ...dots(table, shareOf, colour("c" + (n + 1)), n, table.columns.length), name: safe(clipped(name, LINE)) })),
    layout: {
      yaxis: across(table, width), xaxis: { title: { text: "share of people, %" }, rangemode: "tozero" },
      height: 110 + 44 * table.names.length + (width < LINE ? 20 * table.columns.length : 0), showlegend: true,
    },
  }),
  bars: (table, width) => ({
    data: [{
      type: "bar", orientation: "h", y: table.names.map((_, n) => n), x: table.rows.map((row) => numbers(row[0])[0]),
      marker: { color: colour("c1"), opacity: table.rows.map((row) => (/^\d/.test(row[1]) ? 0.3 + 0.007 * numbers(row[1])[0] : 0.65)) },
      text: table.rows.map((row) => safe(row[0])), textposition: "outside", cliponaxis: false, hoverinfo: "text",
      hovertext: table.rows.map((row) => safe(row[0] + " people, came back in " + row[1])),
    }],
    layout: { yaxis: across(table, width), xaxis: { visible: false }, height: 40 + (width < LINE ? 46 : 34) * table.names.length, bargap: 0.45 },
  }),
  counts: (table, width) => {
    const people = table.rows.map((row) => numbers(row[0])[0] || 0);
    const told = (row, words) => safe(numbers(row[0]).length ? row[0] + words : row[2] + " posts of ours");
    return {
      data: [{
        type: "bar", orientation: "h", y: table.names.map((_, n) => n), x: people, marker: { color: colour("c1") },
        text: table.rows.map((row) => told(row, "")), textposition: "outside", cliponaxis: false,
        hoverinfo: "text", hovertext: table.rows.map((row) => told(row, " people, " + row[1] + " replies")),
      }],
      layout: {
        yaxis: across(table, width), xaxis: { visible: false, range: [0, Math.max(1, ...people) * (width < LINE ? 1.5 : 1.2)] },
        height: 40 + (width < LINE ? 46 : 34) * table.names.length, bargap: 0.45,
      },
    };
  },
  alpha: (table, width) => ({
    data: [dots(table, (one) => one, colour("c1"))],
    layout: {
      yaxis: across(table, width), xaxis: { title: { text: "alpha" } }, height: 100 + rowHeight(table, width, 26) * table.names.length,
      shapes: [0.667, 0.8].map((x) => ({ type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1, line: { color: colour("edge"), width: 1, dash: "dot" } })),
      annotations: [[0.667, "tentative", "right"], [0.8, "firm", "left"]].map(([x, text, xanchor]) => ({ x, text, xanchor, yref: "paper", y: 1, yanchor: "bottom", showarrow: false, font: { size: 12 } })),
    },
  }),
  stack: (table, width) => ({
    data: table.columns.map((name, n) => ({
      type: "bar", name: safe(clipped(name, LINE)), x: table.names.map((_, at) => at), y: table.rows.map((row) => numbers(row[n])[0]),
      marker: { color: colour("c" + ((n % 6) + 1)) }, hoverinfo: "text",
      hovertext: table.rows.map((row, at) => safe(name + ", " + table.names[at] + ": " + row[n])),
    })),
    layout: {
      barmode: "stack", height: 300, showlegend: true, bargap: 0.3,
      xaxis: along(table, width),
    },
  }),
};

function frame(layout, phone) {
  const font = { family: getComputedStyle(document.body).fontFamily, size: 13, color: colour("ink") };
  const axis = { gridcolor: colour("line"), zeroline: false, fixedrange: true, automargin: true, title: { font: { size: 12 }, standoff: 8 } };
  const merged = (one) => ({ ...axis, ...one, title: { ...axis.title, ...(one && one.title) } });
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font, showlegend: false, dragmode: false,
    margin: { l: 8, r: phone ? 56 : 72, t: 24, b: 40 }, hoverlabel: { font: { ...font, color: colour("paper") }, bgcolor: colour("ink"), bordercolor: colour("ink") },
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", itemclick: false, itemdoubleclick: false },
    ...layout, xaxis: merged(layout.xaxis), yaxis: merged(layout.yaxis),
  };
}

async function library() {
  // Plotly would add a style sheet of its own, which the policy forbids; this mark tells it not to. Its rules are ours.
  const mark = make("meta", "no-inline-styles");
  mark.id = "plotly.js-style-global";
  const script = make("script", "", await unpacked("qualkit-drawing"));
  document.head.append(mark, script);
  return window.Plotly;
}

async function draw(chart) {
  drawing ||= library();
  const plotly = await drawing;
  const plot = chart.querySelector(".plot");
  const phone = plot.clientWidth < 560;
  const { data, layout } = KINDS[chart.dataset.kind](tableOf(chart), phone ? 16 : LINE);
  await plotly.react(plot, data, frame(layout, phone), { displayModeBar: false, responsive: true, doubleClick: false });
  chart.classList.add("drawn");
}

function giveUp(chart) {
  chart.querySelector(".plot").hidden = true;
  chart.querySelector("details.twin").open = true;
}

function watchCharts() {
  const charts = byId("qualkit-drawing") ? [...document.querySelectorAll(".chart")].filter((one) => one.querySelector(".plot")) : [];
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target).catch(() => giveUp(target));
    }
  }, { rootMargin: "200px" });
  for (const chart of charts) {
    chart.querySelector("details.twin").open = false;
    seen.observe(chart);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const chart of charts.filter((one) => one.classList.contains("drawn"))) draw(chart).catch(() => giveUp(chart));
  });
}
