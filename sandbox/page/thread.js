// The pane beside the conversation that shows one thread.

import { h } from "./dom.js";
import { article } from "./messages.js";

/** The open thread's parent and replies; [] where no thread is open. */
export function threadPane(channel, look) {
  const parent = channel.messages.find((message) => message.ts === look.thread);
  if (!parent) return [];
  const replies = parent.replies ?? [];
  const within = { ...look, channel: channel.id, inThread: true };
  return [
    h(
      "header",
      { class: "pane-bar", key: "bar" },
      h("h2", null, "Thread", h("span", { class: "where" }, `#${channel.name}`)),
      h(
        "button",
        { class: "icon-button", type: "button", "aria-label": "Close thread", onclick: () => look.openThread(null) },
        "✕",
      ),
    ),
    h(
      "div",
      { class: "thread-messages", key: `thread-${parent.ts}`, role: "log", "aria-label": "Thread", tabindex: "0" },
      article(parent, within),
      h(
        "div",
        { class: "reply-count", key: "count" },
        h("span", null, replies.length === 1 ? "1 reply" : `${replies.length} replies`),
      ),
      replies.map((reply) => article(reply, within)),
    ),
  ];
}
