"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const names = data.generators;
const ranked = data.ranking.generators;
// Chosen to be told apart on light and dark ground and by most colour-blind readers; shapes say the same once more.
const colours = ["#4c8fd6", "#e08a1e", "#3fa66b", "#c74f6b", "#8a6fd1", "#9a7b4f", "#2aa5ad", "#d06bb3", "#8fa02a"];
const shapes = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolDiamond, d3.symbolCross, d3.symbolStar, d3.symbolWye];
const others = "#8b919c";
const NONE = -1;

const one = (selector) => d3.select(selector);
const known = (value) => value !== null && value !== undefined;
const plain = (value, digits) => value === 0 || (Math.abs(value) >= 0.5 * 10 ** -digits && Math.abs(value) < 1e6);
const number = (value, digits = 4) =>
  known(value) ? (plain(value, digits) ? value.toFixed(digits) : value.toExponential(2).replace("e+", "e")).replaceAll("-", "−") : "–";
const signed = (value) => known(value) ? (value > 0 ? "+" : "") + number(value) : "";
const hundredths = (value) => Math.abs(value) < 0.005 ? "0" : value.toFixed(2).replace("0.", ".").replace("-", "−");
const percent = (share) => (100 * share).toFixed(1) + "\u00a0%";
const count = d3.format(",");
const short = (name, most) => name.length > most ? name.slice(0, most - 1) + "…" : name;
const list = (selector, lines) => one(selector).selectAll("li").data(lines).join("li").text((line) => line);

function table(selector, head, rows) {
  const element = one(selector);
  element.selectAll("*").remove();
  element.append("thead").append("tr").selectAll("th").data(head).join("th").text((cell) => cell);
  element.append("tbody").selectAll("tr").data(rows).join("tr")
    .selectAll("td").data((row) => row).join("td").text((cell) => cell);
}

/** An empty drawing in the chart of a section, as wide as the section is now: text keeps its size on a phone. */
function canvas(selector, label, height) {
  const chart = one(selector);
  const width = Math.max(260, chart.node().clientWidth || 700);
  chart.selectAll("svg").remove();
  const tall = typeof height === "function" ? height(width) : height;
  const svg = chart.append("svg").attr("viewBox", `0 0 ${width} ${tall}`).attr("role", "img").attr("aria-label", label);
  return { svg, width, height: tall };
}

