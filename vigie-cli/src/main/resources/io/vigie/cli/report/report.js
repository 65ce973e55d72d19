"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const MISSING = 65535;
  const LEVEL_COLOUR = { critical: "--critical", high: "--high", medium: "--medium", low: "--low" };

  // ---- decoding: numbers travel as base64 of little-endian arrays, quantised between a channel's minimum and maximum
  function bytes(text) {
    const binary = atob(text);
    const array = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) array[i] = binary.charCodeAt(i);
    return array.buffer;
  }
  function track(source) {
    if (!source) return null;
    const codes = new Uint16Array(bytes(source.codes));
    const scale = (source.max - source.min) / (MISSING - 1);
    return {
      codes, length: codes.length / source.width, width: source.width, min: source.min, max: source.max,
      rowsPerPoint: source.rowsPerPoint,
      value: (code) => (code === MISSING ? NaN : source.min + code * scale),
    };
  }
  const positions = data.time.positions ? new Float64Array(bytes(data.time.positions)) : null;
  const rows = data.time.rows;
  const channels = data.channels.map((c) => ({
    name: c.name, unit: c.unit, label: c.unit ? c.name + " [" + c.unit + "]" : c.name,
    signal: track(c.signal), low: track(c.low), high: track(c.high), heat: new Uint8Array(bytes(c.heat)),
  }));
  const score = track(data.score);
  const posterior = track(data.posterior);

  // ---- time: rows are the axis of every chart; labels show the time of a row
  function position(row) {
    const clamped = Math.max(0, Math.min(rows - 1, row));
    if (!positions) return data.time.start + clamped;
    const place = clamped / data.time.rowsPerPosition;
    const i = Math.min(positions.length - 1, Math.floor(place));
    const j = Math.min(positions.length - 1, i + 1);
    return positions[i] + (positions[j] - positions[i]) * (place - i);
  }
  const two = (n) => String(n).padStart(2, "0");
  function timeText(row, spanRows) {
    const at = position(Math.round(row));
    if (data.time.kind === "ROW") return "row " + at.toLocaleString("en");
    const date = new Date(at);
    const day = date.getUTCFullYear() + "-" + two(date.getUTCMonth() + 1) + "-" + two(date.getUTCDate());
    const clock = two(date.getUTCHours()) + ":" + two(date.getUTCMinutes());
    const span = position(Math.min(rows - 1, row + (spanRows || 0))) - at;
    if (spanRows && span > 8 * 864e5) return day;
    const seconds = spanRows && span > 36e5 ? "" : ":" + two(date.getUTCSeconds());
    return day + " " + clock + seconds + (data.time.kind === "INSTANT" && !spanRows ? " UTC" : "");
  }
  function number(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(2);
    return String(Number(value.toPrecision(4)));
  }
  const percent = (share) => (share >= 0.995 && share < 1 ? "> 99 %" : Math.round(share * 100) + " %");

  // ---- decimation: the smallest and the largest value of every pixel survive, so that no spike is ever hidden
  function decimate(source, from, to, pixels) {
    const first = Math.max(0, Math.floor(from / source.rowsPerPoint));
    const last = Math.min(source.length, Math.ceil(to / source.rowsPerPoint) + 1);
    const points = [];
    const bucket = Math.max(1, Math.floor((last - first) / pixels));
    for (let i = first; i < last; i += bucket) {
      const end = Math.min(last, i + bucket);
      let lowest = MISSING, highest = -1, lowAt = i, highAt = i;
      for (let k = i; k < end; k++) {
        for (let w = 0; w < source.width; w++) {
          const code = source.codes[k * source.width + w];
          if (code === MISSING) continue;
          if (code < lowest) { lowest = code; lowAt = k + w / source.width; }
          if (code > highest) { highest = code; highAt = k + w / source.width; }
        }
      }
      if (highest < 0) { points.push([i * source.rowsPerPoint, NaN]); continue; }
      const a = [lowAt * source.rowsPerPoint, source.value(lowest)];
      const b = [highAt * source.rowsPerPoint, source.value(highest)];
      if (lowest === highest) points.push(a); else if (lowAt <= highAt) points.push(a, b); else points.push(b, a);
    }
    return points;
  }
  // the widest band within each pixel, as [row, low, high]
  function band(channel, from, to, pixels) {
    const low = channel.low, high = channel.high;
    const first = Math.max(0, Math.floor(from / low.rowsPerPoint));
    const last = Math.min(low.length, Math.ceil(to / low.rowsPerPoint) + 1);
    const bucket = Math.max(1, Math.floor((last - first) / pixels));
    const points = [];
    for (let i = first; i < last; i += bucket) {
      let l = Infinity, h = -Infinity;
      for (let k = i; k < Math.min(last, i + bucket); k++) {
        if (low.codes[k] === MISSING) continue;
        l = Math.min(l, low.value(low.codes[k])); h = Math.max(h, high.value(high.codes[k]));
      }
      if (l <= h) points.push([i * low.rowsPerPoint, l, h], [Math.min(rows, (i + bucket) * low.rowsPerPoint) - 1, l, h]);
    }
    return points;
  }
  // one polygon from all points of the series it draws; stacked areas need equal category steps, which rows are not
  function bandSeries(id, grid, points, opacity) {
    return {
      id, type: "custom", xAxisIndex: grid, yAxisIndex: grid, silent: true, clip: true, z: 1, encode: { x: 0, y: [1, 2], tooltip: [] }, tooltip: { show: false },
      data: points, renderItem: (params, api) => {
        if (params.dataIndexInside > 0 || !points.length) return;
        const upper = [], lower = [];
        for (const p of points) { if (p[1] === null) continue; upper.push(api.coord([p[0], p[2]])); lower.push(api.coord([p[0], p[1]])); }
        return { type: "polygon", shape: { points: upper.concat(lower.reverse()) }, style: { fill: colour("--accent"), opacity } };
      },
    };
  }

  // ---- operating states: runs of rows, numbered so that colour is not all there is
  function stateAt(row) {
    const runs = data.states.runs;
    let low = 0, high = runs.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (runs[middle][0] <= row) low = middle; else high = middle - 1; }
    return runs[low][1];
  }
  // runs as [from, to, state]; of those that share a pixel the last is drawn
  function stateRuns(from, to, pixels) {
    const runs = data.states.runs, width = (to - from) / pixels, kept = [];
    runs.forEach((run, i) => {
      const end = i + 1 < runs.length ? runs[i + 1][0] : rows;
      if (end <= from || run[0] > to) return;
      const last = kept[kept.length - 1];
      if (last && last[1] - last[0] < width) kept.pop();
      kept.push([last && last[1] - last[0] < width ? last[0] : run[0], end, run[1]]);
    });
    return kept;
  }
  function stateSeries(id, grid, runs) {
    return {
      id, type: "custom", xAxisIndex: grid, yAxisIndex: grid, silent: true, clip: true, encode: { x: [0, 1], y: [], tooltip: [] }, tooltip: { show: false }, data: runs,
      renderItem: (params, api) => {
        const a = api.coord([api.value(0), 1]), b = api.coord([api.value(1), 0]);
        const left = Math.max(a[0], params.coordSys.x), right = Math.min(b[0], params.coordSys.x + params.coordSys.width);
        if (right <= left) return;
        const ink = LINES[theme][api.value(2) % LINES[theme].length];
        return { type: "group", children: [
          { type: "rect", shape: { x: left, y: a[1], width: right - left, height: b[1] - a[1] }, style: { fill: ink, opacity: 0.3 } },
          { type: "text", style: { text: right - left > 16 ? String(api.value(2) + 1) : "", x: (left + right) / 2, y: (a[1] + b[1]) / 2, align: "center", verticalAlign: "middle", fontSize: 11, fill: colour("--ink") } },
        ] };
      },
    };
  }

  // ---- colours from the style sheet, so that charts follow the theme
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const LINES = { light: ["#0b6e99", "#7a4fa3", "#2c7a4b", "#b0560f", "#a03b6e", "#48606f"], dark: ["#56b4dc", "#b394dd", "#6fc492", "#f0a35e", "#e08db5", "#a9c0cd"] };
  let theme = "light";
  try { theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"; } catch (e) { /* light */ }
  let view = { from: 0, to: rows - 1 };
  let shown = initialChannels();
  let lanes, charts;

  function initialChannels() {
    const order = data.channels.map((c, i) => i).sort((a, b) => data.channels[b].weight - data.channels[a].weight || a - b);
    return order.slice(0, Math.min(5, order.length)).sort((a, b) => a - b);
  }
  const axisText = () => ({ color: colour("--muted"), fontSize: 12 });
  const span = () => view.to - view.from;
  function eventAreas() {
    return {
      silent: true, itemStyle: { color: colour("--shade") },
      data: data.events.filter((e) => e.to >= view.from && e.from <= view.to).map((e) => [{ xAxis: e.from }, { xAxis: Math.max(e.to - 1, e.from + Math.max(1, span() / 900)) }]),
    };
  }
  function trainLine() {
    return data.trainRows > 0 && data.trainRows < rows
      ? { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colour("--muted"), type: "dashed" }, data: [{ xAxis: data.trainRows }] }
      : undefined;
  }

  // ---- overview: P(anomaly) and one lane a channel
  function drawLanes() {
    const buckets = data.heatBuckets;
    const laneHeight = Math.max(12, Math.min(26, 460 / channels.length));
    const height = 70 + laneHeight * channels.length + 40;
    $("lanes").style.height = height + "px";
    if (lanes) lanes.dispose();
    lanes = echarts.init($("lanes"), null, { renderer: "canvas" });
    const cells = [];
    channels.forEach((c, i) => { for (let b = 0; b < buckets; b++) if (c.heat[b] > 0) cells.push([b, channels.length - 1 - i, c.heat[b]]); });
    const rowsPerBucket = rows / buckets;
    const curve = [];
    for (let b = 0; b < buckets; b++) curve.push(maximum(posterior, b * rowsPerBucket, (b + 1) * rowsPerBucket));
    const names = channels.map((c) => c.name).reverse();
    const left = Math.min(190, 30 + 7.2 * Math.max(...names.map((n) => n.length)));
    const ticks = { show: true, interval: Math.floor(buckets / 8), color: colour("--muted"), formatter: (b) => timeText(b * rowsPerBucket, rows) };
    lanes.setOption({
      animation: false, textStyle: { fontFamily: "inherit" },
      grid: [{ left, right: 20, top: 8, height: 44 }, { left, right: 20, top: 62, height: laneHeight * channels.length }],
      xAxis: [
        { type: "category", gridIndex: 0, data: curve.map((_, b) => b), axisLabel: { show: false }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line") } } },
        { type: "category", gridIndex: 1, data: curve.map((_, b) => b), axisLabel: ticks, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line") } } },
      ],
      yAxis: [
        { type: "value", gridIndex: 0, min: 0, max: 1, interval: 1, axisLabel: axisText(), splitLine: { show: false }, name: "P", nameLocation: "middle", nameGap: 24, nameTextStyle: axisText() },
        { type: "category", gridIndex: 1, data: names, axisLabel: { ...axisText(), fontSize: Math.min(12, laneHeight - 1), interval: 0, overflow: "truncate", width: left - 20 }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("--line") } }, splitArea: { show: true, areaStyle: { color: [colour("--panel"), colour("--ground")] } } },
      ],
      visualMap: { show: false, min: 0, max: 255, seriesIndex: 1, dimension: 2, inRange: { color: theme === "dark" ? ["#1d3140", "#2f6a86", "#e5b84e", "#ff7a3c", "#ff3b4e"] : ["#e3edf3", "#8fbdd3", "#f0c04a", "#e0641b", "#a8071a"] } },
      tooltip: {
        confine: true, formatter: (p) => {
          const b = p.seriesIndex === 0 ? p.dataIndex : p.value[0];
          const from = timeText(b * rowsPerBucket);
          return p.seriesIndex === 0 ? from + "<br>P(anomaly) up to " + percent(p.value || 0) : escape(names[p.value[1]]) + "<br>" + from + "<br>" + number(Math.pow(2, p.value[2] / 51)) + (p.value[2] === 255 ? " times its normal level or more" : " times its normal level");
        },
      },
      series: [
        { type: "line", xAxisIndex: 0, yAxisIndex: 0, data: curve, symbol: "none", lineStyle: { width: 1, color: colour("--high") }, areaStyle: { color: colour("--high"), opacity: 0.35 } },
        { type: "heatmap", xAxisIndex: 1, yAxisIndex: 1, data: cells, progressive: 20000 },
      ],
    });
    lanes.getZr().off("click");
    lanes.getZr().on("click", (e) => {
      const b = lanes.convertFromPixel({ xAxisIndex: 1 }, e.offsetX);
      if (b >= 0 && b < buckets) {
        const half = Math.max(100, rows * 0.03);
        show(b * rowsPerBucket - half, b * rowsPerBucket + half);
        $("signals").scrollIntoView({ behavior: "smooth" });
      }
    });
  }
  function maximum(source, from, to) {
    let highest = -1;
    const last = Math.min(source.length, Math.max(Math.floor(from / source.rowsPerPoint) + 1, Math.ceil(to / source.rowsPerPoint)));
    for (let k = Math.floor(from / source.rowsPerPoint); k < last; k++) {
      for (let w = 0; w < source.width; w++) { const code = source.codes[k * source.width + w]; if (code !== MISSING && code > highest) highest = code; }
    }
    return highest < 0 ? null : source.value(highest);
  }

  // ---- signals: one linked chart of several grids
  function drawCharts() {
    const tracks = shown.map((i) => ({ kind: "channel", channel: channels[i] })).concat(data.states ? [{ kind: "state" }] : [], [{ kind: "score" }, { kind: "posterior" }]);
    const each = shown.length > 6 ? 84 : 112, gap = 24;
    const tops = [];
    let top = 20;
    for (const t of tracks) { t.height = t.kind === "channel" ? each : t.kind === "state" ? 18 : 64; tops.push(top); top += t.height + gap; }
    $("charts").style.height = top + 58 + "px";
    if (charts) charts.dispose();
    charts = echarts.init($("charts"), null, { renderer: "canvas" });
    const palette = LINES[theme];
    const option = {
      animation: false, textStyle: { fontFamily: "inherit" }, grid: [], xAxis: [], yAxis: [], series: [], title: [],
      axisPointer: { link: [{ xAxisIndex: "all" }], label: { show: false } },
      tooltip: { trigger: "axis", confine: true, formatter: tooltip },
      dataZoom: [
        { type: "inside", xAxisIndex: tracks.map((_, i) => i), startValue: view.from, endValue: view.to, filterMode: "none", minValueSpan: 10 },
        { type: "slider", xAxisIndex: tracks.map((_, i) => i), startValue: view.from, endValue: view.to, filterMode: "none", minValueSpan: 10, bottom: 8, height: 26, showDataShadow: false, labelFormatter: (v) => timeText(v, rows), textStyle: axisText(), borderColor: colour("--line") },
      ],
    };
    tracks.forEach((t, g) => {
      const last = g === tracks.length - 1;
      option.grid.push({ left: 76, right: 20, top: tops[g], height: t.height });
      option.title.push({ text: t.kind === "channel" ? t.channel.label : t.kind === "state" ? "operating state" : t.kind === "score" ? "score" : "P(anomaly)", left: 78, top: tops[g] - 18, textStyle: { fontSize: 12, fontWeight: 600, color: colour("--ink") } });
      option.xAxis.push({
        type: "value", gridIndex: g, min: 0, max: rows - 1, splitLine: { show: false }, axisLine: { lineStyle: { color: colour("--line") } }, axisTick: { show: last },
        axisLabel: last ? { color: colour("--muted"), formatter: (v) => timeText(v, span()), hideOverlap: true, showMinLabel: false, showMaxLabel: false } : { show: false },
      });
      option.yAxis.push({
        type: "value", gridIndex: g, scale: t.kind === "channel", splitNumber: 3, axisLabel: { ...axisText(), formatter: number, hideOverlap: true },
        splitLine: { lineStyle: { color: colour("--line"), opacity: 0.6 } }, ...(t.kind === "posterior" ? { min: 0, max: 1, interval: 0.5 } : t.kind === "state" ? { min: 0, max: 1, show: false } : {}),
      });
      const base = { type: "line", xAxisIndex: g, yAxisIndex: g, symbol: "none", sampling: null, silent: true };
      if (t.kind === "state") { option.series.push(stateSeries("line" + g, g, [])); return; }
      if (t.kind === "channel" && t.channel.low) {
        option.series.push(bandSeries("band" + g, g, [], 0.18));
      }
      const ink = t.kind === "channel" ? palette[g % palette.length] : t.kind === "score" ? colour("--ink") : colour("--high");
      option.series.push({ ...base, id: "line" + g, lineStyle: { width: 1.2, color: ink }, itemStyle: { color: ink }, areaStyle: t.kind === "posterior" ? { color: ink, opacity: 0.25 } : undefined, data: [], markArea: eventAreas(), markLine: trainLine() });
    });
    charts.setOption(option);
    charts.tracks = tracks;
    charts.on("datazoom", () => {
      const zoom = charts.getOption().dataZoom[0];
      view = { from: Math.max(0, zoom.startValue), to: Math.min(rows - 1, zoom.endValue) };
      fill();
    });
    fill();
  }
  let pending = false, zoomToo = false;
  function fill(zoom) {
    zoomToo = zoomToo || zoom === true;
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      const pixels = Math.max(200, $("charts").clientWidth - 96);
      const margin = span() * 0.05;
      const series = [];
      charts.tracks.forEach((t, g) => {
        if (t.kind === "state") { series.push(stateSeries("line" + g, g, stateRuns(view.from - margin, view.to + margin, pixels))); return; }
        const source = t.kind === "channel" ? t.channel.signal : t.kind === "score" ? score : posterior;
        if (t.kind === "channel" && t.channel.low) {
          series.push(bandSeries("band" + g, g, band(t.channel, view.from - margin, view.to + margin, pixels), 0.18));
        }
        series.push({ id: "line" + g, data: decimate(source, view.from - margin, view.to + margin, pixels), markArea: eventAreas() });
      });
      const zooms = [{ startValue: view.from, endValue: view.to }, { startValue: view.from, endValue: view.to }];
      charts.setOption(zoomToo ? { dataZoom: zooms, series } : { series });
      zoomToo = false;
    });
  }
  function at(source, row) {
    const k = Math.min(source.length - 1, Math.max(0, Math.floor(row / source.rowsPerPoint)));
    return source.value(source.codes[k * source.width + source.width - 1]);
  }
  function tooltip(hits) {
    if (!hits.length) return "";
    const row = hits[0].axisValue;
    const lines = ["<b>" + timeText(row) + "</b>"];
    for (const t of charts.tracks) {
      if (t.kind !== "channel") continue;
      let text = escape(t.channel.label) + ": " + number(at(t.channel.signal, row));
      if (t.channel.low) text += " <span style='opacity:.7'>(expected " + number(at(t.channel.low, row)) + " … " + number(at(t.channel.high, row)) + ")</span>";
      lines.push(text);
    }
    if (data.states) lines.push("operating state " + (stateAt(row) + 1));
    lines.push("score " + number(at(score, row)) + ", P(anomaly) " + percent(at(posterior, row) || 0));
    return lines.join("<br>");
  }
  function show(from, to) {
    const width = Math.max(20, to - from);
    let a = from, b = from + width;
    if (a < 0) { b -= a; a = 0; }
    if (b > rows - 1) { a = Math.max(0, a - (b - rows + 1)); b = rows - 1; }
    view = { from: a, to: b };
    fill(true);
  }
  let current = -1;
  function jump(index, focusCharts) {
    if (!data.events.length) return;
    current = (index + data.events.length) % data.events.length;
    const e = data.events[current];
    const context = Math.max(60, (e.to - e.from) * 1.5);
    const top = e.channels.slice(0, 5).map((c) => c.index).filter((i) => i >= 0);
    if (top.length) { shown = Array.from(new Set(top)); drawPicker(); drawCharts(); }
    show(e.from - context, e.to + context);
    if (focusCharts) { $("signals").scrollIntoView({ behavior: "smooth" }); $("charts").focus({ preventScroll: true }); }
  }

  // ---- words and tables
  function escape(text) { return String(text).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";"); }
  function element(tag, attributes, ...children) {
    const e = document.createElement(tag);
    for (const key in attributes || {}) { if (key.startsWith("on")) e.addEventListener(key.slice(2), attributes[key]); else e.setAttribute(key, attributes[key]); }
    for (const child of children) e.append(child);
    return e;
  }
  function table(heads, body) {
    const head = element("tr");
    heads.forEach((h) => head.append(element("th", h.startsWith("#") ? { class: "number", scope: "col" } : { scope: "col" }, h.replace(/^#/, ""))));
    return element("div", { class: "scroll" }, element("table", null, element("thead", null, head), element("tbody", null, ...body)));
  }
  function pairs(object) {
    const list = element("dl", { class: "pairs" });
    for (const key in object) list.append(element("dt", null, key), element("dd", null, String(object[key])));
    return list;
  }
  function drawWords() {
    $("title").textContent = data.title;
    $("subtitle").textContent = data.subtitle;
    for (const sentence of data.summary) $("summary-words").append(element("p", null, sentence));
    for (const figure of data.figures) $("figures").append(element("div", null, element("dt", null, figure.name), element("dd", null, figure.value)));
    if (!data.events.length) $("event-table").append(element("p", null, "No event exceeds the false-alarm budget."));
    else {
      $("event-table").append(table(["#", "from", "to", "#P(anomaly)", "severity", "channels", "what happened"], data.events.map((e, i) => element("tr", {
        class: "jump", tabindex: "0", role: "link", "aria-label": "Show event " + (i + 1),
        onclick: () => jump(i, true), onkeydown: (k) => { if (k.key === "Enter" || k.key === " ") { k.preventDefault(); jump(i, true); } },
      }, element("td", null, String(i + 1)), element("td", { class: "time" }, e.start), element("td", { class: "time" }, e.end), element("td", { class: "number" }, percent(e.probability)),
      element("td", null, element("span", { class: "level " + e.level }, e.level)), element("td", null, e.channels.slice(0, 3).map((c) => c.name).join(", ")), element("td", null, e.sentence)))));
    }
    if (data.states) {
      $("states").hidden = false;
      $("states-body").append(table(["state", "#share of train part", "#lasts on average"].concat(channels.map((c) => "#mean of " + c.label)), data.states.found.map((s, i) => element("tr", null,
        element("td", null, String(i + 1)), element("td", { class: "number" }, percent(s.share)), element("td", { class: "number" }, s.dwell), ...s.means.map((m) => element("td", { class: "number" }, number(m)))))));
    }
    $("quality-body").append(element("ul", { class: "notes" }, ...data.quality.notes.map((n) => element("li", null, n))));
    if (data.quality.channels.length) {
      $("quality-body").append(table(["channel", "#missing", "#minimum", "#median", "#maximum", "#sensor noise", "remarks"], data.quality.channels.map((c) => element("tr", null,
        element("td", null, c.name), element("td", { class: "number" }, c.missing > 0 ? (c.missing * 100).toPrecision(2) + " %" : "0"), element("td", { class: "number" }, number(c.min)),
        element("td", { class: "number" }, number(c.median)), element("td", { class: "number" }, number(c.max)), element("td", { class: "number" }, number(c.noise)), element("td", null, c.remarks)))));
    }
    $("provenance-body").append(pairs(data.provenance));
  }
  // two lines on one scale, as text for those who do not see them; bands, where there are some, behind them
  function overlay(pair, words) {
    const all = pair.actual.concat(pair.normal, pair.low95 || [], pair.high95 || []).filter((v) => v !== null);
    const low = Math.min(...all), high = Math.max(...all), range = high > low ? high - low : 1;
    const place = (v, i, count) => (240 * i / Math.max(1, count - 1)).toFixed(1) + " " + (53 - 50 * (v - low) / range).toFixed(1);
    const path = (values) => {
      let text = "", pen = "M";
      values.forEach((v, i) => { if (v === null) { pen = "M"; return; } text += pen + place(v, i, values.length); pen = "L"; });
      return text;
    };
    const area = (lows, highs) => {
      const told = lows.map((v, i) => i).filter((i) => lows[i] !== null && highs[i] !== null);
      return told.length ? "M" + told.map((i) => place(highs[i], i, highs.length)).concat(told.reverse().map((i) => place(lows[i], i, lows.length))).join("L") + "Z" : "";
    };
    const label = channels[pair.index].label;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const attributes = { viewBox: "0 0 240 56", preserveAspectRatio: "none", role: "img", "aria-label": label + " " + words + ", from " + number(low) + " to " + number(high) };
    for (const key in attributes) svg.setAttribute(key, attributes[key]);
    for (const band of ["95", "80"]) if (pair["low" + band]) {
      const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
      shape.setAttribute("class", "band"); shape.setAttribute("d", area(pair["low" + band], pair["high" + band]));
      svg.append(shape);
    }
    for (const kind of ["actual", "normal"]) { // dashes leave what is below them to be seen
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("class", kind); line.setAttribute("d", path(pair[kind]));
      svg.append(line);
    }
    return element("figure", null, svg, element("figcaption", null, label + ", " + number(low) + " to " + number(high)));
  }
  function evidencePanel(evidence) {
    return element("div", { class: "evidence" }, element("p", null, evidence.sentence),
      element("div", { class: "pairs-of-lines" }, ...evidence.channels.map((c) => overlay(c, "around the peak and in the most similar normal window"))),
      element("p", { class: "muted" }, "Line: " + timeText(evidence.from) + " to " + timeText(evidence.to - 1) + ", around the peak. Dashed: the most similar normal window."));
  }
  function counterfactualPanel(told) {
    const panel = element("div", { class: "evidence counterfactual" }, element("h4", null, "What it should have looked like"));
    if (!told.channels) {
      panel.append(element("p", null, "Not told. " + told.sentence));
      return panel;
    }
    panel.append(element("p", null, told.sentence),
      element("div", { class: "pairs-of-lines" }, ...told.channels.map((c) => overlay(c, "as measured and as it should have been"))),
      element("p", { class: "muted" }, "Line: measured, " + timeText(told.from) + " to " + timeText(told.to - 1) + ". Dashed: the normal course that was judged, which is what was measured where that is typical. Shaded: where 80 % and 95 % of the courses lie that were drawn given the other channels."
        + (told.changed > told.channels.length ? " These are the first " + told.channels.length + " of " + told.changed + " changed channels; counterfactuals.csv has all." : "")));
    return panel;
  }
  function drawPanels() {
    data.events.forEach((e, i) => {
      const rowsOfTable = e.channels.map((c) => element("tr", null, element("td", null, c.name),
        element("td", null, element("span", { class: "share", style: "width:" + Math.round(c.share * 80) + "px" }), percent(c.share)),
        element("td", { class: "number" }, c.actualText), element("td", { class: "number" }, c.expectedText), element("td", null, c.direction)));
      const picture = element("div", { class: "chart", role: "img", "aria-label": "Expected against actual for the first channels of event " + (i + 1) });
      const panel = element("article", { class: "event " + e.level, id: "event-" + (i + 1) },
        element("h3", null, "Event " + (i + 1) + ": " + e.start + " to " + e.end + " (" + e.duration + ")"),
        element("p", { class: "sentence" }, e.sentence),
        element("div", { class: "parts" },
          element("div", null, table(["channel", "share", "#actual", "#expected", "direction"], rowsOfTable),
            element("p", { class: "muted" }, "P(anomaly) " + percent(e.probability) + ", peak at " + e.peak + (e.members ? ". Members at the peak: " + e.members : "") + ". "),
            element("button", { type: "button", onclick: () => jump(i, true) }, "Show in the signals")),
          picture));
      if (e.counterfactual) panel.append(counterfactualPanel(e.counterfactual));
      if (e.evidence) panel.append(evidencePanel(e.evidence));
      $("event-panels").append(panel);
      panel.picture = picture; panel.event = e;
    });
    const draw = (panel) => {
      const parts = panel.event.details;
      if (!parts || !parts.length) { panel.picture.remove(); return; }
      if (panel.chart) panel.chart.dispose();
      panel.picture.style.height = 16 + parts.length * 104 + 24 + "px";
      const chart = panel.chart = echarts.init(panel.picture);
      const option = { animation: false, textStyle: { fontFamily: "inherit" }, grid: [], xAxis: [], yAxis: [], series: [], title: [], tooltip: { trigger: "axis", confine: true, formatter: (hits) => hits.length ? "<b>" + timeText(hits[0].axisValue) + "</b>" + hits.filter((h) => /actual|expected/.test(h.seriesName)).map((h) => "<br>" + h.seriesName + " " + number(h.value[1])).join("") : "" } };
      parts.forEach((d, g) => {
        const last = g === parts.length - 1;
        const xs = d.rows, c = channels[d.index];
        option.grid.push({ left: 62, right: 10, top: 22 + g * 104, height: 74 });
        option.title.push({ text: c.label, left: 62, top: 2 + g * 104, textStyle: { fontSize: 12, fontWeight: 600, color: colour("--ink") } });
        option.xAxis.push({ type: "value", gridIndex: g, min: xs[0], max: xs[xs.length - 1], splitLine: { show: false }, axisLine: { lineStyle: { color: colour("--line") } }, axisLabel: last ? { ...axisText(), formatter: (v) => timeText(v, xs[xs.length - 1] - xs[0]), hideOverlap: true, showMinLabel: false, showMaxLabel: false } : { show: false }, axisTick: { show: last } });
        option.yAxis.push({ type: "value", gridIndex: g, scale: true, splitNumber: 2, axisLabel: { ...axisText(), formatter: number }, splitLine: { lineStyle: { color: colour("--line"), opacity: 0.5 } } });
        const base = { type: "line", xAxisIndex: g, yAxisIndex: g, symbol: "none", silent: true };
        option.series.push(bandSeries("band" + g, g, xs.map((x, k) => [x, d.low[k], d.high[k]]), 0.2));
        option.series.push({ ...base, name: "expected", lineStyle: { width: 1, type: "dashed", color: colour("--accent") }, itemStyle: { color: colour("--accent") }, data: xs.map((x, k) => [x, d.expected[k]]) });
        option.series.push({ ...base, name: "actual", lineStyle: { width: 1.4, color: colour("--high") }, itemStyle: { color: colour("--high") }, data: xs.map((x, k) => [x, d.actual[k]]), markArea: { silent: true, itemStyle: { color: colour("--shade") }, data: [[{ xAxis: panel.event.from }, { xAxis: Math.max(panel.event.from + 0.5, panel.event.to - 1) }]] } });
      });
      chart.setOption(option);
    };
    const panels = Array.from(document.querySelectorAll(".event"));
    const seen = new Set();
    const watcher = typeof IntersectionObserver === "undefined" ? null : new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (entry.isIntersecting && !seen.has(entry.target)) { seen.add(entry.target); draw(entry.target); }
    }), { rootMargin: "600px" });
    panels.forEach((p) => (watcher ? watcher.observe(p) : draw(p)));
    redrawPanels = (all) => panels.forEach((p) => { if (all || seen.has(p)) { seen.add(p); draw(p); } });
  }
  let redrawPanels = () => {};
  function drawPicker() {
    $("picker-list").replaceChildren(...channels.map((c, i) => {
      const box = element("input", { type: "checkbox" });
      box.checked = shown.includes(i);
      box.addEventListener("change", () => {
        shown = box.checked ? shown.concat(i).sort((a, b) => a - b) : shown.filter((k) => k !== i);
        drawCharts();
      });
      return element("label", null, box, " " + c.label);
    }));
  }
  function applyTheme() {
    document.documentElement.setAttribute("data-theme", theme);
    $("theme").textContent = theme === "dark" ? "Light" : "Dark";
  }
  function switchTheme(next) { theme = next; applyTheme(); drawLanes(); drawCharts(); redrawPanels(false); }

  applyTheme();
  drawWords();
  drawPanels();
  drawPicker();
  drawLanes();
  drawCharts();

  $("theme").addEventListener("click", () => switchTheme(theme === "dark" ? "light" : "dark"));
  $("print").addEventListener("click", () => window.print());
  $("whole").addEventListener("click", () => show(0, rows - 1));
  $("next").addEventListener("click", () => jump(current + 1, false));
  $("previous").addEventListener("click", () => jump(current < 0 ? data.events.length - 1 : current - 1, false));
  document.addEventListener("keydown", (k) => {
    if (k.ctrlKey || k.metaKey || k.altKey || /INPUT|TEXTAREA|SELECT/.test(k.target.tagName)) return;
    const onCharts = k.target === $("charts");
    const step = span() * 0.2, middle = (view.from + view.to) / 2;
    if (k.key === "n") jump(current + 1, true);
    else if (k.key === "p") jump(current < 0 ? data.events.length - 1 : current - 1, true);
    else if (k.key === "t") switchTheme(theme === "dark" ? "light" : "dark");
    else if (k.key === "0") show(0, rows - 1);
    else if (onCharts && k.key === "ArrowRight") show(view.from + step, view.to + step);
    else if (onCharts && k.key === "ArrowLeft") show(view.from - step, view.to - step);
    else if (onCharts && (k.key === "+" || k.key === "=")) show(middle - span() / 4, middle + span() / 4);
    else if (onCharts && k.key === "-") show(middle - span(), middle + span());
    else return;
    k.preventDefault();
  });
  let resizing;
  window.addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(() => { lanes.resize(); charts.resize(); fill(); document.querySelectorAll(".event").forEach((p) => p.chart && p.chart.resize()); }, 120); });
  let beforePrint = null;
  window.addEventListener("beforeprint", () => { beforePrint = theme; if (theme === "dark") switchTheme("light"); redrawPanels(true); });
  window.addEventListener("afterprint", () => { if (beforePrint === "dark") switchTheme("dark"); });
})();
