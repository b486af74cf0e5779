/* The search dialog's results: which are shown, in which groups, and with which details. */

import { mark, matcher, nearestQueries, openIndex, places, stem, wholeOnes } from "./search.js";

/* The groups in order, each with its maximum number of results. Those without a title of their own
   are titled after the kinds of pages that the site has. */
const GROUPS = [
  ["Works", ["work"], 5],
  ["Claims", ["claim"], 5],
  ["", ["path", "theme"], 3],
  ["", ["author", "tag"], 4],
  ["Pages", ["page"], 3],
];
const TITLES = { path: "Paths", theme: "Themes", author: "Authors", tag: "Tags" };
/* If there are several groups, this many of the best results come first, whatever their group. */
const BEST = 3;
/* With this many results that have all words of the query, those that lack some are not shown. */
const ENOUGH = 6;
/* Characters of an excerpt, which fills two lines. */
const LENGTHS = { wide: 170, narrow: 90 };

const text = (tag, content, className) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = content;
  return element;
};

const grouped = (number) => (number < 1000 ? String(number) : number.toLocaleString("en"));

/** The title of a group: "Authors and tags", or "Authors" on a site without tags. */
const titleOf = (title, kinds, { data }) => title || kinds.filter((kind) => data.others.some(([other]) => other === kind))
  .map((kind, n) => (n ? TITLES[kind].toLowerCase() : TITLES[kind])).join(" and ");

/** The results to show, as [[title, results], …]. */
const arrange = (found, index) => {
  const whole = wholeOnes(found);
  const isPage = ([row]) => index.groupOf(row) === "page";
  const shown = whole.length >= ENOUGH ? whole : found.filter((result) => !isPage(result) || whole.includes(result));
  const groups = GROUPS.map(([title, kinds, most]) => [titleOf(title, kinds, index), shown.filter(([row]) => kinds.includes(index.groupOf(row))), most])
    .filter(([, some]) => some.length);
  if (groups.length < 2) return groups.map(([title, some, most]) => [title, some.slice(0, most * 2)]);
  const best = whole.filter((result) => !isPage(result)).slice(0, BEST);
  return [
    ["Best matches", best],
    ...groups.map(([title, some, most]) => [title, some.filter((result) => !best.includes(result)).slice(0, most)]),
  ].filter(([, some]) => some.length);
};

/** The query's words that occur in a text, in any form. */
const wordsIn = (whole, isAsked) => new Set(places(whole, isAsked).map(([, , word]) => stem(word)));

/** The part of a text that has the most words of the query. */
const excerpt = (whole, isAsked) => {
  const most = matchMedia("(max-width: 37.4375em)").matches ? LENGTHS.narrow : LENGTHS.wide;
  if (whole.length <= most) return whole;
  const hits = places(whole, isAsked);
  let best = { count: 0, start: 0 };
  hits.forEach(([start], i) => {
    const words = new Set(hits.slice(i).filter(([, end]) => end <= start + most - 30).map(([, , word]) => stem(word)));
    if (words.size > best.count) best = { count: words.size, start };
  });
  const sentence = whole.slice(0, best.start).search(/(?<=[.!?] )[^.!?]*$/);
  let from = Math.max(sentence, best.start - 60, 0);
  if (from && from !== sentence) from = whole.indexOf(" ", from) + 1;
  let to = Math.min(whole.length, from + most);
  if (to < whole.length) to = Math.max(whole.lastIndexOf(" ", to), from + 1);
  const cut = to < whole.length ? whole.slice(from, to).replace(/[\s,;:.]+$/, "…") : whole.slice(from);
  return `${from ? "…" : ""}${cut}${to < whole.length && !cut.endsWith("…") ? "…" : ""}`;
};