function axis(svg, scale, y, from, label) {
  const ticks = Math.max(2, Math.min(8, Math.floor((scale.range()[1] - scale.range()[0]) / 80)));
  svg.append("g").selectAll("line").data(scale.ticks(ticks)).join("line").attr("class", "grid")
    .attr("x1", scale).attr("x2", scale).attr("y1", from).attr("y2", y);
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${y})`).call(d3.axisBottom(scale).ticks(ticks).tickSizeOuter(0));
  svg.append("text").attr("class", "faint").attr("x", scale.range()[1]).attr("y", y + 36).attr("text-anchor", "end").text(label);
}

/** Rows of a dot with an interval each. A narrow chart has the names above the rows, a wide one to their left. */
function intervals(selector, label, rows, unit) {
  const narrow = (one(selector).node().clientWidth || 700) < 560;
  const step = narrow ? 42 : 28;
  const { svg, width, height } = canvas(selector, label, rows.length * step + 56);
  const left = narrow ? 4 : Math.min(280, 16 + 7.2 * d3.max(rows, (row) => short(row.name, 38).length));
  const values = rows.flatMap((row) => [row.low, row.high, row.value, row.again]).filter(known);
  const x = d3.scaleLinear().domain(values.length ? d3.extent(values) : [0, 1]).nice().range([left + 6, width - 18]);
  axis(svg, x, height - 48, 0, unit);
  const line = svg.selectAll("g.row").data(rows).join("g").attr("class", (row) => "row " + (row.kind ?? ""))
    .attr("transform", (_, i) => `translate(0,${i * step})`);
  line.append("text").attr("x", narrow ? left : left - 6).attr("y", narrow ? 13 : 18)
    .attr("text-anchor", narrow ? "start" : "end").text((row) => short(row.name, 38)).append("title").text((row) => row.name);
  const middle = narrow ? 26 : 14;
  line.filter((row) => known(row.low) && known(row.high)).append("line").attr("class", "interval")
    .attr("x1", (row) => x(row.low)).attr("x2", (row) => x(row.high)).attr("y1", middle).attr("y2", middle);
  line.filter((row) => known(row.again)).append("circle").attr("class", "hollow").attr("r", 4.5)
    .attr("cx", (row) => x(row.again)).attr("cy", middle);
  line.filter((row) => known(row.value)).append("circle").attr("class", "dot").attr("r", 5)
    .attr("cx", (row) => x(row.value)).attr("cy", middle).append("title").text((row) => row.text);
}

function head() {
  const parts = [`${count(data.ranking.samples)} samples`, `${names.length} generators`, `method for single samples: ${data.method}`,
    `made ${data.made.replace("T", " ").replace("Z", " UTC")} by smoothie ${data.version}`];
  one("#summary").text(parts.join(" · "));
  // An option is not broken at its hyphens.
  one("#command").selectAll("span").data(data.command.split(/(?<= )/)).join("span").classed("option", (word) => word.startsWith("-")).text((word) => word);
  one("footer").text(`Charts: D3 ${data.charts}, copyright Mike Bostock, ISC licence; its text is in the source of this page. Nothing is fetched from anywhere.`);
}

function decision() {
  const found = data.ranking.decision;
  if (!found) return;
  const [first, ...others] = found.lines.map((line) => line.trim().replace(/^decision: /, ""));
  one("#decision").attr("hidden", null);
  one("#decision .verdict").text(`${first[0].toUpperCase()}${first.slice(1)}.`);
  one("#decision .how").text(others.map((line) => `${line[0].toUpperCase()}${line.slice(1)}.`).join(" ")).attr("hidden", others.length ? null : "");
  one("#decision .next").text(`Next: ${found.next}`);
}

function signal() {
  const found = data.ranking.signal;
  const verdict = one("#signal .verdict").classed(found.verdict, true);
  verdict.append("b").text(found.verdict);
  verdict.append("span").text(data.meaning);
  list("#signal .reasons", found.reasons);
  list("#signal .advice ul", found.advice);
  one("#signal .advice").attr("hidden", found.advice.length ? null : "");
}

function methods() {
  const evaluation = data.evaluation;
  if (!evaluation) return;
  one("#methods").attr("hidden", null);
  const rows = [...evaluation.methods].sort((a, b) => b.score - a.score);
  intervals("#methods .chart", "Mean true score of each method", rows.map((method) => ({ name: method.method, value: method.score,
    low: method.interval[0], high: method.interval[1], kind: method.kind, text: `${method.method}: ${number(method.score)}` })),
    `mean true score (${evaluation.truth})`);
  const range = (interval) => interval ? interval.map((end) => number(end)).join(" … ") : "";
  table("#methods table", ["method", "knows", `score (${evaluation.truth})`, "95 %", "− best single", "95 %"], rows.map((method) => [method.method,
    { oracle: "the truth", unsupervised: "outputs", labelled: "labels" }[method.kind], number(method.score), range(method.interval),
    signed(method.to_best_single?.difference), range(method.to_best_single?.interval)]));
  list("#methods .notes", [`judged on ${count(evaluation.samples)} samples`, ...evaluation.notes]);
}

function pairs() {
  if (!data.pairs?.length) return;
  one("#pairs").attr("hidden", null);
  const compared = [...new Set(data.pairs.flatMap((pair) => [pair.first, pair.second]))];
  const selects = ["first", "second"].map((name) => {
    const select = one(`#pairs .${name}`);
    compared.forEach((generator) => select.append("option").attr("value", generator).text(names[generator]));
    return select.property("value", data.pairs[0][name]).on("change", show);
  });
  function show() {
    const [first, second] = selects.map((select) => Number(select.property("value")));
    const [left, right] = [first, second].map((generator) => names[generator]);
    const forward = data.pairs.find((pair) => pair.first === first && pair.second === second);
    const pair = forward ?? data.pairs.find((back) => back.first === second && back.second === first);
    one("#pairs table").selectAll("*").remove();
    if (!pair) {
      one("#pairs .answer").text("Choose two different generators.");
      return;
    }
    const sign = forward ? 1 : -1;
    const ends = pair.interval.map((end) => known(end) ? sign * end : end);
    const better = sign * pair.mean > 0;
    one("#pairs .answer").text(!pair.apart ? "That cannot be told from these samples."
      : better ? `Yes: ${left} is better.` : `No: ${right} is better.`);
    table("#pairs table", ["", "true scores"], [
      ["difference", signed(sign * pair.mean)],
      ["95 % interval", (forward ? ends : ends.reverse()).map((end) => signed(end)).join(" … ")],
      ["p", number(pair.p)],
      [`${left} better`, count(forward ? pair.wins : pair.losses)],
      ["equal", count(pair.ties)],
      [`${right} better`, count(forward ? pair.losses : pair.wins)],
      ["samples", count(pair.samples)],
      ["samples that would show it", known(pair.samples_needed) ? count(pair.samples_needed) : "–"]]);
  }
  show();
}

