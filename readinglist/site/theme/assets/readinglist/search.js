/* The index of search and browsing: loads the parts that a question needs, and answers it.

   How the files are made stands in readinglist/site/search.py; how words are taken apart, in
   readinglist/words.py, of which the first part here is the twin. */

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

/** The terms of a text, each a list of the words that it gives. */
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

/** Whether one word becomes the other by one letter added, left out, changed or swapped. */
const isClose = (one, other) => {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let i = 0;
  while (i < one.length && one[i] === other[i]) i += 1;
  const [a, b] = [one.slice(i), other.slice(i)];
  return a.slice(1) === b.slice(1) || a === b.slice(1) || a.slice(1) === b
    || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
};

const undelta = (differences) => {
  let row = 0;
  return differences.map((difference) => (row += difference));
};

export class Index {
  /** Opens the index at the absolute URL of its first file, for which an answer may be on its way. */
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
    const stem = [...prefix].map((char) => (char <= "\x7f" ? char : char.codePointAt(0).toString(16)));
    return this.load(`words/${stem.join("-")}.json`);
  }

  /** The rows that hold a word, or begin with it, as a Map of row to weight. */
  async rowsOf(word, { prefix = false, close = false } = {}) {
    const keys = this.data.words.filter((key) => word.startsWith(key));
    const shards = keys.slice(-1);
    if (prefix) shards.push(...this.data.words.filter((k) => k.length > word.length && k.startsWith(word)).slice(0, 8));
    const rows = new Map();
    const add = (postings, factor) => {
      // A rare word says more than a common one.
      const rarity = Math.log(1 + this.data.size / (postings.length / 2));
      let row = 0;
      for (let i = 0; i < postings.length; i += 2) {
        row += postings[i];
        const score = postings[i + 1] * rarity * factor;
        if (score > (rows.get(row) ?? 0)) rows.set(row, score);
      }
    };
    for (const words of await Promise.all(shards.map((key) => this.words(key)))) {
      for (const [known, postings] of Object.entries(words)) {
        if (known === word) add(postings, 1);
        else if (prefix && known.startsWith(word)) add(postings, 0.5 * (word.length / known.length) + 0.2);
        else if (close && isClose(known, word)) add(postings, 0.3);
      }
    }
    return rows;
  }

  /** The rows of a term: those with its joined form, or else with all of its parts. */
  async rowsOfTerm({ words, joined }, isLast) {
    const [whole, ...parts] = words;
    let rows = await this.rowsOf(whole, { prefix: isLast && whole.length > 1 });
    if (joined) {
      // A sign such as the 2 of FlashAttention-2 is often not there; where it is, it tells.
      const long = parts.filter((part) => part.length > 1);
      const signs = long.length ? parts.filter((part) => part.length === 1) : [];
      const load = (some) => Promise.all(some.map((part) => this.rowsOf(part)));
      const [others, more] = await Promise.all([load(long.length ? long : parts), load(signs)]);
      for (const [row, score] of others.length ? intersect(others) : []) {
        if (!rows.has(row)) rows.set(row, score * (more.every((one) => one.has(row)) ? 0.6 : 0.3));
      }
    }
    if (!rows.size && whole.length > 3) rows = await this.rowsOf(whole, { prefix: true });
    if (!rows.size && whole.length > 4) rows = await this.rowsOf(whole, { close: true });
    return rows;
  }

  /** The rows that answer a query, best first, as [row, score]; null for an empty query. */
  async search(query) {
    const all = terms(query);
    if (!all.length) return null;
    const telling = all.filter(({ words }) => !STOP_WORDS.has(words[0]));
    const wanted = telling.length ? telling : all;
    const endsInSpace = /\s$/.test(query);
    const found = await Promise.all(wanted.map((term, i) => this.rowsOfTerm(term, i === wanted.length - 1 && !endsInSpace)));
    return [...intersect(found)].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  /** The rows as elements, in the order asked for, with the links of this site. */
  async rows(numbers) {
    const { chunk } = this.data;
    const names = [...new Set(numbers.map((n) => Math.floor(n / chunk)))];
    const files = new Map(await Promise.all(names.map(async (n) => [n, await this.load(`rows/${n}.json`)])));
    const template = document.createElement("template");
    return numbers.map((n) => {
      template.innerHTML = files.get(Math.floor(n / chunk))[n % chunk];
      for (const link of template.content.querySelectorAll("a[href]")) link.setAttribute("href", new URL(link.getAttribute("href"), this.base).href);
      return document.importNode(template.content.firstElementChild, true);
    });
  }

  /** A facet whose values stand in lists of rows: "tags" or "authors", as a Map. */
  async more(name) {
    const data = await this.load("more.json");
    return new Map(Object.entries(data[name]).map(([value, rows]) => [value, undelta(rows)]));
  }

  async ids() {
    return (await this.load("more.json")).ids;
  }

  /** What an entry is, in a word, and the year where its row does not say it; nothing for other pages. */
  factsOf(row) {
    const { entries, kind, year } = this.data;
    if (row >= entries) return [];
    const what = kind.values[kind.rows[row]][0];
    return ["paper", "essay"].includes(what) || !year[row] ? [what] : [what, String(year[row])];
  }

  themes() {
    return this.data.themes.map(([id, title, rows]) => ({ id, title, rows: undelta(rows) }));
  }
}

let opened;

/** The site's index, opened once however many ask for it. */
export const openIndex = (url) => {
  opened ??= Index.open(url);
  opened.catch(() => { opened = undefined; });
  return opened;
};

/** The rows that all Maps hold, with the sum of their scores. */
const intersect = (maps) => {
  const [first, ...others] = [...maps].sort((a, b) => a.size - b.size);
  const rows = new Map();
  for (const [row, score] of first) {
    let sum = score;
    if (others.every((other) => other.has(row) && (sum += other.get(row)))) rows.set(row, sum);
  }
  return rows;
};

/** Marks the words of a query in an element's text. */
export const mark = (element, query) => {
  const wanted = splitWords(query).filter((word) => word.length > 1 && !STOP_WORDS.has(word));
  if (!wanted.length) return;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    if (node.parentElement.closest("math, svg")) continue;
    const text = node.data;
    const pieces = [];
    let end = 0;
    for (const match of text.matchAll(TERM)) {
      const hit = splitWords(match[0]).some((word) => wanted.some((one) => word.startsWith(one)));
      if (!hit) continue;
      const marked = document.createElement("mark");
      marked.textContent = match[0];
      pieces.push(text.slice(end, match.index), marked);
      end = match.index + match[0].length;
    }
    if (pieces.length) node.replaceWith(...pieces, text.slice(end));
  }
};
