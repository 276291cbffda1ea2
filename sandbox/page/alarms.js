// Draws the CloudWatch alarms: state, value against threshold, reason and since when.

import { age } from "./dates.js";
import { h } from "./dom.js";

const WORDS = { ALARM: "In alarm", OK: "OK", INSUFFICIENT_DATA: "No data" };

export function alarmCard(alarm) {
  const word = WORDS[alarm.state] ?? alarm.state;
  return h(
    "section",
    {
      class: `card alarm ${alarm.state.toLowerCase()}`,
      key: `alarm-${alarm.name}`,
      "data-alarm": alarm.name,
      "data-state": alarm.state,
      "aria-label": `Alarm ${alarm.name}: ${word}`,
    },
    h(
      "header",
      null,
      h("h3", null, alarm.name),
      h("span", { class: "state" }, h("span", { class: "dot", "aria-hidden": "true" }), word),
      h("time", { class: "since" }, alarm.since ? age(alarm.since) : ""),
    ),
    alarm.kind === "composite" ? h("p", { class: "kind" }, "Composite of the alarms above") : measure(alarm),
    alarm.reason && h("p", { class: "reason", title: alarm.reason }, alarm.reason),
  );
}

/** The last value against the threshold, on a scale on which the threshold stands at two thirds or more. */
function measure(alarm) {
  const { value, threshold, metric } = alarm;
  if (threshold === null || threshold === undefined) return null;
  const full = metric === "CPUUtilization" ? 100 : Math.max(threshold * 1.5, value ?? 0, 1);
  const share = (number) => `${Math.min(100, (number / full) * 100)}%`;
  const over = value !== null && value > threshold;
  return h(
    "div",
    { class: "measure" },
    h("span", { class: "metric", title: metric }, metric ?? "metric"),
    h("span", {
      class: `meter ${over ? "over" : ""}`.trim(),
      role: "img",
      "aria-label": `${number(value)}, threshold ${number(threshold)}`,
      style: { "--value": share(value ?? 0), "--threshold": share(threshold) },
    }),
    h("span", { class: "figures" }, h("b", null, number(value)), ` / ${number(threshold)}`),
  );
}

function number(value) {
  return value === null || value === undefined
    ? "–"
    : new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(value);
}