function ranking() {
  if (data.ranking.probability) {
    const meaning = data.ranking.judges ? "the share of outputs that are better, as the judges tell" : "the probability that one of its outputs is wrong, as the votes tell";
    one("#ranking .note").text(`A generator is a model, or a model with one prompt. Its error is ${meaning}, with its 95\u00a0% interval. Further left is better.`);
  }
  const families = data.ranking.families;
  const again = new Map(families ? families.generators.map((row) => [row.generator, row.error]) : []);
  intervals("#ranking .chart", "Estimated error of each generator", ranked.map((row) => ({ name: row.generator, value: row.error,
    low: known(row.margin) ? row.error - row.margin : null, high: known(row.margin) ? row.error + row.margin : null,
    again: again.get(row.generator), text: `${row.generator}: ${number(row.error)} ± ${number(row.margin)}` })), "error δ");
  if (families) {
    one("#ranking .again").attr("hidden", null).text("Hollow circles: the error if each family (generators that make the same mistakes) counts as one generator. Families: "
      + families.families.filter((family) => family.length > 1).map((family) => family.join(", ")).join("; ")
      + ". The ranking is then, best first: " + families.generators.map((row) => row.generator).join(", ") + ".");
  }
  const place = (ranks) => ranks[0] === ranks[1] ? `${ranks[0]}` : `${ranks[0]}–${ranks[1]}`;
  table("#ranking table", ["generator", "quality θ", "error δ ± 95 %", "rank", "samples"], ranked.map((row) => [row.generator,
    number(row.quality, 3), `${number(row.error)} ± ${number(row.margin)}`, place(row.ranks), count(row.samples)]));
  list("#ranking .groups", data.ranking.not_apart.map((group) => "cannot be told apart at 95 %: " + group.join(", ") + " (their order may be chance)"));
}

function shares(method) {
  const counts = data.routes[method].counts;
  const order = d3.sort(d3.range(names.length), (g) => -counts[g]);
  const shown = order.slice(0, 25);
  one("#shares .note").text(`How many of ${count(data.counted)} samples the method ${data.routes[method].method} routes to each generator.`
    + (order.length > shown.length ? ` The first ${shown.length} of ${order.length} generators.` : "")
    + (data.routes.length > 1 ? " Pick another method at the map below." : ""));
  const narrow = (one("#shares .chart").node().clientWidth || 700) < 560;
  const step = narrow ? 40 : 28;
  const { svg, width } = canvas("#shares .chart", "Share of routes of each generator", shown.length * step + 6);
  const left = narrow ? 4 : Math.min(280, 16 + 7.2 * d3.max(shown, (g) => short(names[g], 38).length));
  const x = d3.scaleLinear().domain([0, Math.max(1, counts[order[0]])]).range([left, width - 110]);
  const row = svg.selectAll("g").data(shown).join("g").attr("transform", (_, i) => `translate(0,${i * step})`);
  row.append("text").attr("x", narrow ? left : left - 8).attr("y", narrow ? 13 : 19).attr("text-anchor", narrow ? "start" : "end")
    .text((g) => short(names[g], 38)).append("title").text((g) => names[g]);
  row.append("rect").attr("class", "bar").attr("x", left).attr("y", narrow ? 18 : 6).attr("height", 16).attr("rx", 2)
    .attr("width", (g) => x(counts[g]) - left);
  row.append("text").attr("class", "faint").attr("x", (g) => x(counts[g]) + 6).attr("y", narrow ? 31 : 19)
    .text((g) => `${count(counts[g])} (${percent(data.counted ? counts[g] / data.counted : 0)})`);
}

