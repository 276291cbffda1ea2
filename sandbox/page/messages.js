// Draws a channel's conversation: messages, ephemeral ones, Slackbot's notices, days and unread marks.

import { attachments, blocks } from "./blocks.js";
import { clock, clockWithSeconds, dayName } from "./dates.js";
import { h } from "./dom.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { author, avatar, bell } from "./people.js";

const ONE_BREATH = 300; // seconds within which messages of one author stand under one name

/** A channel’s conversation, oldest first. `look` = {names, busy, changes, press(channel, message), openThread}. */
export function conversation(channel, notices, look) {
  const entries = [...channel.messages, ...notices.filter((notice) => notice.channel === channel.id).map(asMessage)];
  entries.sort((one, other) => one.at - other.at);
  const said = entries.flatMap((message, index) => {
    const before = entries[index - 1];
    const newDay = !before || dayName(before.at) !== dayName(message.at);
    return [
      newDay &&
        h(
          "div",
          { class: "day", key: `day-${dayName(message.at)}`, role: "separator" },
          h("span", null, dayName(message.at)),
        ),
      article(message, { ...look, channel: channel.id, compact: !newDay && sameBreath(before, message) }),
    ];
  });
  return [beginning(channel), ...said];
}

/** What stands above a channel's first message. */
function beginning(channel) {
  const words =
    {
      alarms:
        "CloudWatch’s alarms arrive here: one message for each incident, kept up to date, with buttons to act on it.",
      ops: "Run things here: type / to see the commands. What changes something is told to everybody.",
    }[channel.name] ?? "Type / to see the commands.";
  return h(
    "div",
    { class: "beginning", key: `beginning-${channel.id}` },
    h("span", { class: "app-mark", "aria-hidden": "true" }, bell()),
    h("h2", null, `#${channel.name}`),
    h("p", null, words),
  );
}

/** One message; `look.inThread` leaves the link to its thread out. */
export function article(message, look) {
  const who = message.slackbot ? { name: "Slackbot", slackbot: true } : author(message, look.names);
  const compact = look.compact && !message.slackbot;
  const key = messageKey(message);
  const classes = ["message", compact && "compact", message.ephemeral && "ephemeral", look.changes.mark(key)];
  return h(
    "article",
    {
      class: classes.filter(Boolean).join(" "),
      key,
      "data-ts": message.ts,
      "aria-label": `${who.name}, ${clock(message.at)}`,
    },
    h("div", { class: "gutter" }, compact ? time(message.at) : avatar(who)),
    h(
      "div",
      { class: "content" },
      !compact && byline(who, message.at),
      message.ephemeral && h("div", { class: "only-you" }, eye(), "Only visible to you"),
      body(message, look, key),
      !look.inThread && message.replies?.length ? threadLink(message, look) : null,
    ),
  );
}

function body(message, look, key) {
  const place = {
    names: look.names,
    key,
    busy: look.busy,
    press: (action) => look.press(look.channel, message, action),
  };
  const hasBlocks = message.blocks?.length > 0;
  return h(
    "div",
    { class: "body" },
    hasBlocks
      ? blocks(message.blocks, place)
      : message.text && h("div", { class: "text" }, mrkdwn(message.text, look.names)),
    attachments(message.attachments, place),
    message.edited && h("span", { class: "edited" }, "(edited)"),
  );
}

function byline(who, at) {
  return h(
    "header",
    { class: "byline" },
    h("span", { class: "name" }, who.name),
    who.bot && h("span", { class: "tag" }, "APP"),
    who.guest && h("span", { class: "tag" }, "GUEST"),
    time(at),
  );
}

function time(at) {
  return h("time", { title: clockWithSeconds(at) }, clock(at));
}

function threadLink(message, look) {
  const last = message.replies.at(-1);
  const count = message.replies.length === 1 ? "1 reply" : `${message.replies.length} replies`;
  const open = look.thread === message.ts;
  return h(
    "button",
    { class: "thread-link", type: "button", "aria-expanded": String(open), onclick: () => look.openThread(message.ts) },
    avatar(author(last, look.names)),
    h("span", { class: "count" }, count),
    h("span", { class: "last" }, `Last reply ${dayName(last.at).toLowerCase()} at ${clock(last.at)}`),
    h("span", { class: "chevron", "aria-hidden": "true" }, "›"),
  );
}

function eye() {
  return h("span", { class: "emoji", "aria-hidden": "true" }, "👁");
}

/** Slackbot's answers (a command that timed out, for one) look like ephemeral messages. */
function asMessage(notice) {
  return { ts: notice.id, text: notice.text, at: notice.at, ephemeral: true, slackbot: true };
}

/** Whether `other` needs no name and picture of its own. Slack joins cards too; apart they are told apart better. */
function sameBreath(one, other) {
  const sameAuthor = one.user === other.user && one.bot_id === other.bot_id && one.username === other.username;
  const plain = [one, other].every((message) => !message.slackbot && !message.ephemeral && !isCard(message));
  return sameAuthor && plain && other.at - one.at < ONE_BREATH;
}

function isCard(message) {
  return message.blocks?.length > 1 || message.attachments?.length > 0;
}

export function messageKey(message) {
  return `${message.ephemeral ? "only-you-" : ""}${message.ts}`;
}

/** What a screen reader is told about a message: its text fallback, without markup. */
export function spoken(message, names) {
  const words = h("span", null, message.text ? mrkdwn(message.text, names) : plain("A new message")).textContent;
  return `${author(message, names).name}: ${words}`;
}
