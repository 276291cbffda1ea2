// Starts the page: fetches snapshots, keeps what the visitor looks at, and draws both halves from them.

import { Actions } from "./actions.js";
import { awsPanel, inAlarm } from "./aws.js";
import { Changes } from "./changes.js";
import { Composer } from "./composer.js";
import { h, show } from "./dom.js";
import { Guide } from "./guide.js";
import { homeTab } from "./home.js";
import { conversation, spoken } from "./messages.js";
import { Modal } from "./modal.js";
import { namesOf } from "./people.js";
import { Follow } from "./scroll.js";
import { fetchState, Stream } from "./server.js";
import { channelMark, sidebar } from "./sidebar.js";
import { threadPane } from "./thread.js";
import { Toasts } from "./toasts.js";

const at = (id) => document.getElementById(id);
const address = new URL(location.href);
const shown = {
  user: address.searchParams.get("user") ?? "U0ANA",
  channel: address.searchParams.get("channel"),
  thread: null,
  home: false, // whether the Home tab is in front of the channel
  tab: "chat", // which half a narrow window shows
};
let snapshot = null;
let refreshing = null; // the promise of a fetch under way
let stale = false; // something changed since that fetch began
const busy = new Set();
const read = new Map(); // channel id -> time of the last message that was seen there
const dragged = new Map(); // group -> percent, while its slider is being moved

const toasts = new Toasts(at("toasts"));
const changes = new Changes();
const actions = new Actions({
  me: () => shown.user,
  names: () => namesOf(snapshot),
  busy,
  redraw: () => draw(),
  refresh,
  tell: (sentence) => toasts.tell(sentence),
  confirmDialog: at("confirm"),
});
const modal = new Modal(at("modal"), actions);
const composer = new Composer(at("composer"), (channel, line) => {
  follow.jump();
  return actions.say(channel, line);
});
const guide = new Guide((line) => {
  go({ tab: "chat", home: false });
  composer.offer(line);
});
const follow = new Follow(at("messages"), () => draw());
const stream = new Stream({ changed: refresh, lost: () => at("banner").removeAttribute("hidden") });

/** Fetches until nothing is newer; resolves when the page shows all that had happened when it was called. */
function refresh() {
  stale = true;
  refreshing ??= fetchWhileStale().finally(() => (refreshing = null));
  return refreshing;
}

async function fetchWhileStale() {
  while (stale) {
    stale = false;
    const { user } = shown;
    const fresh = await fetchState(user).catch(() => null);
    if (!fresh) at("banner").removeAttribute("hidden");
    else if (user === shown.user) take(fresh);
  }
}

function take(fresh) {
  snapshot = fresh;
  at("banner").setAttribute("hidden", "");
  if (!snapshot.channels.some((channel) => channel.id === shown.channel)) shown.channel = snapshot.channels[0]?.id;
  const messages = snapshot.channels.flatMap((channel) =>
    channel.messages.flatMap((message) => [message, ...(message.replies ?? [])]),
  );
  const arrived = changes.take(messages);
  if (arrived.length > 0)
    at("announcer").textContent = arrived.map((message) => spoken(message, namesOf(snapshot))).join("\n");
  guide.observe(snapshot.aws, snapshot.run);
  draw();
}