/** The generators that have a colour of their own: those that are chosen most often. */
function coloured(method) {
  const counts = data.routes[method].counts;
  return d3.sort(d3.range(names.length), (g) => -counts[g]).filter((g) => counts[g] > 0).slice(0, colours.length);
}

const symbol = (index, size) => d3.symbol(shapes[index < 0 ? 0 : index % shapes.length], size)();

function legend(entries) {
  const box = one("#map .legend");
  box.selectAll("*").remove();
  const item = box.selectAll("span").data(entries).join("span");
  item.append("svg").attr("viewBox", "-8 -8 16 16").append("path").attr("d", (entry) => entry.path).attr("fill", (entry) => entry.fill);
  item.append("span").text((entry) => entry.name);
}

/** What a point looks like: by who was chosen, or by how good one generator is among its similar inputs. */
function look(method, colour) {
  if (colour === "chosen") {
    const own = coloured(method);
    const rest = data.map.points.some((point) => !own.includes(point.chosen[method]));
    legend([...own.map((g, i) => ({ name: names[g], path: symbol(i, 90), fill: colours[i] })),
      ...(rest ? [{ name: "others, or none", path: symbol(NONE, 90), fill: others }] : [])]);
    return { fill: (point) => { const i = own.indexOf(point.chosen[method]); return i < 0 ? others : colours[i]; },
      path: (point) => symbol(own.indexOf(point.chosen[method]), 46) };
  }
  const generator = Number(colour);
  const errors = data.map.points.map((point) => point.error[generator]).filter(known).sort(d3.ascending);
  const low = d3.quantileSorted(errors, 0.02) ?? 0;
  const high = d3.quantileSorted(errors, 0.98) ?? 1;
  const scale = d3.scaleSequential(d3.interpolateViridis).domain(high > low ? [high, low] : [low + 1, low]).clamp(true);
  legend(d3.range(5).map((i) => low + (high - low) * i / 4).map((error, i) => ({ name: `δ ${number(error, 3)}${["  good", "", "", "", "  bad"][i]}`,
    path: symbol(NONE, 90), fill: scale(error) })));
  return { fill: (point) => known(point.error[generator]) ? scale(point.error[generator]) : others, path: () => symbol(NONE, 46) };
}

function map(method, colour) {
  if (!data.map) return;
  const points = data.map.points;
  const { svg, width, height } = canvas("#map .chart", "Map of the samples", (wide) => Math.min(560, Math.max(300, wide * 0.62)));
  const span = (value) => { const [low, high] = d3.extent(points, value); return high > low ? [low, high] : [low - 1, low + 1]; };
  const x = d3.scaleLinear().domain(span((point) => point.x)).range([12, width - 12]);
  const y = d3.scaleLinear().domain(span((point) => point.y)).range([height - 12, 12]);
  const { fill, path } = look(method, colour);
  const mark = svg.append("g").selectAll("path").data(points).join("path").attr("class", "point")
    .attr("transform", (point) => `translate(${x(point.x)},${y(point.y)})`).attr("d", path).attr("fill", fill).attr("fill-opacity", 0.85);
  const nearest = d3.Delaunay.from(points, (point) => x(point.x), (point) => y(point.y));
  const pick = (event) => {
    const index = nearest.find(...d3.pointer(event));
    mark.classed("here", (_, i) => i === index);
    sample(points[index], method);
  };
  svg.insert("rect", "g").attr("width", width).attr("height", height).attr("fill", "transparent");
  svg.on("pointermove", pick).on("pointerdown", pick);
}

