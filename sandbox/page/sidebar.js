// The left column: the workspace, its channels with unread counts, and who the visitor acts as.

import { h } from "./dom.js";
import { avatar, bell } from "./people.js";

/** `shown` = {channel, home, user}; `pick` = {channel(id), home(), shortcut(id), user(id)}; `unread` maps channel ids to counts. */
export function sidebar(snapshot, shown, unread, pick) {
  const people = snapshot.users.filter((user) => !user.bot && !user.stranger);
  return [
    h(
      "header",
      { class: "workspace", key: "workspace" },
      h("span", { class: "workspace-mark", "aria-hidden": "true" }, bell()),
      h("div", null, h("strong", null, "Sandbox"), h("span", { class: "sub" }, "on this machine")),
    ),
    h(
      "section",
      { class: "channels", key: "channels" },
      h("h2", { id: "channels-title" }, "Channels"),
      h(
        "ul",
        { "aria-labelledby": "channels-title" },
        snapshot.channels.map((channel) => channelEntry(channel, shown.home ? null : shown.channel, unread.get(channel.id) ?? 0, pick)),
      ),
    ),
    h(
      "section",
      { class: "channels apps", key: "apps" },
      h("h2", { id: "apps-title" }, "Bellhop"),
      h(
        "ul",
        { "aria-labelledby": "apps-title" },
        appEntry("Home tab", "⌂", { "data-home": "true", current: shown.home, pick: pick.home }),
        (snapshot.shortcuts ?? [])
          .filter((shortcut) => shortcut.type === "global")
          .map((shortcut) => appEntry(shortcut.name, "⚡\uFE0E", { pick: () => pick.shortcut(shortcut.callback_id) })),
      ),
    ),
    h(
      "section",
      { class: "act-as", key: "act-as" },
      h("h2", { id: "act-as-title" }, "Act as"),
      h(
        "div",
        { role: "radiogroup", "aria-labelledby": "act-as-title", class: "people" },
        people.map((person) => personEntry(person, shown.user, pick)),
      ),
    ),
  ];
}

function appEntry(name, mark, { current = false, pick, ...more }) {
  return h(
    "li",
    { key: name },
    h(
      "button",
      { type: "button", class: "channel", "aria-current": current ? "page" : null, onclick: pick, ...more },
      h("span", { class: "hash", "aria-hidden": "true" }, mark),
      h("span", { class: "name" }, name),
    ),
  );
}

function channelEntry(channel, active, unread, pick) {
  const current = channel.id === active;
  return h(
    "li",
    { key: channel.id },
    h(
      "button",
      {
        type: "button",
        class: `channel ${unread && !current ? "unread" : ""}`.trim(),
        "data-channel": channel.id,
        "aria-current": current ? "page" : null,
        onclick: () => pick.channel(channel.id),
      },
      h("span", { class: "hash", "aria-hidden": "true" }, channelMark(channel)),
      h("span", { class: "name" }, channel.name),
      unread > 0 &&
        !current &&
        h("span", { class: "badge", "aria-label": `${unread} unread` }, String(Math.min(unread, 99))),
    ),
  );
}

/** What stands before a channel's name. */
export function channelMark(channel) {
  if (channel.direct) return "@";
  return channel.private ? "🔒\uFE0E" : "#";
}

function personEntry(person, me, pick) {
  const title = person.guest ? `${person.name}: a guest, who may look but not act` : `${person.name}: a full member`;
  return h(
    "label",
    { class: "person", "data-user": person.id, key: person.id, title },
    h("input", {
      type: "radio",
      name: "act-as",
      value: person.id,
      checked: person.id === me,
      onchange: () => pick.user(person.id),
    }),
    avatar(person),
    h("span", { class: "name" }, person.name),
    h("span", { class: "role" }, person.guest ? "guest" : "member"),
  );
}
