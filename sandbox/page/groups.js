// Draws the Auto Scaling groups: sizes, instances by lifecycle state, load and recent activities.

import { age } from "./dates.js";
import { h } from "./dom.js";
import { notes } from "./notes.js";

const SLOTS_AT_MOST = 16; // beyond this, empty places up to max are not drawn
const ACTIVITIES_SHOWN = 3;
const STATE_WORDS = { Pending: "Pending", InService: "In service", Terminating: "Terminating" };

/**
 * `cpu` is the percent that each instance in service carries, or null. `load` = {shown(group): the percent on the
 * slider, moved(name, percent), set(name, percent)}, or null for none; `wanted`: the guide points to this slider.
 */
export function groupCard(group, cpu, load, wanted) {
  return h(
    "section",
    {
      class: "card group",
      key: `group-${group.name}`,
      "data-group": group.name,
      "aria-label": `Auto Scaling group ${group.name}`,
    },
    h("header", null, h("h3", null, group.name), sizes(group)),
    notes(group),
    tiles(group, cpu),
    load && loadControl(group, load, wanted),
    activities(group.activities ?? []),
  );
}

function sizes(group) {
  const serving = group.instances.filter((instance) => instance.state === "InService").length;
  const settled = serving === group.desired && group.instances.length === group.desired;
  return h(
    "dl",
    { class: "sizes" },
    size("in service", serving, settled ? "" : "moving"),
    size("desired", group.desired, "main"),
    size("min", group.min),
    size("max", group.max),
  );
}

export function size(word, number, kind = "") {
  return h("div", { class: kind, "data-size": word }, h("dt", null, word), h("dd", null, String(number)));
}

function tiles(group, cpu) {
  const empty = group.max <= SLOTS_AT_MOST ? Math.max(0, group.max - group.instances.length) : 0;
  return h(
    "ul",
    { class: "tiles", "aria-label": "Instances" },
    group.instances.map((instance) =>
      h(
        "li",
        {
          key: instance.id,
          class: `tile ${instance.state.toLowerCase().replace(/[^a-z].*/, "")}`,
          "data-state": instance.state,
          title: `${instance.id} in ${instance.zone}, ${instance.state} for ${age(instance.since)}`,
          style: instance.state === "InService" && cpu !== null ? { "--cpu": `${Math.min(100, cpu)}%` } : {},
        },
        h("span", { class: "id" }, instance.id.slice(-5)),
        h("span", { class: "state" }, STATE_WORDS[instance.state] ?? instance.state),
      ),
    ),
    Array.from({ length: empty }, (_, place) =>
      h("li", {
        key: `free-${place}`,
        class: `tile free ${group.instances.length + place < group.desired ? "due" : ""}`.trim(),
        "aria-hidden": "true",
      }),
    ),
  );
}

export function loadControl(group, load, wanted) {
  const percent = load.shown(group);
  const id = `load-${group.name.replace("/", "-")}`;
  return h(
    "div",
    { class: `load ${wanted ? "wanted" : ""}`.trim() },
    h("label", { for: id }, "Load"),
    h("input", {
      id,
      type: "range",
      min: "0",
      max: "100",
      step: "5",
      live: String(percent),
      style: { "--filled": `${percent}%` },
      class: heat(percent),
      "aria-valuetext": group.load === null ? "none yet" : `${percent} percent`,
      oninput: (event) => load.moved(group.name, Number(event.target.value)),
      onchange: (event) => load.set(group.name, Number(event.target.value)),
    }),
    h("output", { for: id }, group.load === null && percent === 0 ? "none" : `${Math.round(percent)} %`),
  );
}

function heat(percent) {
  return percent >= 80 ? "hot" : percent >= 50 ? "warm" : "";
}

function activities(list) {
  if (list.length === 0) return h("p", { class: "quiet" }, "No scaling activity yet.");
  return h(
    "ul",
    { class: "activities", "aria-label": "Recent activities" },
    list
      .slice(0, ACTIVITIES_SHOWN)
      .map((activity) =>
        h(
          "li",
          { key: `${activity.at}-${activity.description}`, class: look(activity.status) },
          h("span", { class: "mark", "aria-hidden": "true" }),
          h(
            "span",
            { class: "what", title: activity.message || activity.description },
            shortened(activity),
            activity.message && h("span", { class: "why" }, ` ${activity.message}`),
          ),
          running(activity.status)
            ? h("progress", { max: "100", value: String(activity.progress ?? 0), "aria-label": "Progress" })
            : h("time", null, `${age(activity.at)} ago`),
        ),
      ),
  );
}

/** "Launching a new EC2 instance: i-0a1b…" -> "Launching 6beef", as the tile is called. */
function shortened(activity) {
  return activity.description.replace(/^(\w+) (?:a new )?EC2 instance: i-[0-9a-f]*([0-9a-f]{5})$/, "$1 $2");
}

function running(status) {
  return !["Successful", "Failed", "Cancelled"].includes(status);
}

function look(status) {
  return { Successful: "done", Failed: "failed", Cancelled: "failed" }[status] ?? "running";
}