/** Shows one sample below the map. */
function sample(point, method) {
  const box = one("#map .sample");
  box.selectAll("*").remove();
  if (!point) {
    box.append("p").attr("class", "note").text("Point at a sample, or touch it, to read it here.");
    return;
  }
  const chosen = point.chosen[method];
  const title = box.append("p");
  title.append("b").text(point.id);
  title.append("span").text(chosen === NONE ? " · no output to choose" : ` · ${names[chosen]}`);
  if (known(point.input)) box.append("p").text(point.input);
  const texts = new Map(point.outputs);
  const shown = d3.sort(new Set([...(chosen === NONE ? [] : [chosen]), ...texts.keys()]), (g) => point.error[g] ?? Infinity);
  const entries = box.append("dl");
  for (const g of shown) {
    const truth = known(point.score?.[g]) ? `, score ${number(point.score[g], 3)}` : "";
    const name = entries.append("dt").classed("chosen", g === chosen);
    name.text(`${names[g]} (δ ${number(point.error[g], 3)}${truth})`);
    entries.append("dd").text(texts.has(g) ? texts.get(g) || "(empty)" : "");
  }
  if (shown.length < names.length) box.append("p").attr("class", "note").text(`${names.length - shown.length} more outputs are not in this page.`);
}

/** The map's selects; the method picked there is that of the shares, too. */
function controls() {
  const drawn = data.map;
  one("#map .note").text(drawn
    ? `${drawn.of === "inputs" ? "Similar inputs" : "Samples with similar outputs (inputs were not embedded)"} lie near each other. The map shows the first two principal components of the embeddings, which hold ${percent(d3.sum(drawn.share))} of their variance, so some samples look closer than they are. `
      + (drawn.points.length < data.ranking.samples ? `It has ${count(drawn.points.length)} of ${count(data.ranking.samples)} samples, spread evenly over the set. ` : "")
      + "Texts are shortened."
    : "There is no map, because neither inputs nor outputs of the samples were embedded.");
  one("#map .controls").attr("hidden", drawn ? null : "");
  one("#map .sample").attr("hidden", drawn ? null : "");
  const method = one("#map .method");
  method.selectAll("option").data(data.routes).join("option").attr("value", (_, i) => i).text((route) => route.method);
  const auto = data.routes.findIndex((route) => route.method === "auto");
  const standard = data.routes.findIndex((route) => route.method === data.method);
  method.property("value", Math.max(0, auto >= 0 ? auto : standard));
  const colour = one("#map .colour");
  colour.selectAll("option").data([["chosen", "the chosen generator"], ...names.map((name, g) => [g, `error of ${name} (${data.method})`])])
    .join("option").attr("value", (option) => option[0]).text((option) => option[1]);
  const redraw = () => { shares(Number(method.property("value"))); map(Number(method.property("value")), colour.property("value")); };
  method.on("change", redraw);
  colour.on("change", redraw);
  sample();
  return redraw;
}

