// Draws the ECS services: sizes, tasks by status, load, and the latest events in ECS's own words.

import { age } from "./dates.js";
import { h } from "./dom.js";
import { loadControl, size } from "./groups.js";
import { notes } from "./notes.js";

const EVENTS_SHOWN = 3;
const STATE_WORDS = {
  PROVISIONING: "Provisioning",
  PENDING: "Pending",
  RUNNING: "Running",
  STOPPING: "Stopping",
  DEPROVISIONING: "Deprovisioning",
};
// The looks of an instance's tile.
const LOOKS = { RUNNING: "inservice", PROVISIONING: "pending", PENDING: "pending" };

/** `cpu` and `load` as in groups.js; a service without `min` and `max` is not registered for scaling. */
export function serviceCard(service, cpu, load) {
  return h(
    "section",
    {
      class: "card group service",
      key: `service-${service.name}`,
      "data-service": service.name,
      "aria-label": `ECS service ${service.name}`,
    },
    h("header", null, h("h3", null, service.name), sizes(service)),
    notes(service),
    service.rollout !== "COMPLETED" && h("p", { key: "rollout", class: "note" }, `Deployment: ${service.rollout}`),
    tiles(service.tasks, cpu),
    load && loadControl(service, load),
    events(service.events),
  );
}

function sizes(service) {
  const running = service.tasks.filter((task) => task.state === "RUNNING").length;
  const settled = running === service.desired && service.tasks.length === service.desired;
  const isRegistered = service.min !== null;
  return h(
    "dl",
    { class: "sizes" },
    size("running", running, settled ? "" : "moving"),
    size("desired", service.desired, "main"),
    isRegistered && size("min", service.min),
    isRegistered && size("max", service.max),
  );
}

function tiles(tasks, cpu) {
  return h(
    "ul",
    { class: "tiles", "aria-label": "Tasks" },
    tasks.map((task) =>
      h(
        "li",
        {
          key: task.id,
          class: `tile ${LOOKS[task.state] ?? "terminating"}`,
          "data-state": task.state,
          title: `${task.id} in ${task.zone}, ${STATE_WORDS[task.state] ?? task.state} for ${age(task.since)}`,
          style: task.state === "RUNNING" && cpu !== null ? { "--cpu": `${Math.min(100, cpu)}%` } : {},
        },
        h("span", { class: "id" }, task.id.slice(-5)),
        h("span", { class: "state" }, STATE_WORDS[task.state] ?? task.state),
      ),
    ),
  );
}

function events(list) {
  return h(
    "ul",
    { class: "events", "aria-label": "Recent events" },
    list
      .slice(0, EVENTS_SHOWN)
      .map((event) =>
        h(
          "li",
          { key: `${event.at}-${event.message}` },
          h("span", { class: "what", title: event.message }, event.message.replace(/^\(service [^)]+\) /, "")),
          h("time", null, `${age(event.at)} ago`),
        ),
      ),
  );
}
