// Points in time (epoch seconds) in words: for messages, for "since", and for Slack's date tokens.

const DAY = 86400;

const format = (options) => {
  const formatter = new Intl.DateTimeFormat("en-GB", options);
  return (at) => formatter.format(new Date(at * 1000));
};

export const clock = format({ hour: "2-digit", minute: "2-digit" });
export const clockWithSeconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dateShort = format({ day: "numeric", month: "short", year: "numeric" });
const dateLong = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const date = format({ day: "numeric", month: "long", year: "numeric" });
const dateNumeric = format({ year: "numeric", month: "2-digit", day: "2-digit" });

export const now = () => Date.now() / 1000;

/** "Today", "Yesterday", or the date. */
export function dayName(at, spelled = dateLong) {
  const daysAgo = Math.round((midnight(now()) - midnight(at)) / DAY);
  return { 0: "Today", 1: "Yesterday", "-1": "Tomorrow" }[daysAgo] ?? spelled(at);
}

/** As `dayName` within a sentence: "today", "10 Nov 2026". */
function within(at, spelled) {
  const name = dayName(at, spelled);
  return name === spelled(at) ? name : name.toLowerCase();
}

function midnight(at) {
  const day = new Date(at * 1000);
  return day.setHours(0, 0, 0, 0) / 1000;
}

/** "12 s", "3 min", "2 h 5 min", "4 d": how long ago `at` was. */
export function age(at) {
  const seconds = Math.max(0, Math.floor(now() - at));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}

const SLACK_FORMATS = {
  date_num: (at) => dateNumeric(at).split("/").reverse().join("-"),
  date: date,
  date_short: dateShort,
  date_long: dateLong,
  date_pretty: (at) => within(at, date),
  date_short_pretty: (at) => within(at, dateShort),
  date_long_pretty: (at) => within(at, dateLong),
  time: clock,
  time_secs: clockWithSeconds,
  ago: (at) => `${age(at)} ago`,
};

/** Fills the `{date_short} at {time}` of a Slack date token; undefined where Slack does not know a word of it. */
export function slackDate(at, pattern) {
  let known = Number.isFinite(at);
  const text = pattern.replace(/\{(\w+)\}/g, (whole, name) => {
    if (known && Object.hasOwn(SLACK_FORMATS, name)) return SLACK_FORMATS[name](at);
    known = false;
    return whole;
  });
  return known ? text : undefined;
}