function correlation() {
  const found = data.ranking.dependence;
  one("#correlation .note").text(found
    ? "The correlation ρ of the errors of each two generators. Generators that make the same mistakes agree with each other, and so look better than they are. A frame marks a family of them."
    : "Not tested: that takes five generators or more, and 20 samples or more with outputs of both generators of a pair.");
  if (!found) return;
  const families = data.ranking.families ? data.ranking.families.families : found.generators.map((name) => [name]);
  const grouped = d3.sort(families, (family) => d3.min(family, (name) => ranked.findIndex((row) => row.generator === name)));
  const order = grouped.flat().map((name) => found.generators.indexOf(name));
  const m = order.length;
  const together = new Set(found.together.flatMap((pair) => [`${pair.first}\n${pair.second}`, `${pair.second}\n${pair.first}`]));
  const longest = d3.max(found.generators, (name) => Math.min(32, name.length)) * 7 + 36;
  const wide = one("#correlation .chart").node().clientWidth || 700;
  // Where there is no room for names they are numbered as the rows are.
  const left = wide < 560 ? Math.min(longest, wide * 0.36) : longest;
  const letters = Math.floor((left - 30) / 6.6);
  const size = Math.min(56, (wide - left - 4) / m);
  const { svg } = canvas("#correlation .chart", "Correlation of errors", size * m + 26);
  const name = (g) => found.generators[g];
  const text = Math.min(13, Math.max(6, size * 0.45));
  svg.append("g").selectAll("text").data(order).join("text").attr("x", left - 6).attr("text-anchor", "end").style("font-size", `${text}px`)
    .attr("y", (_, i) => 22 + (i + 0.5) * size + text * 0.35).text((g, i) => `${short(name(g), Math.max(4, letters))} ${i + 1}`).append("title").text(name);
  svg.append("g").selectAll("text").data(order).join("text").attr("class", "faint").attr("y", 16).attr("text-anchor", "middle")
    .style("font-size", `${text}px`).attr("x", (_, i) => left + (i + 0.5) * size).text((_, i) => i + 1);
  const cells = order.flatMap((a, i) => order.map((b, j) => ({ a, b, i, j, rho: found.correlation[a][b], error: found.standard_error[a][b],
    sure: together.has(`${name(a)}\n${name(b)}`) }))).filter((cell) => cell.i !== cell.j);
  const cell = svg.append("g").selectAll("g").data(cells).join("g").attr("transform", (c) => `translate(${left + c.j * size},${22 + c.i * size})`);
  cell.append("rect").attr("width", size).attr("height", size).attr("class", (c) => "cell " + (c.rho < 0 ? "cool" : "warm"))
    .attr("fill-opacity", (c) => known(c.rho) ? 0.75 * Math.min(1, Math.abs(c.rho)) : 0)
    .append("title").text((c) => `${name(c.a)}, ${name(c.b)}: ρ = ${number(c.rho, 2)} ± ${number(c.error, 2)}`);
  if (size >= 24) {
    cell.append("text").attr("x", size / 2).attr("y", size / 2 + 4).attr("text-anchor", "middle").style("font-size", `${Math.min(12, size * 0.36)}px`)
      .style("font-weight", (c) => c.sure ? 700 : 400).text((c) => known(c.rho) ? hundredths(c.rho) : "");
  }
  let start = 0;
  for (const family of grouped) {
    if (family.length > 1) {
      svg.append("rect").attr("class", "family").attr("x", left + start * size).attr("y", 22 + start * size)
        .attr("width", family.length * size).attr("height", family.length * size);
    }
    start += family.length;
  }
  const lines = found.together.slice(0, 10).map((pair) => `${pair.first} and ${pair.second} err together: ρ = ${number(pair.correlation, 2)} ± ${number(pair.standard_error, 2)}`);
  if (found.together.length > lines.length) lines.push(`and ${found.together.length - lines.length} more pairs, less correlated`);
  list("#correlation .pairs", lines.length ? lines : ["No two generators err together, at 95 %."]);
}

/** A chart with two axes; returns where to draw. */
function plane(selector, label, xs, ys, texts) {
  const { svg, width, height } = canvas(selector, label, 340);
  const x = d3.scaleLinear().domain(d3.extent(xs)).nice().range([48, width - 14]);
  const y = d3.scaleLinear().domain(d3.extent(ys)).nice().range([height - 48, 22]);
  axis(svg, x, height - 48, 22, texts[0]);
  svg.append("g").attr("class", "axis").attr("transform", "translate(48,0)").call(d3.axisLeft(y).ticks(6).tickSizeOuter(0));
  svg.append("text").attr("class", "faint").attr("x", 4).attr("y", 12).text(texts[1]);
  return { svg, x, y, width };
}