/** A line about a result: kind, authors and year, or year and verdict, and which words it lacks. */
const factsOf = (row, index, number, missing) => {
  const { kind, year } = index.factsOf(number);
  const told = document.createElement("span");
  told.className = "rl-search__facts";
  const isEntry = number < index.data.entries;
  const by = isEntry ? row.querySelector(".rl-row__by")?.textContent.trim() : "";
  const chips = [...row.querySelectorAll(".rl-row__marks > span.rl-chip")].map((chip) => chip.textContent.trim());
  const what = kind === "paper" && chips.length && !/^\d/.test(chips[0]) && row.querySelector(".rl-row__marks > .rl-chip:first-child:not([class*='--'])") ? chips[0] : kind;
  const facts = [text("span", what, "rl-search__kind")];
  // Isolated, because a name may be right-to-left.
  if (by) facts.push(text("bdi", by));
  else if (year) facts.push(text("bdi", year));
  for (const verdict of row.querySelectorAll(".rl-mark")) facts.push(verdict.cloneNode(true));
  const essay = kind !== "paper" && kind !== "essay" && isEntry && row.querySelector("a.rl-chip");
  if (essay) facts.push(text("bdi", essay.textContent.trim()));
  if (missing.length) facts.push(text("span", `without ${missing.map((word) => `“${word}”`).join(", ")}`, "rl-search__missing"));
  facts.forEach((fact, n) => told.append(n ? " · " : "", fact));
  return told;
};

const option = (number, href) => {
  const link = document.createElement("a");
  link.id = `rl-search-${number}`;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.href = href;
  link.tabIndex = -1;
  return link;
};

const item = (link, className = "") => {
  const element = document.createElement("li");
  element.setAttribute("role", "presentation");
  element.className = className;
  element.append(link);
  return element;
};

/** A result as an option: one link with the title, the facts, and a sentence. */
const renderResult = (row, number, index, [place, , missing]) => {
  const link = option(number, row.querySelector(".rl-row__title").href);
  const lines = [text("span", row.querySelector(".rl-row__title").textContent, "rl-search__title"), factsOf(row, index, place, missing)];
  const summary = row.querySelector(".rl-row__text");
  if (summary) lines.push(text("span", summary.textContent, "rl-search__excerpt"));
  for (const line of lines) {
    line.dir = "auto";
    link.append(line, " ");
  }
  return item(link);
};

/** A group of options, with its title. */
const renderGroup = (title, items, number) => {
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  const heading = text("p", title, "rl-search__group");
  heading.id = `rl-search-group-${number}`;
  group.setAttribute("aria-labelledby", heading.id);
  const list = document.createElement("ul");
  list.setAttribute("role", "presentation");
  list.append(...items);
  group.append(heading, list);
  return group;
};

/** Highlights the words, and shows an excerpt with them if neither title nor sentence has them.

    The texts for that are loaded only now, when the results are already visible. */
const explain = async (shown, index, query, found, isCurrent) => {
  const isAsked = matcher(query, found);
  const wanting = [];
  for (const [element, [row]] of shown) {
    const line = element.querySelector(".rl-search__excerpt");
    const said = [...element.querySelectorAll(".rl-search__title, bdi, .rl-search__excerpt")];
    const words = wordsIn(said.map((part) => part.textContent).join(" "), isAsked);
    if (words.size < query.split(/\s+/).length && !["author", "tag"].includes(index.groupOf(row))) wanting.push([element, row, words]);
    if (line) line.textContent = excerpt(line.textContent, isAsked);
    for (const part of said) mark(part, query, found);
  }
  const texts = await index.texts(wanting.map(([, row]) => row));
  if (!isCurrent()) return;
  wanting.forEach(([element, , known], i) => {
    const words = excerpt(texts[i], isAsked);
    if ([...wordsIn(words, isAsked)].every((word) => known.has(word))) return;
    const line = text("span", words, "rl-search__excerpt");
    line.dir = "auto";
    element.querySelector(".rl-search__excerpt")?.remove();
    element.querySelector("a").append(line, " ");
    mark(line, query, found);
  });
};

