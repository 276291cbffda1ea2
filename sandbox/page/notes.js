// Draws what is set on an Auto Scaling group: suspended processes, a running refresh, the next scheduled actions.

import { clock, dayName } from "./dates.js";
import { h } from "./dom.js";

const ACTIONS_SHOWN = 2;
const SIZES = ["desired", "min", "max"];

export function notes(group) {
  const { suspended = [], refresh, scheduled = [] } = group;
  return [
    suspended.length > 0 && h("p", { key: "suspended", class: "suspended" }, `Suspended: ${suspended.join(", ")}`),
    refresh && h("p", { key: "refresh", class: "note" }, `Instance refresh: ${refresh.status}, ${refresh.percent} %`),
    ...scheduled.slice(0, ACTIONS_SHOWN).map(action),
    scheduled.length > ACTIONS_SHOWN &&
      h("p", { key: "more", class: "note" }, `and ${scheduled.length - ACTIONS_SHOWN} more scheduled`),
  ];
}

function action(it) {
  const sizes = SIZES.filter((size) => it[size] !== null).map((size) => `${size} ${it[size]}`);
  const when = it.due === null ? "" : `${dayName(it.due)} ${clock(it.due)}: `;
  const title = it.recurrence ? `${it.name}, ${it.recurrence}` : it.name;
  return h("p", { key: `scheduled-${it.name}`, class: "note", title }, `${when}${sizes.join(", ")}`);
}