function calibration() {
  if (!data.calibration) return;
  one("#calibration").attr("hidden", null);
  const truth = data.evaluation.truth;
  const bins = data.calibration;
  one("#calibration .outputs figcaption").text(`All outputs, ordered by estimated quality θ (${data.method}; sums to 1 in each sample) and put into ${bins.length} bins: the mean true score of each, with its 95 % interval. If the line rises, quality tells good outputs from bad ones.`);
  const outputs = plane("#calibration .outputs .chart", "True score by quality of outputs", bins.map((bin) => bin.quality),
    bins.flatMap((bin) => [bin.score - (bin.margin ?? 0), bin.score + (bin.margin ?? 0)]), ["quality θ of outputs", `true score (${truth})`]);
  outputs.svg.append("path").attr("class", "trend").attr("d", d3.line((bin) => outputs.x(bin.quality), (bin) => outputs.y(bin.score))(bins));
  const bin = outputs.svg.append("g").selectAll("g").data(bins).join("g").attr("transform", (b) => `translate(${outputs.x(b.quality)},0)`);
  bin.append("line").attr("class", "interval").attr("y1", (b) => outputs.y(b.score - (b.margin ?? 0))).attr("y2", (b) => outputs.y(b.score + (b.margin ?? 0)));
  bin.append("circle").attr("class", "dot").attr("r", 4.5).attr("cy", (b) => outputs.y(b.score))
    .append("title").text((b) => `${count(b.outputs)} outputs, quality ${number(b.lowest, 3)} to ${number(b.highest, 3)}: score ${number(b.score)} ± ${number(b.margin)}`);
  const all = data.evaluation.agreement[0];
  const rows = all.generators.filter((row) => known(row.quality) && known(row.score));
  one("#calibration .generators figcaption").text(`Each generator, over the whole set. Rank correlation of quality with true score (1: the same order, −1: the opposite): Spearman ${number(all.spearman, 2)}, Kendall ${number(all.kendall, 2)}.`);
  if (rows.length) scatter(rows, truth);
  table("#calibration table", ["quality against score", "samples", "Spearman", "Kendall"], data.evaluation.agreement.map((row) =>
    [row.dataset ?? "all", count(row.samples), number(row.spearman, 3), number(row.kendall, 3)]));
}

function scatter(rows, truth) {
  const { svg, x, y, width } = plane("#calibration .generators .chart", "True score by quality of generators", rows.map((row) => row.quality),
    rows.map((row) => row.score), ["quality θ of generators", `true score (${truth})`]);
  for (const row of rows) {
    svg.append("circle").attr("class", "dot").attr("r", 4.5).attr("cx", x(row.quality)).attr("cy", y(row.score))
      .append("title").text(`${row.generator}: quality ${number(row.quality, 3)}, score ${number(row.score)}`);
  }
  labels(svg, d3.sort(rows, (row) => y(row.score)).map((row) => ({ x: x(row.quality), y: y(row.score), name: row.generator })), [], [], width);
}

/**
 * Names beside marks, each to the right, to the left, above or below. They keep off obstacles, and off what is better not crossed
 * where there is room; one that has none is left to the pointer.
 */
function labels(svg, marks, obstacles, uncrossed, width) {
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const around = (at, size) => ({ left: at.x - size, right: at.x + size, top: at.y - size, bottom: at.y + size });
  const avoided = uncrossed.map((at) => around(at, 3));
  const taken = [...obstacles.map((at) => around(at, 3)), ...marks.map((mark) => ({ ...around(mark, 5), mark }))];
  for (const mark of marks) {
    const label = short(mark.name, 22);
    const long = 6.8 * label.length;
    const places = [["start", mark.x + 8, mark.y + 4], ["end", mark.x - 8, mark.y + 4], ["middle", mark.x, mark.y - 9], ["middle", mark.x, mark.y + 18],
      ["start", mark.x + 8, mark.y - 9], ["end", mark.x - 8, mark.y - 9], ["start", mark.x + 8, mark.y + 18], ["end", mark.x - 8, mark.y + 18]]
      .map(([anchor, x, y]) => {
        const left = x - { start: 0, middle: long / 2, end: long }[anchor];
        return { anchor, x, y, left, right: left + long, top: y - 11, bottom: y + 3 };
      })
      .filter((place) => place.right < width && place.left > 50 && place.top > 14 && !taken.some((other) => other.mark !== mark && overlap(place, other)));
    const text = places.find((place) => !avoided.some((other) => overlap(place, other))) ?? places[0];
    if (text) {
      taken.push(text);
      svg.append("text").attr("class", "name " + (mark.kind ?? "")).attr("x", text.x).attr("y", text.y).attr("text-anchor", text.anchor).style("font-size", "12px").text(label);
    }
  }
}

const money = (amount) => amount >= 100 ? count(Math.round(amount)) : d3.format(".3r")(amount);

