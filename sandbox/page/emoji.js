// The emoji shortcodes that we draw; any other shortcode is shown as it was written.

const EMOJI = {
  alarm_clock: "⏰",
  arrow_down: "⬇️",
  arrow_right: "➡️",
  arrow_up: "⬆️",
  arrows_counterclockwise: "🔄",
  bar_chart: "📊",
  bell: "🔔",
  bellhop_bell: "🛎️",
  black_circle: "⚫",
  broken_heart: "💔",
  bulb: "💡",
  chart_with_downwards_trend: "📉",
  chart_with_upwards_trend: "📈",
  clock1: "🕐",
  construction: "🚧",
  exclamation: "❗",
  eyes: "👀",
  fire: "🔥",
  grey_question: "❔",
  hammer_and_wrench: "🛠️",
  heavy_check_mark: "✔️",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  incoming_envelope: "📨",
  information_source: "ℹ️",
  large_blue_circle: "🔵",
  large_green_circle: "🟢",
  large_orange_circle: "🟠",
  large_yellow_circle: "🟡",
  leftwards_arrow_with_hook: "↩️",
  link: "🔗",
  lock: "🔒",
  loudspeaker: "📢",
  mag: "🔍",
  memo: "📝",
  mute: "🔇",
  no_bell: "🔕",
  no_entry: "⛔",
  no_entry_sign: "🚫",
  question: "❓",
  raised_hand: "✋",
  red_circle: "🔴",
  repeat: "🔁",
  rocket: "🚀",
  rotating_light: "🚨",
  scissors: "✂️",
  small_blue_diamond: "🔹",
  small_red_triangle: "🔺",
  speech_balloon: "💬",
  stopwatch: "⏱️",
  tada: "🎉",
  thumbsup: "👍",
  wave: "👋",
  warning: "⚠️",
  white_check_mark: "✅",
  white_circle: "⚪",
  wrench: "🔧",
  x: "❌",
  zap: "⚡",
  zzz: "💤",
};

/** The characters of a shortcode without its colons, or undefined. */
export function emojiFor(name) {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined;
}

/** A plain text with its known shortcodes replaced: for titles, placeholders and options, where only text fits. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiFor(name) ?? whole);
}
