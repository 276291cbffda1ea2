// Who is who: names for ids, and a picture for everybody.

import { h, svg } from "./dom.js";

const COLOURS = ["#c2410c", "#0f766e", "#7c3aed", "#be185d", "#1d4ed8", "#4d7c0f"];

/** Lookups for mentions, by the snapshot's users and channels. */
export function namesOf(snapshot) {
  const users = new Map(snapshot.users.map((user) => [user.id, user]));
  const channels = new Map(snapshot.channels.map((channel) => [channel.id, channel.name]));
  return {
    user: (id) => users.get(id)?.name,
    channel: (id) => channels.get(id),
    person: (id) => users.get(id),
    people: snapshot.users,
    channelList: snapshot.channels.filter((channel) => !channel.direct),
  };
}

/** What a message's author is called and how the picture looks. */
export function author(message, names) {
  const person = names.person(message.user);
  const bot = Boolean(message.bot_id) || Boolean(person?.bot);
  return {
    name: message.username || person?.real_name || person?.name || "Bellhop",
    bot,
    guest: Boolean(person?.guest),
    id: message.user ?? message.bot_id,
  };
}

export function avatar(who) {
  if (who.slackbot) return h("span", { class: "avatar slackbot", "aria-hidden": "true" }, "♡");
  if (who.bot) return h("span", { class: "avatar bot", "aria-hidden": "true" }, bell());
  return h(
    "span",
    { class: "avatar", style: { background: colour(who.id ?? who.name) }, "aria-hidden": "true" },
    who.name.slice(0, 1).toUpperCase(),
  );
}

function colour(id) {
  const sum = [...id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return COLOURS[sum % COLOURS.length];
}

/** Bellhop's mark: the bell on a reception desk. */
export function bell() {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "bell" },
    svg("path", { d: "M12 5.2a7.6 7.6 0 0 1 7.6 7.6v2.4H4.4v-2.4A7.6 7.6 0 0 1 12 5.2Z" }),
    svg("rect", { x: "3", y: "16.4", width: "18", height: "2.6", rx: "1.3" }),
    svg("rect", { x: "10.7", y: "2.6", width: "2.6", height: "2", rx: "1" }),
  );
}