function cost() {
  const found = data.ranking.cost;
  if (!found) return;
  one("#cost").attr("hidden", null);
  const corners = found.frontier.filter((point) => known(point.error));
  const singles = found.singles.filter((single) => known(single.error));
  one("#cost .note").text(`This shows what 1000 inputs cost${found.estimated ? " (estimated from prices and lengths of texts)" : ""}, and the smallest mean estimated error (${found.method}) that can be had for that money. `
    + "The line joins the best ways to route. Their errors are optimistic: what is chosen because its estimate is small is on average a little worse than that. A name marks one generator for all inputs; its error has no such bias.");
  if (!corners.length) return;
  const all = [...corners, ...singles, ...(known(found.error) ? [found] : [])];
  const { svg, x, y, width } = plane("#cost .chart", "Estimated error against cost", [0, ...all.map((point) => point.per_1000), ...(known(found.budget) ? [found.budget] : [])],
    all.map((point) => point.error), ["cost of 1000 inputs", `mean estimated error (${found.method})`]);
  if (known(found.budget)) {
    svg.append("line").attr("class", "limit").attr("x1", x(found.budget)).attr("x2", x(found.budget)).attr("y1", y.range()[0]).attr("y2", y.range()[1])
      .append("title").text(`budget: ${money(found.budget)}`);
  }
  const at = (point) => ({ x: x(point.per_1000), y: y(point.error) });
  svg.append("path").attr("class", "frontier").attr("d", d3.line((point) => at(point).x, (point) => at(point).y)(corners));
  const shared = (point) => d3.sort(d3.range(names.length), (g) => -point.counts[g]).filter((g) => point.counts[g] > 0).slice(0, 6)
    .map((g) => `${names[g]} ${percent(point.counts[g] / d3.sum(point.counts))}`).join(", ");
  svg.append("g").selectAll("circle").data(corners).join("circle").attr("class", "corner").attr("r", width < 560 ? 2 : 3).attr("cx", (point) => at(point).x).attr("cy", (point) => at(point).y)
    .append("title").text((point) => `${money(point.per_1000)} for 1000 inputs, error ${number(point.error)}: ${shared(point)}`);
  svg.append("g").selectAll("circle").data(singles).join("circle").attr("class", "single").attr("r", 4.5).attr("cx", (single) => at(single).x).attr("cy", (single) => at(single).y)
    .append("title").text((single) => `${single.generator}: ${money(single.per_1000)} for 1000 inputs, error ${number(single.error)}`);
  const marks = d3.sort(singles, (single) => single.error).map((single) => ({ ...at(single), name: single.generator }));
  if (known(found.error)) {
    svg.append("path").attr("class", "chosen").attr("d", d3.symbol(d3.symbolDiamond, 130)()).attr("transform", `translate(${at(found).x},${at(found).y})`)
      .append("title").text(`routed: ${money(found.per_1000)} for 1000 inputs, error ${number(found.error)}`);
    marks.unshift({ ...at(found), name: "routed", kind: "taken" });
  }
  // Names keep off the lines, of which a point every few pixels stands for all.
  const dotted = (pairs) => pairs.flatMap(([a, b]) => {
    const parts = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 5));
    return d3.range(parts + 1).map((i) => ({ x: a.x + (b.x - a.x) * i / parts, y: a.y + (b.y - a.y) * i / parts }));
  });
  labels(svg, marks, dotted(d3.pairs(corners.map(at))), dotted(known(found.budget) ? [y.range().map((end) => ({ x: x(found.budget), y: end }))] : []), width);
  const free = corners[0];
  const least = corners[corners.length - 1];
  list("#cost .lines", [
    ...(known(found.budget) || known(found.cost_weight) ? [`routed: ${money(found.per_1000)} for 1000 inputs at an error of ${number(found.error)}`
      + (known(found.budget) ? `, within a budget of ${money(found.budget)}` : `, with a cost weight of ${money(found.cost_weight)}`)] : []),
    `if cost does not count: ${money(free.per_1000)} at ${number(free.error)}: ${shared(free)}`,
    `the cheapest: ${money(least.per_1000)} at ${number(least.error)}: ${shared(least)}`]);
}

head();
decision();
signal();
pairs();
const routes = controls();
function draw() {
  methods();
  ranking();
  routes();
  cost();
  correlation();
  calibration();
}
draw();
let drawnWidth = document.documentElement.clientWidth;
addEventListener("resize", () => {
  if (document.documentElement.clientWidth !== drawnWidth) {
    drawnWidth = document.documentElement.clientWidth;
    draw();
  }
});
