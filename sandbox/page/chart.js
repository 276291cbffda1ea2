// Draws a data_visualization block: the lines of its series over the labels of its categories.

import { h, svg } from "./dom.js";

// In the drawing's own units; it is at most as wide as a phone, where a unit is about a pixel.
const [WIDTH, HEIGHT] = [340, 190];
const [LEFT, TOP, RIGHT, BOTTOM] = [38, 10, 14, 38];
const GRID_LINES = 3;
// That stand beside each other without touching.
const MOST_LABELS = { short: 4, long: 3 };
const LINES = ["var(--link)", "var(--alarm)", "var(--ok)", "var(--wait)", "var(--orange)", "var(--muted)"];

export function chart(block) {
  const { type, series, axis_config: axes } = block.chart;
  if (type !== "line") return h("div", { class: "block unknown" }, `This page does not draw ${type} charts.`);
  const places = placesOf(series, axes.categories.length);
  return h(
    "figure",
    { class: "block chart" },
    h("figcaption", null, block.title),
    svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": spoken(block.title, series) },
      grid(places),
      categories(axes, places),
      series.map((one, number) => line(one, axes.categories, places, LINES[number])),
    ),
    h(
      "div",
      { class: "legend" },
      series.map((one, number) => h("span", { style: { "--line-colour": LINES[number] } }, one.name)),
    ),
  );
}

function spoken(title, series) {
  return `${title}: ${series.map((one) => `${one.name} ${one.data.at(-1).value}`).join(", ")} at the end`;
}

/** Where a value and the number of a category lie. */
function placesOf(series, count) {
  const values = series.flatMap((one) => one.data.map((point) => point.value));
  const [lowest, highest] = [Math.min(0, ...values), Math.max(...values, 0)];
  const top = lowest + (highest - lowest || 1) * 1.1;
  return {
    values: Array.from({ length: GRID_LINES + 1 }, (_, step) => lowest + ((top - lowest) * step) / GRID_LINES),
    x: (index) => LEFT + (count > 1 ? index / (count - 1) : 0.5) * (WIDTH - LEFT - RIGHT),
    y: (value) => HEIGHT - BOTTOM - ((value - lowest) / (top - lowest)) * (HEIGHT - TOP - BOTTOM),
  };
}

function grid({ values, y }) {
  return values.map((value) => [
    svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
    svg("text", { x: LEFT - 5, y: y(value) + 4, "text-anchor": "end" }, Number(value.toPrecision(3)).toLocaleString()),
  ]);
}

function categories({ categories: names, x_label: label }, { x }) {
  const step = Math.ceil(names.length / MOST_LABELS[names[0].length > 5 ? "long" : "short"]);
  const shown = names.flatMap((name, index) => ((names.length - 1 - index) % step === 0 ? [[name, index]] : []));
  return [
    shown.map(([name, index]) => svg("text", { x: x(index), y: HEIGHT - BOTTOM + 16, "text-anchor": anchor(index, names) }, name)),
    label && svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, label),
  ];
}

function anchor(index, names) {
  return names.length > 1 && index === names.length - 1 ? "end" : "middle";
}

function line(one, names, { x, y }, colour) {
  const value = new Map(one.data.map((point) => [point.label, point.value]));
  const points = names.map((name, index) => [x(index), y(value.get(name))]);
  return [
    svg("polyline", { points: points.map((place) => place.join(",")).join(" "), style: { stroke: colour } }),
    points.length === 1 && svg("circle", { cx: points[0][0], cy: points[0][1], r: 3, style: { fill: colour } }),
  ];
}
