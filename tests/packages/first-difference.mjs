// Owns how two texts that should be equal are shown: the lines around the first difference, and no more.

const CONTEXT = 3;
const SHOWN = 12;

/** `undefined` for equal texts, else an excerpt: `-` lines are what is there, `+` lines what is wanted. */
export function firstDifference(actual, wanted) {
  if (actual === wanted) return undefined;
  const have = actual.split("\n");
  const want = wanted.split("\n");
  let start = 0;
  while (start < have.length && have[start] === want[start]) start += 1;
  const [removed, added] = hunk(have.slice(start), want.slice(start));
  return [
    `@@ line ${start + 1} @@`,
    ...have.slice(Math.max(0, start - CONTEXT), start).map((line) => ` ${line}`),
    ...clip(removed, "-"),
    ...clip(added, "+"),
    ...have.slice(start + removed.length, start + removed.length + CONTEXT).map((line) => ` ${line}`),
  ].join("\n");
}

// The smallest number of lines to leave out on both sides before the texts agree again for a line that says something.
function hunk(have, want) {
  for (let total = 1; total <= have.length + want.length; total += 1) {
    for (let left = Math.max(0, total - want.length); left <= Math.min(total, have.length); left += 1) {
      const right = total - left;
      const end = left === have.length && right === want.length;
      if (end || (have[left] !== undefined && have[left] === want[right] && /\w/.test(have[left]))) {
        return [have.slice(0, left), want.slice(0, right)];
      }
    }
  }
  return [have, want];
}

function clip(lines, sign) {
  const shown = lines.slice(0, SHOWN).map((line) => `${sign}${line}`);
  return lines.length > SHOWN ? [...shown, `${sign}... ${lines.length - SHOWN} more lines`] : shown;
}