function draw() {
  if (!snapshot) return;
  const channel = snapshot.channels.find((each) => each.id === shown.channel);
  const look = {
    names: namesOf(snapshot),
    busy,
    changes,
    thread: shown.thread,
    openThread,
    press: (...what) => actions.pressInMessage(...what),
  };
  show(
    at("sidebar"),
    ...sidebar(snapshot, shown, unread(), {
      channel: (id) => go({ channel: id, thread: null, home: false, tab: "chat" }),
      home: openHome,
      shortcut: (id) => actions.pickShortcut(id),
      user: actAs,
    }),
  );
  show(at("channel-bar"), ...(shown.home ? [h("h1", null, "Bellhop: Home")] : channelBar(channel)));
  const home = () => homeTab(snapshot.home, look, (action) => actions.pressInView(snapshot.home.id, action));
  show(at("messages"), ...[shown.home ? home() : conversation(channel, snapshot.notices ?? [], look)].flat());
  show(
    at("below"),
    !follow.atEnd &&
      !shown.home &&
      h("button", { type: "button", class: "jump", onclick: () => follow.jump() }, "Latest messages ↓"),
  );
  show(at("thread"), ...threadPane(channel, look));
  show(at("guide"), guide.render(draw, snapshot.app, snapshot.is_deployed));
  show(at("aws"), ...awsPanel(snapshot.aws, load, storm, guide.wanted));
  show(at("tabs"), ...tabs());
  at("composer").hidden = Boolean(shown.home); // nothing is said on a Home tab
  composer.render(snapshot.commands, channel, look.names.user(shown.user));
  modal.render(snapshot.views ?? [], look);
  document.body.dataset.tab = shown.tab;
  document.body.classList.toggle("with-thread", shown.thread !== null);
  follow.settle();
  document.title = `${firing() ? "🔴 " : ""}${shown.home ? "Home" : `#${channel.name}`} · Bellhop sandbox`;
}

function channelBar(channel) {
  return [h("h1", null, h("span", { class: "hash", "aria-hidden": "true" }, channelMark(channel)), channel.name)];
}

function tabs() {
  const tab = (id, words, mark) =>
    h(
      "button",
      { type: "button", role: "tab", "aria-selected": String(shown.tab === id), onclick: () => go({ tab: id }) },
      words,
      mark && h("span", { class: "dot", "aria-hidden": "true" }),
    );
  return [tab("chat", "Slack", [...unread().values()].some(Boolean)), tab("aws", "AWS", firing())];
}

/** Counts what came to each channel since it was last on view; looking at a channel counts as reading it. */
function unread() {
  const counts = new Map();
  for (const channel of snapshot.channels) {
    const last = channel.messages.at(-1)?.at ?? 0;
    if (!read.has(channel.id) || (channel.id === shown.channel && !document.hidden)) read.set(channel.id, last);
    counts.set(channel.id, channel.messages.filter((message) => message.at > read.get(channel.id)).length);
  }
  return counts;
}

function firing() {
  return inAlarm(snapshot.aws) > 0;
}

const load = {
  shown: (group) => dragged.get(group.name) ?? group.load ?? 0,
  moved: (name, percent) => {
    dragged.set(name, percent);
    draw();
  },
  set: async (name, percent) => {
    dragged.set(name, percent);
    await actions.setLoad(name, percent || null); // at the left end there is no load
    dragged.delete(name);
    draw();
  },
};

const storm = {
  busy: null, // "start" or "end" while the sandbox is at it
  start: (alarms) => storm.ask("start", alarms),
  end: () => storm.ask("end", null),
  ask: async (act, alarms) => {
    storm.busy = act;
    draw();
    await actions.setStorm(alarms);
    storm.busy = null;
    draw();
  },
};

function go(where) {
  if (where.channel && (shown.home || where.channel !== shown.channel)) follow.jump();
  Object.assign(shown, where);
  address.searchParams.set("user", shown.user);
  if (shown.channel) address.searchParams.set("channel", shown.channel);
  history.replaceState(null, "", address);
  draw();
}

/** In front of the conversation, until a channel is chosen; the app hears that it was opened. */
function openHome() {
  go({ home: true, thread: null, tab: "chat" });
  follow.leave();
  actions.openHome();
}

function openThread(ts) {
  go({ thread: shown.thread === ts ? null : ts });
}

function actAs(user) {
  changes.forget();
  read.clear();
  go({ user });
  stream.follow(user);
}

document.addEventListener("visibilitychange", draw);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown.thread && !document.querySelector("dialog[open]")) openThread(null);
});
document.addEventListener("keydown", (event) => {
  const isTyped = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isTyped || event.target.closest("input, textarea, select, dialog") || document.querySelector("dialog[open]"))
    return;
  if (shown.tab !== "chat" || shown.home) go({ tab: "chat", home: false });
  composer.line.focus(); // and the slash is typed there
});
setInterval(draw, 5000); // "3 min ago" grows older
stream.follow(shown.user);
