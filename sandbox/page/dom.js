// Builds DOM nodes by plain calls, and morphs an old tree into a new one: focus, scroll and typed text stay.

const HANDLERS = [
  "onclick",
  "oninput",
  "onchange",
  "onkeydown",
  "onsubmit",
  "onpointerdown",
  "onpointerup",
  "ontoggle",
];

/**
 * h("button", {class: "wide", onclick: fn}, "Press") -> HTMLButtonElement.
 * Text becomes text nodes, never markup. Props that mean something here: `key` (identity among siblings), `style` (an
 * object of CSS properties), `live` (the value an input must show even after the visitor touched it), on… (handlers).
 * All else are attributes.
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for an SVG element. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  node.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && typeof child !== "boolean" && child !== ""),
  );
  if (node.live !== undefined) node.value = node.live;
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "key" || name === "live" || HANDLERS.includes(name)) node[name] = value;
  else if (name === "style")
    for (const [property, setting] of Object.entries(value)) node.style.setProperty(property, setting);
  else node.setAttribute(name, value === true ? "" : value);
}

/** Makes the children of `parent` look like `nodes`, reusing what is there. */
export function show(parent, ...nodes) {
  const wanted = document.createElement(parent.tagName);
  wanted.append(...nodes.flat(Infinity).filter(Boolean));
  const focused = document.activeElement;
  const home = parent.contains(focused) ? focused.closest("article") : null;
  morphChildren(parent, wanted);
  if (home?.isConnected && document.activeElement !== focused) focusAgain(home, focused);
}

/**
 * A message that is replaced has new blocks: the same button of it keeps the focus. Where that is gone the message has
 * it, and no other button, which a second Enter would press: another row’s *Unmute*.
 */
function focusAgain(home, focused) {
  const says = (button) => `${button.dataset.action} ${button.ariaLabel ?? button.textContent}`;
  const same = [...home.querySelectorAll("[data-action]")].find((each) => says(each) === says(focused));
  if (!same) home.tabIndex = -1;
  (same ?? home).focus({ preventScroll: true });
}

function morph(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  morphAttributes(old, next);
  for (const handler of HANDLERS) if (old[handler] !== next[handler]) old[handler] = next[handler] ?? null;
  morphChildren(old, next);
  if (next.live !== undefined && old.value !== String(next.live)) old.value = next.live;
}

function morphAttributes(old, next) {
  for (const { name } of [...old.attributes]) {
    // Whether a <details> is open is the visitor's business; styles are set through the CSSOM below.
    if (name !== "open" && name !== "style" && !next.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.style && old.style.cssText !== next.style.cssText) old.style.cssText = next.style.cssText;
}

function morphChildren(parent, wanted) {
  const keysWanted = new Set([...wanted.childNodes].map((node) => node.key).filter((key) => key !== undefined));
  const kept = new Map();
  for (const child of [...parent.childNodes]) {
    if (child.key === undefined) continue;
    if (keysWanted.has(child.key)) kept.set(child.key, child);
    else child.remove();
  }
  let cursor = parent.firstChild;
  for (const next of [...wanted.childNodes]) {
    const match = next.key === undefined ? cursor : kept.get(next.key);
    if (!match || !sameKind(match, next)) {
      parent.insertBefore(next, cursor);
      continue;
    }
    if (match === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(match, cursor);
    morph(match, next);
  }
  while (cursor) {
    const rest = cursor.nextSibling;
    cursor.remove();
    cursor = rest;
  }
}

function sameKind(old, next) {
  return old.nodeName === next.nodeName && old.key === next.key;
}
