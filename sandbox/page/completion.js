// What the composer suggests: pure functions from what is typed to commands.

/** The commands that fit a line still in its first word, best first; none once the word is ended by a space. */
export function suggestions(line, commands) {
  if (!/^\/\S*$/.test(line)) return [];
  return commands.filter((command) => command.command.startsWith(line.toLowerCase()));
}

/** The command whose arguments are being typed. */
export function commandOf(line, commands) {
  const word = firstWord(line);
  return commands.find((command) => command.command === word);
}

/** Why a line is not sent, in a sentence; null when it is. */
export function refusal(line, commands) {
  const word = firstWord(line);
  if (!word.startsWith("/") || commands.length === 0 || commands.some((command) => command.command === word))
    return null;
  const near = nearest(
    word,
    commands.map((command) => command.command),
  );
  return near
    ? `${word} is not a command here. Did you mean ${near}?`
    : `${word} is not a command here. Type / to see those that are.`;
}

function firstWord(line) {
  return line.trim().split(/\s/, 1)[0].toLowerCase();
}

function nearest(word, candidates) {
  const [best] = candidates
    .map((each) => ({ each, steps: distance(word, each) }))
    .sort((one, other) => one.steps - other.steps);
  return best && best.steps <= Math.max(2, best.each.length / 3) ? best.each : undefined;
}

/** Levenshtein's distance: how many letters must be put in, taken out or changed. */
function distance(one, other) {
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}
