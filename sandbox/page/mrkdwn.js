// Turns Slack's mrkdwn and plain text into DOM nodes; whatever is not markup stays text.

import { clockWithSeconds, slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emojiFor } from "./emoji.js";

const PRE = /```\n?([\s\S]+?)\n?```/;
const QUOTED = /^(?:&gt;|>) ?/;

// One alternative per kind of inline markup; the leftmost match wins, so a `code` span hides the stars inside it.
const INLINE = new RegExp(
  [
    /`(?<code>[^`\n]+)`/,
    /<(?<token>[^<>\n]+)>/,
    /(?<![\w*])\*(?=[^\s*])(?<bold>[^\n]*?\S)\*(?![\w*])/,
    /(?<!\w)_(?=[^\s_])(?<italic>[^\n]*?\S)_(?!\w)/,
    /(?<![\w~])~(?=[^\s~])(?<strike>[^\n]*?\S)~(?![\w~])/,
    /:(?<emoji>[a-z0-9_+-]+):/,
  ]
    .map((part) => part.source)
    .join("|"),
);

/** mrkdwn -> nodes. `names` tells what an id is called: {user(id), channel(id)}. */
export function mrkdwn(text, names) {
  const parts = text.split(PRE); // odd places hold the contents of ``` blocks
  return parts.flatMap((part, place) => {
    if (place % 2) return [h("pre", null, literally(part))];
    const between = part.slice(
      place > 0 && part.startsWith("\n") ? 1 : 0,
      place < parts.length - 1 && part.endsWith("\n") ? -1 : undefined,
    );
    return between && lines(between, names);
  });
}

/** A `plain_text` object's text: emoji and entities only. */
export function plain(text) {
  return text
    .split(/(:[a-z0-9_+-]+:)/)
    .map((part) => emoji(part.slice(1, -1)) ?? unescaped(part))
    .filter((part) => part !== "");
}

/** A Slack text object, {type: mrkdwn|plain_text, text}. */
export function textObject(object, names) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : plain(object.text);
}

export function unescaped(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

function lines(text, names) {
  const nodes = [];
  let quote = null;
  const all = text.split("\n");
  all.forEach((line, index) => {
    if (QUOTED.test(line)) {
      if (quote) quote.append("\n");
      else nodes.push((quote = h("blockquote")));
      quote.append(...inline(line.replace(QUOTED, ""), names));
      return;
    }
    const afterQuote = quote !== null;
    quote = null;
    if (index > 0 && !afterQuote) nodes.push("\n");
    nodes.push(...inline(line, names));
  });
  return nodes;
}

function inline(text, names) {
  const nodes = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    nodes.push(unescaped(rest.slice(0, match.index)), ...marked(match, names));
    rest = rest.slice(match.index + match[0].length);
  }
  nodes.push(unescaped(rest));
  return nodes.filter((node) => node !== "");
}

function marked(match, names) {
  const { code, token, bold, italic, strike, emoji: shortcode } = match.groups;
  if (code) return [h("code", null, literally(code))];
  if (token) return [entity(token, names)];
  if (bold) return [h("strong", null, inline(bold, names))];
  if (italic) return [h("em", null, inline(italic, names))];
  if (strike) return [h("s", null, inline(strike, names))];
  return [emoji(shortcode) ?? match[0]];
}

/** Inside code nothing is markup, but Slack still shows a link's label instead of its angle brackets. */
function literally(text) {
  return unescaped(
    text
      .replace(/<(?:https?:|mailto:)[^<>|\n]+\|([^<>\n]+)>/g, "$1")
      .replace(/<((?:https?:|mailto:)[^<>|\n]+)>/g, "$1"),
  );
}

export function emoji(shortcode) {
  const characters = emojiFor(shortcode);
  return (
    characters &&
    h(
      "span",
      { class: "emoji", role: "img", "aria-label": shortcode.replaceAll("_", " "), title: `:${shortcode}:` },
      characters,
    )
  );
}

/** What stands between < and >: a mention, a date, a link, or just text. */
function entity(token, names) {
  const [target, label] = split(token, "|");
  if (target.startsWith("@")) return mention(`@${names.user(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("!date^")) return dateToken(target, label);
  if (target.startsWith("!subteam^")) return mention(label ?? "@group", "loud");
  if (/^!(channel|here|everyone)$/.test(target)) return mention(`@${target.slice(1)}`, "loud");
  return link(target, label) ?? `<${unescaped(token)}>`;
}

export function mention(text, kind = "") {
  return h("span", { class: `mention ${kind}`.trim() }, unescaped(text));
}

/** A link that opens in a new tab; undefined where the address is none that a browser may open. */
export function link(address, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return undefined;
  return h("a", { href: unescaped(address), target: "_blank", rel: "noopener noreferrer" }, plain(label || address));
}

function dateToken(target, label) {
  const [, epoch, pattern = "", address] = target.split("^");
  const at = Number(epoch);
  const words = slackDate(at, unescaped(pattern)) ?? unescaped(label ?? epoch);
  const text = h("time", { title: Number.isFinite(at) ? clockWithSeconds(at) : null }, words);
  return (address && link(address, words)) || text;
}

function split(text, separator) {
  const place = text.indexOf(separator);
  return place < 0 ? [text, undefined] : [text.slice(0, place), text.slice(place + 1)];
}
