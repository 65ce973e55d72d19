"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const KINDS = { ours: "ours", open: "published, open", pretrained: "published, pretrained", closed: "published, closed" };
  const FAMILY_COLUMNS = 12;
  const entrants = data.entrants;
  const reference = entrants.find((e) => e.kind === "ours" && e.label === data.reference);
  const rivals = entrants.filter((e) => e !== reference);
  const published = rivals.filter((e) => e.kind !== "ours");
  let rival = published.find((e) => e.files === data.files.length) || rivals[0] || null;
  const shownKinds = new Set(entrants.map((e) => e.kind));

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    node.append(...children.filter((c) => c !== null && c !== undefined));
    return node;
  }
  const missing = (value) => value === null || value === undefined;
  const fixed = (value) => (missing(value) ? "–" : value.toFixed(3));
  const signed = (value) => (missing(value) ? "–" : (value < 0 ? "−" : "+") + Math.abs(value).toFixed(3));
  const seconds = (value) => (missing(value) ? "–" : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(2));
  const small = (value) => (value < 1e-4 ? "< 0.0001" : value.toPrecision(2));
  const dot = (kind) => element("span", { class: "dot", style: "background: var(--" + kind + ")", title: KINDS[kind] });
  const short = (e) => e.label + (e.files < data.files.length ? " (n = " + e.files + ")" : "");
  const narrow = () => window.innerWidth < 600;
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

  // ---- tables that sort by a click or by Enter on a heading
  function table(target, columns, rows, rowClass, sorted) {
    const order = sorted || { column: -1, down: true };
    const head = element("tr", null, ...columns.map((c, i) => {
      const th = element("th", { scope: "col", class: c.number ? "number" : null, title: c.title || null });
      if (c.sort) {
        const button = element("button", { type: "button" }, c.name);
        button.addEventListener("click", () => {
          const down = order.column === i ? !order.down : !!c.number;
          table(target, columns, rows, rowClass, { column: i, down });
          target.querySelectorAll("thead button")[columns.slice(0, i).filter((k) => k.sort).length].focus();
        });
        th.append(button);
        if (order.column === i) th.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      } else th.append(c.name);
      return th;
    }));
    const listed = rows.slice();
    if (order.column >= 0) {
      const key = columns[order.column].sort;
      listed.sort((a, b) => {
        const x = key(a), y = key(b);
        if (missing(x) || missing(y)) return missing(x) - missing(y);
        return (x < y ? -1 : x > y ? 1 : 0) * (order.down ? -1 : 1);
      });
    }
    target.replaceChildren(element("thead", null, head), element("tbody", null, ...listed.map((row) =>
      element("tr", { class: rowClass ? rowClass(row) : null }, ...columns.map((c) => {
        const cell = element(c.heading ? "th" : "td", { scope: c.heading ? "row" : null, class: [c.number ? "number" : "", c.mark ? c.mark(row) : ""].join(" ").trim() || null });
        const content = c.cell(row);
        cell.append(...(Array.isArray(content) ? content : [content]));
        return cell;
      })))));
  }
  const entrantClass = (e) => [e === reference ? "reference" : "", e.kind === "ours" ? "ours" : ""].join(" ").trim() || null;
  const visible = () => entrants.filter((e) => shownKinds.has(e.kind));

  function drawLeaderboard() {
    const columns = [
      { name: "#", number: true, cell: (e) => String(entrants.indexOf(e) + 1) },
      { name: "method", heading: true, sort: (e) => e.label.toLowerCase(), cell: (e) => [dot(e.kind), e.label, e.baseline ? element("span", { class: "tag" }, "baseline") : null, e.files < data.files.length ? element("span", { class: "tag" }, "n = " + e.files) : null].filter((c) => c) },
      { name: data.metric, number: true, sort: (e) => e.mean, cell: (e) => fixed(e.mean) },
      { name: "95 %", number: true, cell: (e) => fixed(e.interval[0]) + "–" + fixed(e.interval[1]) },
      { name: "by family", number: true, title: "Mean of the means of the data sets", sort: (e) => e.family, cell: (e) => fixed(e.family) },
    ];
    if (data.repeats) columns.push({ name: "repeats once", number: true, title: "Repeated content counts once", sort: (e) => e.once, cell: (e) => fixed(e.once) });
    if (data.published) data.lengths.forEach((l, i) => columns.push({ name: l.text + " (" + l.files + ")", title: "Average anomaly length in rows, and the number of files", number: true, sort: (e) => e.byLength[i], cell: (e) => fixed(e.byLength[i]) }));
    columns.push({ name: "s/series", number: true, sort: (e) => e.seconds, cell: (e) => seconds(e.seconds) });
    columns.push({ name: "kind", sort: (e) => e.kind, cell: (e) => e.kind });
    columns.push({ name: "failed", number: true, sort: (e) => e.failures, cell: (e) => (missing(e.failures) ? "–" : String(e.failures)), mark: (e) => (e.failures > 0 ? "low-n" : "") });
    table($("leaderboard-table"), columns, visible(), entrantClass);
  }
  function drawDifferences() {
    const span = (b) => signed(b[0]) + " to " + signed(b[1]);
    table($("differences-table"), [
      { name: "rival", heading: true, sort: (d) => d.rival.toLowerCase(), cell: (d) => [dot(d.kind), d.rival, d.files < data.files.length ? element("span", { class: "tag" }, "n = " + d.files) : null].filter((c) => c) },
      { name: "difference", number: true, sort: (d) => d.mean, cell: (d) => signed(d.mean) },
      { name: "95 %", number: true, sort: (d) => d.interval[0], cell: (d) => span(d.interval) },
      { name: "95 % by families", number: true, sort: (d) => d.familyInterval[0], cell: (d) => span(d.familyInterval) },
      { name: "win / tie / loss", number: true, sort: (d) => d.wins - d.losses, cell: (d) => d.wins + " / " + d.ties + " / " + d.losses },
      { name: "p (Holm)", number: true, sort: (d) => d.p, cell: (d) => small(d.p) },
      { name: "says", cell: (d) => d.verdict, mark: (d) => d.verdict.split(" ")[0] },
    ], data.differences.filter((d) => shownKinds.has(d.kind)));
  }
  function drawFamilies() {
    const shown = [reference, ...rivals.slice(0, FAMILY_COLUMNS - 1)];
    const target = $("families-table");
    target.className = "sticky";
    target.replaceChildren(
      element("thead", null, element("tr", null, element("th", { scope: "col" }, "data set"), element("th", { scope: "col", class: "number" }, "files"), ...shown.map((e) => element("th", { scope: "col", class: "number" }, e.label)))),
      element("tbody", null, ...data.families.map((family, f) => {
        const best = Math.max(...shown.map((e) => (missing(e.byFamily[f]) ? -1 : e.byFamily[f])));
        return element("tr", null, element("th", { scope: "row" }, family), element("td", null, String(data.familyOf.filter((k) => k === f).length)), ...shown.map((e) => {
          const value = e.byFamily[f];
          return element("td", { class: value === best ? "best" : null, style: missing(value) ? null : "background: rgba(var(--heat), " + (value * 0.5).toFixed(3) + ")" }, fixed(value));
        }));
      })));
  }
  function drawFiles() {
    const wanted = $("find").value.trim().toLowerCase();
    const rows = data.files.map((name, i) => {
      let top = null;
      for (const e of published) if (!missing(e.values[i]) && (top === null || e.values[i] > top.values[i])) top = e;
      return { name, i, top };
    }).filter((r) => r.name.toLowerCase().includes(wanted));
    $("found").textContent = rows.length + " of " + data.files.length + " files";
    const difference = (r) => (!rival || missing(rival.values[r.i]) ? null : reference.values[r.i] - rival.values[r.i]);
    const columns = [
      { name: "file", sort: (r) => r.name, mark: () => "file", cell: (r) => r.name },
      { name: "data set", sort: (r) => data.families[data.familyOf[r.i]], cell: (r) => data.families[data.familyOf[r.i]] },
    ];
    if (data.published) columns.push({ name: "anomaly length", number: true, sort: (r) => data.lengthOf[r.i], cell: (r) => (data.lengthOf[r.i] < 0 ? "–" : data.lengths[data.lengthOf[r.i]].text) });
    columns.push({ name: reference.label, number: true, sort: (r) => reference.values[r.i], cell: (r) => fixed(reference.values[r.i]) });
    if (rival) {
      columns.push({ name: rival.label, number: true, sort: (r) => rival.values[r.i], cell: (r) => fixed(rival.values[r.i]) });
      columns.push({ name: "difference", number: true, sort: difference, cell: (r) => signed(difference(r)), mark: (r) => (difference(r) > 0 ? "ahead" : difference(r) < 0 ? "behind" : "") });
    }
    if (published.length) columns.push({ name: "best published", number: true, sort: (r) => (r.top ? r.top.values[r.i] : null), cell: (r) => (r.top ? fixed(r.top.values[r.i]) + " " + r.top.label : "–") });
    table($("files-table"), columns, rows);
  }

  // ---- charts, as SVG so that they print sharp
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let theme = "light";
  try { theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"; } catch (e) { /* light */ }
  const charts = {};
  function draw(id, height, option) {
    const node = $(id);
    node.style.height = height + "px";
    if (charts[id]) charts[id].dispose();
    charts[id] = echarts.init(node, null, { renderer: "svg" });
    charts[id].setOption(Object.assign({ animation: false, textStyle: { fontFamily: "inherit" } }, option));
  }
  const axisText = () => ({ color: colour("--muted"), fontSize: 12 });
  const tooltip = () => ({ backgroundColor: colour("--panel"), borderColor: colour("--line"), textStyle: { color: colour("--ink"), fontSize: 13 }, confine: true });
  const valueAxis = (name, extra) => Object.assign({
    type: "value", name, nameLocation: "middle", nameGap: 28, nameTextStyle: axisText(), axisLabel: Object.assign({ formatter: (v) => String(Number(v.toFixed(2))) }, axisText()),
    splitLine: { lineStyle: { color: colour("--line") } }, axisLine: { lineStyle: { color: colour("--line") } },
  }, extra);
  function methodAxis(rows) {
    return {
      type: "category", inverse: true, data: rows.map((r) => r.name), axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line") } },
      axisLabel: { color: (name, i) => (rows[i] && rows[i].strong ? colour("--accent") : colour("--ink")), fontSize: narrow() ? 11 : 12, interval: 0, width: left() - 12, overflow: "truncate" },
    };
  }
  const left = () => (narrow() ? 142 : 220);
  // a line with ends from low to high, at the middle of its category
  function whiskers(items, style) {
    return {
      type: "custom", silent: true, z: 3, encode: { x: [1, 2], y: 0 }, data: items,
      renderItem: (params, api) => {
        const a = api.coord([api.value(1), api.value(0)]), b = api.coord([api.value(2), api.value(0)]);
        const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: style.colour, lineWidth: style.width } });
        const end = style.end;
        return { type: "group", children: [line(a[0], a[1], b[0], b[1]), line(a[0], a[1] - end, a[0], a[1] + end), line(b[0], b[1] - end, b[0], b[1] + end)] };
      },
    };
  }
  function drawBars() {
    const shown = visible();
    const rows = shown.map((e) => ({ name: short(e), strong: e === reference }));
    draw("bars", 60 + 22 * shown.length, {
      grid: { left: left(), right: 24, top: 8, bottom: 46 },
      tooltip: Object.assign(tooltip(), { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (points) => { const e = shown[points[0].dataIndex]; return "<b>" + escape(e.label) + "</b> (" + KINDS[e.kind] + ")<br>" + escape(data.metric) + " " + fixed(e.mean) + ", 95 % " + fixed(e.interval[0]) + " to " + fixed(e.interval[1]); } }),
      xAxis: valueAxis("mean " + data.metric + ", 95 % interval over files", { min: 0 }),
      yAxis: methodAxis(rows),
      series: [
        { type: "bar", barWidth: "62%", data: shown.map((e) => ({ value: e.mean, itemStyle: { color: colour("--" + e.kind), opacity: e === reference ? 1 : 0.62 } })) },
        whiskers(shown.map((e, i) => [i, e.interval[0], e.interval[1]]), { colour: colour("--ink"), width: 1.2, end: 3.5 }),
      ],
    });
  }
  function drawForest() {
    const shown = data.differences.filter((d) => shownKinds.has(d.kind));
    draw("forest", 70 + 22 * shown.length, {
      grid: { left: left(), right: 24, top: 8, bottom: 46 },
      tooltip: Object.assign(tooltip(), { trigger: "axis", axisPointer: { type: "shadow" }, formatter: (points) => { const d = shown[points[0].dataIndex]; return "<b>" + escape(d.rival) + "</b> " + signed(d.mean) + "<br>95 % " + signed(d.interval[0]) + " to " + signed(d.interval[1]) + "<br>by families " + signed(d.familyInterval[0]) + " to " + signed(d.familyInterval[1]) + "<br>" + d.wins + " wins, " + d.losses + " losses"; } }),
      xAxis: valueAxis(data.reference + " less rival (thick: files, thin: families)"),
      yAxis: methodAxis(shown.map((d) => ({ name: d.rival }))),
      series: [
        whiskers(shown.map((d, i) => [i, d.familyInterval[0], d.familyInterval[1]]), { colour: colour("--muted"), width: 1, end: 2.5 }),
        whiskers(shown.map((d, i) => [i, d.interval[0], d.interval[1]]), { colour: colour("--accent"), width: 3, end: 0 }),
        { type: "scatter", symbolSize: 9, z: 5, data: shown.map((d) => ({ value: d.mean, itemStyle: { color: d.interval[0] > 0 ? colour("--good") : d.interval[1] < 0 ? colour("--bad") : colour("--muted") } })).map((p, i) => Object.assign(p, { value: [p.value, i] })),
          markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colour("--ink"), type: "solid", width: 1 }, data: [{ xAxis: 0 }] } },
      ],
    });
  }
  function drawScatter() {
    if (!rival) { $("pairs").hidden = true; return; }
    const points = data.files.map((name, i) => ({ name, value: [rival.values[i], reference.values[i]] })).filter((p) => !missing(p.value[0]));
    const wide = $("scatter").clientWidth, size = Math.min(560, wide - 20);
    const paint = (p) => colour(Math.abs(p.value[1] - p.value[0]) <= 0.00001 ? "--muted" : p.value[1] > p.value[0] ? "--good" : "--bad");
    const wins = points.filter((p) => p.value[1] - p.value[0] > 0.00001).length, losses = points.filter((p) => p.value[0] - p.value[1] > 0.00001).length;
    const far = points.slice().sort((a, b) => Math.abs(b.value[1] - b.value[0]) - Math.abs(a.value[1] - a.value[0]))[0];
    draw("scatter", size, {
      grid: { left: 58, right: Math.max(16, wide - size), top: 12, bottom: 46 },
      tooltip: Object.assign(tooltip(), { formatter: (p) => (p.data.name ? escape(p.data.name) + "<br>" + escape(reference.label) + " " + fixed(p.value[1]) + ", " + escape(rival.label) + " " + fixed(p.value[0]) : "") }),
      xAxis: valueAxis(rival.label, { min: 0, max: 1 }), yAxis: valueAxis(reference.label, { min: 0, max: 1, nameGap: 38 }),
      series: [{
        type: "scatter", symbolSize: 9, data: points.map((p) => Object.assign({ itemStyle: { color: paint(p), opacity: 0.75 } }, p)),
        markLine: { silent: true, symbol: "none", animation: false, lineStyle: { color: colour("--muted"), type: "dashed" }, data: [[{ coord: [0, 0] }, { coord: [1, 1] }]] },
      }],
    });
    $("scatter-words").textContent = "Each point is a file: above the dashed line " + reference.label + " is better (" + wins + " files), below it " + rival.label + " (" + losses + ")." + (far ? " Furthest apart: " + far.name + "." : "");
  }

  // ---- words and controls
  function drawWords() {
    $("title").textContent = data.title;
    $("basis").textContent = data.basis;
    $("warnings").replaceChildren(...data.warnings.map((w) => element("p", { class: "warning", role: "note" }, w)));
    $("findings").replaceChildren(...data.findings.map((f) => element("li", null, f)));
    $("leaderboard-legend").textContent = data.leaderboardLegend;
    $("differences-title").textContent = data.reference + " against each row";
    $("differences-legend").textContent = data.differenceLegend;
    $("ranks-legend").textContent = data.rankingLegend;
    $("ranks").hidden = !data.rankingLegend;
    $("method").replaceChildren(...data.method.map((m) => element("li", null, m)));
    $("provenance-body").replaceChildren(...Object.entries(data.provenance).flatMap(([name, value]) => [element("dt", null, name), element("dd", null, value)]));
    for (const kind of Object.keys(KINDS)) {
      if (!entrants.some((e) => e.kind === kind)) continue;
      const box = element("input", { type: "checkbox", checked: true });
      box.addEventListener("change", () => {
        if (box.checked) shownKinds.add(kind); else shownKinds.delete(kind);
        drawLeaderboard(); drawDifferences(); drawBars(); drawForest();
      });
      $("kinds").append(element("label", null, box, dot(kind), KINDS[kind]));
    }
    $("rival").replaceChildren(...rivals.map((e, i) => element("option", { value: String(i), selected: e === rival }, e.label + " (" + fixed(e.mean) + ")")));
    $("rival").addEventListener("change", () => { rival = rivals[Number($("rival").value)]; drawScatter(); drawFiles(); });
    $("find").addEventListener("input", drawFiles);
  }
  function drawCharts() { drawBars(); drawForest(); drawScatter(); }
  function applyTheme() {
    document.documentElement.setAttribute("data-theme", theme);
    $("theme").textContent = theme === "dark" ? "Light" : "Dark";
  }
  function switchTheme(next) { theme = next; applyTheme(); drawCharts(); }

  applyTheme();
  drawWords();
  drawLeaderboard();
  drawDifferences();
  drawFamilies();
  drawFiles();
  drawCharts();
  $("theme").addEventListener("click", () => switchTheme(theme === "dark" ? "light" : "dark"));
  $("print").addEventListener("click", () => window.print());
  document.addEventListener("keydown", (k) => {
    if (k.ctrlKey || k.metaKey || k.altKey || /INPUT|TEXTAREA|SELECT/.test(k.target.tagName)) return;
    if (k.key === "t") { switchTheme(theme === "dark" ? "light" : "dark"); k.preventDefault(); }
  });
  let resizing;
  window.addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(drawCharts, 120); });
  let before = null;
  window.addEventListener("beforeprint", () => { before = theme; if (theme === "dark") switchTheme("light"); });
  window.addEventListener("afterprint", () => { if (before === "dark") switchTheme("dark"); });
})();
