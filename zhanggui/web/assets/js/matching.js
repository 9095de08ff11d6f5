// How well a label fits what was typed: its text, its name in the other language, its pinyin or the initials.
// Words come from the server once: rows of [Chinese, English, pinyin with spaces].
const known = new Map();

export function learnWords(rows) {
  for (const [chinese, english, pinyin] of rows) {
    const entry = { chinese: chinese.toLowerCase(), english: english.toLowerCase(), syllables: pinyin.split(" ") };
    known.set(chinese, entry);
    known.set(english, entry);
  }
}

function plain(text) {
  return text.replace(/…$/, "").trim();
}

// "guize", "gui ze" and "jcgz" all begin at a syllable, so "uize" finds nothing.
function fitsPinyin(syllables, wanted) {
  const letters = wanted.replace(/[\s']/g, "");
  if (!/^[a-z]+$/.test(letters)) return false;
  return syllables.some((_, from) => {
    const rest = syllables.slice(from);
    return rest.join("").startsWith(letters) || rest.map((each) => each[0]).join("").startsWith(letters);
  });
}

// 0 is best; -1 does not fit.
export function fit(label, query) {
  const wanted = query.toLowerCase();
  const text = label.toLowerCase();
  if (!wanted) return 0;
  if (text.startsWith(wanted)) return 0;
  if (text.includes(wanted)) return 1;
  const entry = known.get(plain(label));
  if (!entry) return -1;
  if (entry.chinese.includes(wanted) || entry.english.includes(wanted)) return 2;
  return fitsPinyin(entry.syllables, wanted) ? 3 : -1;
}