/** Fills the dialog while the reader types. Called whenever it is opened. */
export const attach = async (box, address) => {
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const status = box.querySelector("[role=status]");
  const hint = box.querySelector(".rl-search__hint");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const index = await openIndex(address);
  const browse = (query) => new URL(`?${new URLSearchParams({ q: query })}`, index.base).href;
  let turn = 0;

  const select = (number) => {
    const all = options();
    all.forEach((result, i) => result.setAttribute("aria-selected", String(i === number)));
    if (!all[number]) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", all[number].id);
    // For the first one, show its group's title as well.
    if (number) all[number].scrollIntoView({ block: "nearest" });
    else box.scrollTop = 0;
  };

  const draw = (groups, message, chosen = 0) => {
    list.replaceChildren(...groups);
    hint.hidden = true;
    status.textContent = message;
    input.setAttribute("aria-expanded", String(options().length > 0));
    select(chosen);
  };

  const clear = () => {
    draw([], "");
    delete list.dataset.query;
    hint.hidden = false;
  };

  const toBrowse = (number, label, href) => item(Object.assign(option(number, href), { textContent: label }), "rl-search__all");

  /** Offers next steps if nothing is found: similar words, and the whole list. */
  const drawNothing = async (query, mine) => {
    const near = await nearestQueries(index, query);
    if (mine !== turn) return;
    const items = near.map((other, i) => {
      const link = option(i, browse(other));
      link.dataset.query = other;
      link.append(text("span", other, "rl-search__title"));
      return item(link);
    });
    const groups = items.length ? [renderGroup("Did you mean", items, 0)] : [];
    draw([...groups, renderGroup(items.length ? "Or look around" : "Look around", [toBrowse(items.length, "Browse all entries", index.base.href)], 1)], `Nothing found for “${query}”`, -1);
    list.dataset.query = query;
  };

  const tell = (found) => {
    const whole = found.filter(([, , missing]) => !missing.length).length;
    const rest = found.length - whole;
    const results = (n) => `${grouped(n)} ${n === 1 ? "result" : "results"}`;
    const meant = Object.entries(found.meant ?? {}).map(([word, [first]]) => ` · “${word}” read as “${first}”`).join("");
    if (!whole) return `${results(rest)} with some of these words; none has all${meant}`;
    return `${results(whole)}${rest && whole < ENOUGH ? `, ${grouped(rest)} more with some of the words` : ""}${meant}`;
  };

  const run = async () => {
    const mine = ++turn;
    const isCurrent = () => mine === turn;
    const query = input.value.trim();
    if (!query) {
      clear();
      return;
    }
    try {
      const found = (await index.search(input.value.trimStart())) ?? [];
      if (!isCurrent()) return;
      if (!found.length) {
        await drawNothing(query, mine);
        return;
      }
      const groups = arrange(found, index);
      const results = groups.flatMap(([, some]) => some);
      const rows = await index.rows(results.map(([row]) => row));
      if (!isCurrent()) return;
      const items = rows.map((row, i) => renderResult(row, i, index, results[i]));
      let next = 0;
      const drawn = groups.map(([title, some], i) => renderGroup(title, items.slice(next, (next += some.length)), i));
      const entries = wholeOnes(found.filter(([row]) => row < index.data.entries)).length;
      if (entries) drawn.push(renderGroup("More", [toBrowse(items.length, entries === 1 ? "This one in Browse" : `All ${grouped(entries)} in Browse`, browse(query))], groups.length));
      draw(drawn, tell(found));
      list.dataset.query = query;
      await explain(items.map((element, i) => [element, results[i]]), index, query, found, isCurrent);
    } catch (error) {
      status.textContent = "The search index could not be loaded. Try again, or browse all entries.";
      console.warn("search:", error);
    }
  };

  let timer;
  input.oninput = () => { clearTimeout(timer); timer = setTimeout(run, 80); };
  input.onkeydown = (event) => {
    const all = options();
    const current = all.findIndex((result) => result.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (all.length) select(current < 0 && step < 0 ? all.length - 1 : (current + step + all.length) % all.length);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      all[current]?.click();
    }
  };
  list.onclick = (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    if (link.dataset.query && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.value = link.dataset.query;
      input.focus();
      run();
      return;
    }
    box.close();
  };
  if (input.value.trim() !== (list.dataset.query ?? "")) await run();
};
