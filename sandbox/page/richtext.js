// Draws the basics of a rich_text block: sections, lists, quotes and preformatted text.

import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji, link, mention } from "./mrkdwn.js";

export function richText(block, names) {
  return h(
    "div",
    { class: "block rich-text" },
    block.elements.map((element) => part(element, names)),
  );
}

function part(element, names) {
  const leaves = () => element.elements.map((leaf) => styled(leaf, names));
  switch (element.type) {
    case "rich_text_section":
      return h("div", null, leaves());
    case "rich_text_quote":
      return h("blockquote", null, leaves());
    case "rich_text_preformatted":
      return h("pre", null, leaves());
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `indent-${element.indent ?? 0}` },
        element.elements.map((item) => h("li", null, part(item, names))),
      );
    default:
      return null;
  }
}

function styled(leaf, names) {
  const style = leaf.style ?? {};
  let node = leafNode(leaf, names);
  if (style.code) node = h("code", null, node);
  if (style.bold) node = h("strong", null, node);
  if (style.italic) node = h("em", null, node);
  if (style.strike) node = h("s", null, node);
  return node;
}

function leafNode(leaf, names) {
  switch (leaf.type) {
    case "text":
      return leaf.text;
    case "link":
      return link(leaf.url, leaf.text) ?? leaf.text ?? leaf.url;
    case "emoji":
      return emoji(leaf.name) ?? `:${leaf.name}:`;
    case "user":
      return mention(`@${names.user(leaf.user_id) ?? leaf.user_id}`);
    case "channel":
      return mention(`#${names.channel(leaf.channel_id) ?? leaf.channel_id}`);
    case "broadcast":
      return mention(`@${leaf.range}`, "loud");
    case "date":
      return slackDate(leaf.timestamp, leaf.format ?? "{date_short} {time}") ?? leaf.fallback ?? "";
    default:
      return leaf.text ?? "";
  }
}
