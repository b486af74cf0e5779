/* The index for search and browsing: loads the files that a query needs, and answers it.

   readinglist/site/search.py writes the files. The first part here, which splits a text into words,
   must agree with readinglist/values/search_words.py. */

const TERM = /[\p{L}\p{N}]+(?:[-‐‑.'’_/+][\p{L}\p{N}]+)*/gu;
const PART = /[\p{L}\p{N}]+/gu;
const HUMP = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const PLURAL = /^[A-Z]+s$/;
const UNSPACED = /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+/gu;
const LETTERS = { ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i" };
const STOP_WORDS = new Set(
  "a an and are as at be by for from in is it its of on or that the this to was we with".split(" "),
);

export const foldWord = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "")
  .toLowerCase().replace(/[øłđßæœı]/g, (letter) => LETTERS[letter]);

const humps = (part) => {
  if (part === part.toLowerCase() || !/^[\x00-\x7f]*$/.test(part) || PLURAL.test(part)) return [];
  const found = part.match(HUMP) ?? [];
  return found.length > 1 ? found.map((hump) => hump.toLowerCase()) : [];
};

const unspaced = (part) => {
  const words = [];
  let end = 0;
  for (const match of part.matchAll(UNSPACED)) {
    if (match.index > end) words.push(foldWord(part.slice(end, match.index)));
    const run = [...match[0]];
    if (run.length === 1) words.push(run[0]);
    for (let i = 0; i < run.length - 1; i += 1) words.push(run[i] + run[i + 1]);
    end = match.index + match[0].length;
  }
  if (end < part.length) words.push(foldWord(part.slice(end)));
  return words;
};

/** The terms of a text, each with the list of its words. */
const terms = (text) => [...text.matchAll(TERM)].map(([term]) => {
  const parts = term.match(PART);
  const words = parts.length > 1 ? [foldWord(parts.join(""))] : [];
  for (const part of parts) {
    if (part.search(UNSPACED) >= 0) words.push(...unspaced(part));
    else words.push(foldWord(part), ...humps(part));
  }
  return { words, joined: parts.length > 1 };
});

export const splitWords = (text) => terms(text).flatMap((term) => term.words);

/** The word under which an address, a DOI or an id is indexed as a whole. */
export const addressWord = (address) => {
  let bare = address.trim();
  try {
    bare = decodeURIComponent(bare);
  } catch {
    // A literal percent sign.
  }
  bare = bare.replace(/^(?:[a-z]+:\/\/)?(?:www\.)?|#.*$/gi, "");
  return (bare.match(PART) ?? []).map(foldWord).join("");
};

/* The meaning of a query, beyond its words */

/* Repetitions are bounded, because the query may come from a link that somebody else has made. */
const ARXIV = /\d{4}\.\d{4,5}|[a-z]{1,9}(?:-[a-z]{1,9})?(?:\.[a-z]{2})?\/\d{7}/;
const OF_ARXIV = new RegExp(`(?:arxiv|ar5iv|huggingface\\.co/papers)\\S{0,60}?(?:[/:.\\s]\\s*)?(${ARXIV.source})(?:v\\d+)?\\b`, "i");
const WHOLE_ARXIV = new RegExp(`^(${ARXIV.source})(?:v\\d+)?$`, "i");
const DOI = /\b10\.\d{4,9}\/[^\s?#]+/;
const ADDRESS = /^(?:[a-z]+:\/\/|www\.)\S+$|^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\/\S*$/i;
/* The page of an entry, on this site or another. */
const PAGE = /\/(?:papers|essays|claims)\/([a-z0-9-]+)(?:\/|\.html|$)/;
const YEAR = /^(?:19|20)\d\d$/;
/* Filler words of questions and citations: results need not have them. */
const FILLERS = new Set(
  "about after al all article articles before can could did do does et has have how i into is not over should so some than their there these they this vs what when where which while who why will would you your".split(" "),
);
/* The kinds of entries that are works; all others are kinds of claims. */
const WORKS = ["paper", "essay"];

/* Words for kinds of pages, which readers may add to a query: `dpo paper`, `efficiency theme`. */
const KINDS = {
  paper: "paper", essay: "essay", claim: "claim", question: "question", prediction: "prediction", definition: "definition", path: "path", theme: "theme", author: "author", tag: "tag",
};

/** The index words for a query that is an identifier or an address; null for other queries. */
const namedWhole = (query) => {
  const asked = query.trim().replace(/(?<!\s)\s*\[[\w.-]+\]$/, "");
  const arxiv = (OF_ARXIV.exec(asked) ?? WHOLE_ARXIV.exec(asked))?.[1];
  if (arxiv) return [addressWord(arxiv)];
  const doi = DOI.exec(asked)?.[0];
  if (doi) {
    const bare = doi.replace(/(?:\/(?:full|abstract|pdf|epdf|meta))?(?:\.pdf)?[.,;]?$/i, "");
    return [addressWord(bare), addressWord(doi)];
  }
  if (ADDRESS.test(asked)) {
    const id = PAGE.exec(asked)?.[1];
    return [addressWord(asked), ...(id ? [addressWord(id)] : [])];
  }
  return null;
};

/* Forms of a word */

/** The stem of an English word: `scaling`, `scaled` and `scales` give `scal`. */
export const stem = (word) => {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let root = word.replace(/([^aeiou])ies$/, "$1y").replace(/(ss|x|z|ch|sh)es$/, "$1")
    .replace(/([^sui])s$/, "$1").replace(/(?<=..s)[ei]s$/, "");
  root = root.replace(/(?<=[a-z]{3})is(ation|ations|e|ed|es|ing|er|ers)$/, "iz$1");
  const cut = (suffix, least) => {
    const match = root.match(suffix);
    if (!match || root.length - match[0].length < least) return false;
    root = root.slice(0, -match[0].length);
    return true;
  };
  if (!cut(/(?:ization|izing|ized|izer|ize)$/, 3)) {
    cut(/(?:ation|ations|ative|ating|ated|ator|ate)$/, 4)
      || cut(/(?:ion|ive)$/, 4) || cut(/(?:ing|ed)$/, 3) || cut(/(?:er|or)$/, 5) || cut(/ly$/, 4);
  }
  root = root.replace(/([bdfgklmnprt])\1$/, "$1");
  return root.length > 3 ? root.replace(/e$/, "").replace(/y$/, "i") : root;
};

/** The letters that all forms of a word begin with. */
const common = (word) => {
  const root = stem(word);
  let length = 0;
  while (length < root.length && root[length] === word[length]) length += 1;
  return word.slice(0, Math.max(length - (length === root.length && /[iy]$/.test(root) ? 1 : 0), 1));
};

/** Whether two words differ by one letter added, left out, changed or swapped. */
const isClose = (one, other) => {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let i = 0;
  while (i < one.length && one[i] === other[i]) i += 1;
  const [a, b] = [one.slice(i), other.slice(i)];
  return a.slice(1) === b.slice(1) || a === b.slice(1) || a.slice(1) === b
    || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
};

/** The number of letters added, left out, changed or swapped between two words, up to `most` + 1. */
const slips = (one, other, most) => {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      let least = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, before[j - 2] + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[other.length];
};

const undelta = (differences) => {
  let row = 0;
  return differences.map((difference) => (row += difference));
};

/* The most words of a query that are searched for: of a pasted paragraph the first are enough. */
const MOST_TERMS = 24;
/* Factors for the scores of other pages, so that entries come before pages that list them. */
const SHARES = { path: 0.9, theme: 0.9, author: 0.7, tag: 0.5, page: 0.35 };

/** Merges Maps of scores into the first: for each row the greatest. */
const greatest = (...maps) => {
  const [rows, ...others] = maps;
  for (const other of others) {
    for (const [row, score] of other) if (score > (rows.get(row) ?? 0)) rows.set(row, score);
  }
  return rows;
};

export class Index {
  /** Opens the index at the absolute URL of its first file, which may be preloading. */
  static async open(url) {
    const index = new Index(url);
    index.data = await index.load("index.json");
    index.base = new URL(index.data.base, index.root);
    return index;
  }

  constructor(url) {
    this.folder = new URL(".", url);
    this.root = new URL("..", this.folder);
    this.files = new Map();
  }

  /** A file of the index, loaded once. */
  load(name) {
    if (!this.files.has(name)) {
      const loading = fetch(new URL(name, this.folder)).then((answer) => this.read(name, answer));
      loading.catch(() => this.files.delete(name));
      this.files.set(name, loading);
    }
    return this.files.get(name);
  }

  read(name, answer) {
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  }

  async words(prefix) {
    return this.load(`words/${fileStem(prefix)}.json`);
  }

  /** Candidates for misspelt words, with their numbers of rows. */
  async spelling(name) {
    return this.data.spelling.includes(name) ? this.load(`spelling/${fileStem(name)}.json`) : {};
  }

  /** The weight of a word that occurs in `count` rows: rare words weigh more. */
  rarity(count) {
    return Math.log(1 + this.data.size / Math.max(count, 1));
  }

  /** The rows with a word, as a Map of row to score. `prefix` includes words that begin with it,
      `forms` other forms of it. */
  async rowsOf(word, { prefix = false, forms = false } = {}) {
    const { words } = this.data;
    const start = forms ? common(word) : word;
    const root = forms ? stem(word) : "";
    const shards = words.filter((key) => start.startsWith(key)).slice(-1);
    const own = words.filter((key) => word.startsWith(key)).slice(-1);
    const longer = prefix || forms
      ? words.filter((key) => key.length > start.length && key.startsWith(start)
        && (forms || key.startsWith(word))).slice(0, 8)
      : [];
    const rows = new Map();
    const add = (postings, factor) => {
      const rarity = this.rarity(postings.length / 2);
      let row = 0;
      for (let i = 0; i < postings.length; i += 2) {
        row += postings[i];
        const score = postings[i + 1] * rarity * factor;
        if (score > (rows.get(row) ?? 0)) rows.set(row, score);
      }
    };
    for (const some of await Promise.all([...new Set([...shards, ...own, ...longer])].map((key) => this.words(key)))) {
      for (const known in some) {
        if (known === word) add(some[known], 1);
        else if (prefix && known.startsWith(word)) add(some[known], 0.5 * (word.length / known.length) + 0.2);
        else if (forms && known.startsWith(start) && stem(known) === root) add(some[known], known === `${word}s` || word === `${known}s` ? 0.9 : 0.6);
      }
    }
    return rows;
  }

  /** The rows of a term: those with its joined form, and those with all of its parts. */
  async rowsOfTerm({ words, joined }, isLast) {
    const [whole, ...parts] = words;
    const rows = await this.rowsOf(whole, { prefix: isLast && whole.length > 1, forms: !joined });
    if (YEAR.test(whole)) greatest(rows, this.rowsOfYear(Number(whole)));
    const kind = KINDS[whole] ?? KINDS[whole.replace(/s$/, "")];
    if (kind) greatest(rows, this.rowsOfKind(kind));
    if (joined) {
      // A single character such as the 2 of FlashAttention-2 is often missing, but counts if present.
      const long = parts.filter((part) => part.length > 1);
      const signs = long.length ? parts.filter((part) => part.length === 1) : [];
      const load = (some) => Promise.all(some.map((part) => this.rowsOf(part, { forms: true })));
      const [others, more] = await Promise.all([load(long.length ? long : parts), load(signs)]);
      for (const [row, score] of others.length ? intersect(others) : []) {
        if (!rows.has(row)) rows.set(row, score * (more.every((map) => map.has(row)) ? 0.6 : 0.3));
      }
    }
    if (!joined && /^[a-z]{2,}\d{1,2}$/.test(whole)) {
      // `llama3` also means `Llama 3`.
      const both = await Promise.all(whole.match(/[a-z]+|\d+/g).map((part) => this.rowsOf(part)));
      greatest(rows, new Map([...intersect(both)].map(([row, score]) => [row, score * 0.6])));
    }
    if (!rows.size && whole.length > 3) greatest(rows, await this.rowsOf(whole, { prefix: true }));
    return rows;
  }

  /** Entries of a year, or of an essay of that year. */
  rowsOfYear(wanted) {
    const found = this.data.year.flatMap((year, row) => (year === wanted ? [row] : []));
    const score = 30 * this.rarity(found.length);
    return new Map(found.map((row) => [row, score]));
  }

  /** Entries of a kind, or pages of a group. */
  rowsOfKind(wanted) {
    const { size } = this.data;
    const found = Array.from({ length: size }, (_, row) => row).filter((row) => this.factsOf(row).kind === wanted);
    const score = 10 * this.rarity(found.length);
    return new Map(found.map((row) => [row, score]));
  }

  /** Words of the index with similar spelling, closest first, as [word, slips]. */
  async nearest(word, most = 1) {
    const files = await Promise.all([word[0], `_${word[1]}`, `_${word[0]}`, word[1]].map((name) => this.spelling(name)));
    const all = Object.assign({}, ...files);
    const count = most === 1 ? (known) => (isClose(word, known) ? 1 : 2) : (known) => slips(word, known, most);
    return Object.keys(all).map((known) => [known, count(known)])
      .filter(([, n]) => n > 0 && n <= most)
      .sort((a, b) => a[1] - b[1] || all[b[0]] - all[a[0]] || (a[0] < b[0] ? -1 : 1));
  }

  /** The words that share the longest beginning with a word, at least three letters; frequent first. */
  async beginning(word) {
    const all = await this.spelling(word[0]);
    for (let length = word.length - 1; length >= 3; length -= 1) {
      const found = Object.keys(all).filter((known) => known.startsWith(word.slice(0, length)));
      if (found.length) return found.sort((a, b) => all[b] - all[a]);
    }
    return [];
  }

  /** The rows of words that differ by one slip from a word of at least five letters; and these words. */
  async rowsOfMisspelt(word) {
    if (word.length < 5 || !/^\p{L}+$/u.test(word)) return [new Map(), []];
    const meant = (await this.nearest(word)).slice(0, 4).map(([known]) => known);
    const maps = await Promise.all(meant.map((known) => this.rowsOf(known, { forms: true })));
    for (const rows of maps) for (const [row, score] of rows) rows.set(row, score * 0.5);
    return [greatest(new Map(), ...maps), meant];
  }

  /** The rows that answer a query, best first, as [row, score, missing]; null for an empty query.

      `missing` are words of the query that the row does not have. Rows with all words come first.
      The list's property `meant` maps misspelt words to the words that were searched for instead. */
  async search(query) {
    const whole = namedWhole(query);
    if (whole) {
      const maps = await Promise.all(whole.map((word) => this.rowsOf(word)));
      return this.ranked([{ rows: greatest(new Map(), ...maps), asked: query.trim() }]);
    }
    const all = terms(query.replace(/(\d{4}\.\d{4,5})v\d+/g, "$1"));
    if (!all.length) return null;
    const isTelling = ({ words: [word] }) => !STOP_WORDS.has(word);
    const isNaming = (term) => isTelling(term) && !FILLERS.has(term.words[0]) && !/^[a-z]$/.test(term.words[0]);
    const named = [isNaming, isTelling, () => true].map((test) => all.filter(test)).find((some) => some.length);
    const wanted = named.slice(0, MOST_TERMS);
    const besides = all.filter((term) => isTelling(term) && !named.includes(term));
    const isOpen = !/\s$/.test(query);
    const found = await Promise.all(wanted.map(async (term) => ({
      asked: term.words[0],
      rows: await this.rowsOfTerm(term, isOpen && term === all.at(-1)),
    })));
    const meant = {};
    const retry = async (some) => {
      await Promise.all(some.map(async (term) => {
        const [rows, words] = await this.rowsOfMisspelt(term.asked);
        if (!rows.size) return;
        meant[term.asked] = words;
        term.rows = greatest(new Map(term.rows), rows);
      }));
    };
    // A word that occurs only on documentation pages may be an example of a typo there.
    await retry(found.filter(({ rows }) => [...rows.keys()].every((row) => this.groupOf(row) === "page")));
    if (found.length > 1 && !intersect(found.map(({ rows }) => rows)).size) {
      await this.joinNeighbours(found);
      // A typo may be a rare word that some row has.
      if (!intersect(found.map(({ rows }) => rows)).size) await retry(found.filter(({ rows }) => rows.size && rows.size < 4));
    }
    const extras = await Promise.all(besides.map(({ words: [word] }) => this.rowsOf(word)));
    return Object.assign(this.ranked(found, extras), { meant });
  }

  /** Adds the rows that have two neighbouring words as one: `res net` for ResNet. */
  async joinNeighbours(found) {
    await Promise.all(found.slice(1).map(async (second, i) => {
      const rows = await this.rowsOf(found[i].asked + second.asked);
      for (const [row, score] of rows) {
        for (const term of [found[i], second]) term.rows.set(row, Math.max(term.rows.get(row) ?? 0, score / 2));
      }
    }));
  }

  /** The rows that have all terms, best first, then those that have most of them.

      `extras` are the rows of optional words, which only add to the score. */
  ranked(found, extras = []) {
    const { size } = this.data;
    const weights = found.map(({ rows }) => this.rarity(rows.size));
    const sum = weights.reduce((a, b) => a + b, 0);
    const scores = new Float64Array(size);
    const carried = new Float64Array(size);
    const counts = new Uint8Array(size);
    found.forEach(({ rows }, i) => {
      for (const [row, score] of rows) {
        scores[row] += score;
        carried[row] += weights[i];
        counts[row] += 1;
      }
    });
    for (const extra of extras) for (const [row, score] of extra) scores[row] += score / 2;
    const least = Math.min(0.4 * sum, Math.max(...carried)) - 1e-9;
    const whole = [];
    const partial = [];
    for (let row = 0; row < size; row += 1) {
      if (!counts[row]) continue;
      const score = scores[row] * (SHARES[this.groupOf(row)] ?? 1);
      if (counts[row] === found.length) whole.push([row, score, []]);
      else if (carried[row] >= least) partial.push([row, score * (carried[row] / sum) ** 2, null]);
    }
    const better = (a, b) => b[1] - a[1] || a[0] - b[0];
    for (const result of partial) result[2] = found.filter(({ rows }) => !rows.has(result[0])).map(({ asked }) => asked);
    return [...whole.sort(better), ...partial.sort(better)];
  }

  /** The rows as elements, in the order given, with absolute links. */
  async rows(numbers) {
    const rows = await this.pieces("rows", numbers);
    const template = document.createElement("template");
    return rows.map((html) => {
      template.innerHTML = html;
      for (const link of template.content.querySelectorAll("a[href]")) link.setAttribute("href", new URL(link.getAttribute("href"), this.base).href);
      return document.importNode(template.content.firstElementChild, true);
    });
  }

  /** The searchable texts of the rows that they do not show, as plain text. */
  texts(numbers) {
    return this.pieces("texts", numbers);
  }

  async pieces(folder, numbers) {
    const { chunk } = this.data;
    const names = [...new Set(numbers.map((n) => Math.floor(n / chunk)))];
    const files = new Map(await Promise.all(names.map(async (n) => [n, await this.load(`${folder}/${n}.json`)])));
    return numbers.map((n) => files.get(Math.floor(n / chunk))[n % chunk]);
  }

  /** The rows of each tag or author, as a Map; `name` is "tags" or "authors". */
  async more(name) {
    const data = await this.load("more.json");
    return new Map(Object.entries(data[name]).map(([value, rows]) => [value, undelta(rows)]));
  }

  async ids() {
    return (await this.load("more.json")).ids;
  }

  /** The group of a row: "work", "claim", "path", "theme", "author", "tag" or "page". */
  groupOf(row) {
    const { entries, kind, others } = this.data;
    if (row < entries) return WORKS.includes(kind.values[kind.rows[row]][0]) ? "work" : "claim";
    let end = entries;
    return others.find(([, count]) => row < (end += count))[0];
  }

  /** Whether any entry is a claim, and not a work. */
  get hasClaims() {
    return this.data.kind.values.some(([kind]) => !WORKS.includes(kind));
  }

  /** The kind and the year of an entry; for other pages their group. */
  factsOf(row) {
    const { entries, kind, year } = this.data;
    if (row >= entries) return { kind: this.groupOf(row), year: "" };
    return { kind: kind.values[kind.rows[row]][0], year: String(year[row] || "") };
  }

  themes() {
    return this.data.themes.map(([id, title, rows]) => ({ id, title, rows: undelta(rows) }));
  }
}

const fileStem = (prefix) => [...prefix].map((char) => (char <= "\x7f" ? char : char.codePointAt(0).toString(16))).join("-");

let opened;

/** The site's index, opened only once. */
export const openIndex = (url) => {
  opened ??= Index.open(url);
  opened.catch(() => { opened = undefined; });
  return opened;
};

/** The rows in all of the Maps, with the sum of their scores. */
const intersect = (maps) => {
  const [first, ...others] = [...maps].sort((a, b) => a.size - b.size);
  const rows = new Map();
  for (const [row, score] of first) {
    let sum = score;
    if (others.every((other) => other.has(row) && (sum += other.get(row)))) rows.set(row, sum);
  }
  return rows;
};

/** The results that have all words of the query, or all results if none has. */
export const wholeOnes = (found) => {
  const whole = found.filter(([, , missing]) => !missing.length);
  return whole.length ? whole : found;
};

/** Suggestions for a query that finds nothing: the query with known words, then single words. */
export const nearestQueries = async (index, query) => {
  const words = query.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  const near = await Promise.all(words.map((word) => index.nearest(foldWord(word), word.length > 7 ? 3 : 2)));
  const whole = near.length > 1 && near.every(([first]) => first) ? [near.map(([[first]]) => first).join(" ")] : [];
  const single = near.flat().sort((a, b) => a[1] - b[1]).map(([known]) => known);
  if (!single.length) single.push(...(await Promise.all(words.map((word) => index.beginning(foldWord(word))))).flat());
  return [...new Set([...whole, ...single])].slice(0, 4);
};

/** A predicate for the words of a text: whether the query asks for them.

    `found` are the results of the query, whose `meant` has the corrections of misspelt words. */
export const matcher = (query, found) => {
  const asked = splitWords(query).filter((word) => word.length > 1 && !STOP_WORDS.has(word));
  const all = [...asked, ...Object.values(found?.meant ?? {}).flat()];
  const roots = new Set(all.map(stem));
  const last = /\s$/.test(query) ? "" : asked.at(-1) ?? "";
  const isBegun = (word) => all.some((start) => (start.length > 3 || start === last) && word.startsWith(start));
  return (term) => splitWords(term).some((word) => roots.has(stem(word)) || isBegun(word));
};

/** Where a text has words of the query, as [start, end, folded word]. */
export const places = (text, isAsked) => [...text.matchAll(TERM)].filter(([term]) => isAsked(term))
  .map((match) => [match.index, match.index + match[0].length, foldWord(match[0])]);

/** Highlights the words of a query in an element's text. */
export const mark = (element, query, found) => {
  const isAsked = matcher(query, found);
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    if (node.parentElement.closest("math, svg")) continue;
    const text = node.data;
    const pieces = [];
    let end = 0;
    for (const [from, to] of places(text, isAsked)) {
      const marked = document.createElement("mark");
      marked.textContent = text.slice(from, to);
      pieces.push(text.slice(end, from), marked);
      end = to;
    }
    if (pieces.length) node.replaceWith(...pieces, text.slice(end));
  }
};
