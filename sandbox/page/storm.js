// Draws the storm: how many alarms at once, a button that sets them off, and one that lets them recover.

import { h } from "./dom.js";

const AT_ONCE = 50; // unless the visitor types another number
const MOST = 1000;
const ABOUT = "Many alarms at once become a few cards in #alarms, and one digest that keeps up to date.";

/** `told` = {alarms, firing} of the snapshot; `storm` = {busy: null, "start" or "end", start(alarms), end()}. */
export function stormCard(told, storm) {
  return h(
    "section",
    { class: "card storm", key: "storm", "aria-label": "Alarm storm" },
    h("header", null, h("h3", null, "Storm"), told.alarms > 0 && count(told)),
    h("p", { class: "note" }, ABOUT),
    h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          if (!storm.busy) storm.start(Number(event.target.elements.alarms.value));
        },
      },
      h("label", { for: "storm-alarms" }, "Alarms"),
      h("input", {
        id: "storm-alarms",
        name: "alarms",
        type: "number",
        min: "1",
        max: String(MOST),
        value: String(AT_ONCE),
        required: true,
      }),
      button("Set off", "start", storm.busy, { type: "submit" }),
      button("Recover", "end", storm.busy, {
        type: "button",
        disabled: told.firing === 0,
        onclick: () => storm.busy || storm.end(),
      }),
    ),
  );
}

function count({ alarms, firing }) {
  const words = firing > 0 ? `${firing.toLocaleString("en")} of ${alarms.toLocaleString("en")} in alarm` : "all OK";
  return h("span", { class: firing > 0 ? "state on" : "state" }, words);
}

function button(words, act, busy, props) {
  return h(
    "button",
    {
      ...props,
      class: busy === act ? "button waiting" : "button",
      "aria-busy": busy === act ? "true" : null,
      "aria-disabled": busy ? "true" : null,
    },
    words,
  );
}
