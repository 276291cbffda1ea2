// Draws Block Kit blocks and attachments as Slack draws them.

import { chart } from "./chart.js";
import { clock, dayName } from "./dates.js";
import { h } from "./dom.js";
import { element } from "./elements.js";
import { link, mrkdwn, plain, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const NAMED_COLOURS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

const DRAW = {
  header: (block) => h("h3", { class: "block header" }, plain(block.text.text)),
  divider: () => h("hr", { class: "block" }),
  section,
  context,
  actions,
  image,
  container,
  data_visualization: chart,
  rich_text: (block, place) => richText(block, place.names),
};

/** `place` = {names, key, busy, press}: see elements.js. */
export function blocks(list, place) {
  return (list ?? []).map((block, index) => {
    const draw = DRAW[block.type];
    return draw
      ? draw(block, place, index)
      : h("div", { class: "block unknown" }, `This page does not draw blocks of the type ${block.type}.`);
  });
}

function section(block, place) {
  return h(
    "div",
    { class: `block section ${block.accessory ? "has-accessory" : ""}`.trim() },
    h(
      "div",
      { class: "section-main" },
      block.text && h("div", { class: "text" }, textObject(block.text, place.names)),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field) => h("div", { class: "text" }, textObject(field, place.names))),
        ),
    ),
    block.accessory && h("div", { class: "accessory" }, element(block.accessory, block.block_id ?? "", place)),
  );
}

function context(block, place) {
  return h(
    "div",
    { class: "block context" },
    block.elements.map((item) =>
      item.type === "image"
        ? h("img", { src: item.image_url, alt: item.alt_text })
        : h("span", { class: "text" }, textObject(item, place.names)),
    ),
  );
}

function actions(block, place) {
  return h(
    "div",
    { class: "block actions" },
    block.elements.map((item) => element(item, block.block_id ?? "", place)),
  );
}

function image(block) {
  return h(
    "figure",
    { class: "block image" },
    block.title && h("figcaption", null, plain(block.title.text)),
    h("img", { src: block.slack_file ? `ui/files/${block.slack_file.id}` : block.image_url, alt: block.alt_text }),
  );
}

/** Open or not is the visitor's business once it is drawn. */
function container(block, place) {
  const children = h("div", { class: "container-body" }, blocks(block.child_blocks, place));
  const title = plain(block.title?.text ?? "");
  if (!block.is_collapsible) return h("div", { class: "block container" }, h("strong", null, title), children);
  return h(
    "details",
    { class: "block container", open: !block.default_collapsed },
    h("summary", null, title),
    children,
  );
}

/** The coloured bars under a message: new ones hold blocks, old ones title, text and fields. */
export function attachments(list, place) {
  return (list ?? []).map((item) => {
    const colour =
      NAMED_COLOURS[item.color] ??
      (/^#?[0-9a-f]{6}$/i.test(item.color ?? "") ? `#${item.color.replace("#", "")}` : null);
    return h(
      "div",
      { class: "attachment-row" },
      item.pretext && h("div", { class: "text" }, mrkdwn(item.pretext, place.names)),
      h(
        "div",
        { class: "attachment", style: colour ? { "--bar": colour } : {} },
        item.blocks ? blocks(item.blocks, place) : legacy(item, place),
      ),
    );
  });
}

function legacy(item, place) {
  const title = item.title && ((item.title_link && link(item.title_link, item.title)) || plain(item.title));
  const footer = [item.footer, item.ts && `${dayName(Number(item.ts))} at ${clock(Number(item.ts))}`]
    .filter(Boolean)
    .join(" | ");
  return [
    title && h("div", { class: "block attachment-title" }, title),
    item.text && h("div", { class: "block text" }, mrkdwn(item.text, place.names)),
    item.fields &&
      h(
        "div",
        { class: "block fields" },
        item.fields.map((field) =>
          h(
            "div",
            { class: `text ${field.short ? "" : "wide"}`.trim() },
            h("strong", null, plain(field.title ?? "")),
            "\n",
            mrkdwn(field.value ?? "", place.names),
          ),
        ),
      ),
    !item.title &&
      !item.text &&
      !item.fields &&
      item.fallback &&
      h("div", { class: "block text" }, plain(item.fallback)),
    footer && h("div", { class: "block context" }, plain(footer)),
  ];
}
