// Draws what Application Auto Scaling scales beside ECS: a number with its bounds, and its latest activities in AWS's words.

import { age } from "./dates.js";
import { h } from "./dom.js";
import { size } from "./groups.js";
import { notes } from "./notes.js";

/** `number` is null until somebody has asked AWS for it. */
export function numberCard(it) {
  const key = `${it.name}-${it.unit}`;
  const settled = it.number === it.wanted;
  return h(
    "section",
    { class: "card group number", key, "data-number": key, "aria-label": `${it.name}, ${it.unit}` },
    h(
      "header",
      null,
      h("h3", null, it.name),
      h(
        "dl",
        { class: "sizes" },
        size(it.unit, it.number ?? "?", settled ? "main" : "main moving"),
        !settled && size("wanted", it.wanted ?? "?"),
        size("min", it.min),
        size("max", it.max),
      ),
    ),
    notes(it),
    h(
      "ul",
      { class: "events", "aria-label": "Recent activities" },
      it.activities.map((activity) =>
        h(
          "li",
          { key: `${activity.at}-${activity.message}` },
          h("span", { class: "what", title: activity.message }, activity.message),
          h("time", null, `${age(activity.at)} ago`),
        ),
      ),
    ),
  );
}
