// The AWS panel: groups above, alarms below.

import { alarmCard } from "./alarms.js";
import { h } from "./dom.js";
import { groupCard } from "./groups.js";

/** `load` as in groups.js; `wanted` is the name of the group whose slider the guide points to. */
export function awsPanel(aws, load, wanted) {
  const firing = aws.alarms.filter((alarm) => alarm.state === "ALARM").length;
  return [
    h(
      "header",
      { class: "pane-bar", key: "bar" },
      h("h2", null, "AWS", h("span", { class: "where" }, "us-east-1 · emulated")),
      h("span", { class: `firing ${firing > 0 ? "on" : ""}`.trim() }, firing > 0 ? `${firing} in alarm` : "all quiet"),
    ),
    h(
      "div",
      { class: "cards", key: "cards" },
      h("h3", { class: "cards-title", key: "groups" }, "Auto Scaling groups"),
      aws.groups.map((group) => groupCard(group, cpuOf(group, aws.alarms), load, group.name === wanted)),
      h("h3", { class: "cards-title", key: "alarms" }, "CloudWatch alarms"),
      aws.alarms.map(alarmCard),
    ),
  ];
}

/** What CloudWatch last heard about the group's CPU, by an alarm that watches it. */
function cpuOf(group, alarms) {
  return alarms.find((alarm) => alarm.group === group.name && alarm.metric === "CPUUtilization")?.value ?? null;
}
