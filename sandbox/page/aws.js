// The AWS panel: groups and ECS services above, alarms below, and a storm of them to start.

import { alarmCard } from "./alarms.js";
import { h } from "./dom.js";
import { groupCard } from "./groups.js";
import { numberCard } from "./numbers.js";
import { serviceCard } from "./services.js";
import { stormCard } from "./storm.js";

/** `load` and `storm` as in groups.js and storm.js; `wanted` is the name of the group whose slider the guide points to. */
export function awsPanel(aws, load, storm, wanted) {
  const firing = inAlarm(aws);
  const services = aws.services ?? [];
  const numbers = aws.numbers ?? [];
  return [
    h(
      "header",
      { class: "pane-bar", key: "bar" },
      h("h2", null, "AWS", h("span", { class: "where" }, "us-east-1 · emulated")),
      h("span", { class: `firing ${firing > 0 ? "on" : ""}`.trim() }, firing > 0 ? `${firing.toLocaleString("en")} in alarm` : "all quiet"),
    ),
    h(
      "div",
      { class: "cards", key: "cards" },
      h("h3", { class: "cards-title", key: "groups" }, "Auto Scaling groups"),
      aws.groups.map((group) => groupCard(group, cpuOf(group, aws.alarms), load, group.name === wanted)),
      services.length > 0 && h("h3", { class: "cards-title", key: "services" }, "ECS services"),
      services.map((service) => serviceCard(service, cpuOf(service, aws.alarms), load)),
      numbers.length > 0 && h("h3", { class: "cards-title", key: "numbers" }, "Application Auto Scaling"),
      numbers.map(numberCard),
      h("h3", { class: "cards-title", key: "alarms" }, "CloudWatch alarms"),
      aws.alarms.map(alarmCard),
      (aws.elsewhere ?? []).map(place),
      stormCard(aws.storm, storm),
    ),
  ];
}

/** What another account has in a region; its load is set by a control only. */
function place({ account, region, groups, services, alarms }) {
  const where = `${account} · ${region}`;
  return h(
    "section",
    { class: "place", key: `${account}/${region}`, "aria-label": where },
    h("h3", { class: "cards-title" }, where),
    groups.map((group) => groupCard(group, cpuOf(group, alarms), null)),
    services.map((service) => serviceCard(service, cpuOf(service, alarms), null)),
    alarms.map(alarmCard),
  );
}

/** How many alarms are in ALARM, in all accounts, those of a storm included. */
export function inAlarm(aws) {
  const alarms = [aws, ...(aws.elsewhere ?? [])].flatMap((place) => place.alarms);
  return alarms.filter((alarm) => alarm.state === "ALARM").length + aws.storm.firing;
}

/** What CloudWatch last heard about the group's CPU, by an alarm that watches it. */
function cpuOf(group, alarms) {
  return alarms.find((alarm) => alarm.group === group.name && alarm.metric === "CPUUtilization")?.value ?? null;
}
