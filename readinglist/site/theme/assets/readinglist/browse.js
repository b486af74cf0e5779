/* Browsing: filtering, sorting and searching all entries, with the state in the page's address. */

import { element, markRows, marks, STATES, subscribe } from "./reading.js";
import * as search from "./search.js";

const ROWS = 50;
/* Rows drawn at first; the others follow once these are visible. */
const FIRST = 6;
const SORTS = [
  ["year", "Newest first"],
  ["-year", "Oldest first"],
  ["added", "Latest additions"],
  ["title", "Title"],
  ["claims", "Most claims or works"],
];
/* These are offered only if some entry has a value to sort by. */
const OPTIONAL_SORTS = ["added", "claims"];
/* Values of a large facet that are shown at once. */
const SHOWN = 12;

/** A facet with at most one value per row. */
const columnFacet = (key, title, { values, rows }) => ({
  key,
  title,
  values: values.map(([id, label]) => ({ id, label })),
  valuesOf: (row) => (rows[row] < 0 ? [] : [rows[row]]),
});

/** A facet given as a list of rows for each value. */
const listFacet = (key, title, lists, size, extra = {}) => {
  const valuesOf = Array.from({ length: size }, () => []);
  lists.forEach(({ rows }, value) => rows.forEach((row) => valuesOf[row].push(value)));
  return { key, title, values: lists, valuesOf: (row) => valuesOf[row], ...extra };
};

/** What the reader marked. It is stored in this browser, so a shared link shows others their own. */
const readingFacet = {
  key: "reading",
  title: "My reading",
  values: [],
  valuesOf: () => [],
  async load(index) {
    const ids = await index.ids();
    let known = marks();
    const values = [...STATES, ["unread", "Unread"], ["note", "With a note"]].map(([id, label]) => ({ id, label }));
    const places = (row) => {
      const { state, note } = known.get(ids[row]) ?? {};
      return values.flatMap(({ id }, i) => (id === state || (id === "unread" && state !== "read") || (id === "note" && note) ? [i] : []));
    };
    return { key: this.key, title: this.title, values, valuesOf: places, refresh: () => { known = marks(); } };
  },
};

/** Whether the facet can narrow the list: it has several values, or one that not every row has. */
const canNarrow = ({ values, valuesOf }, size) => values.length > 1
  || (values.length === 1 && Array.from({ length: size }, (_, row) => row).some((row) => !valuesOf(row).length));

const buildFacets = (index) => {
  const { data } = index;
  const size = data.entries;
  const themes = index.themes();
  const facets = [
    columnFacet("kind", "Kind", data.kind),
    listFacet("theme", "Theme", themes.map((theme) => ({ ...theme, label: theme.title, isSection: theme.id.includes("/") })), size),
    columnFacet("standing", "Verdict", data.standing),
    columnFacet("mode", "Research mode", data.mode),
    columnFacet("status", "Publication", data.status),
    columnFacet("code", "Code", { values: data.code.some(Boolean) ? [["yes", "Has code"]] : [], rows: data.code.map((yes) => yes - 1) }),
  ].filter((facet) => canNarrow(facet, size));
  const lazy = (key, title) => ({
    key,
    title,
    values: [],
    valuesOf: () => [],
    load: async () => {
      const lists = [...(await index.more(`${key}s`))].map(([id, rows]) => ({ id, label: id, rows }));
      return listFacet(key, title, lists, size, { isLarge: true });
    },
  });
  const titles = { tag: "Tag", author: "Author" };
  facets.push(...data.large.map((key) => lazy(key, titles[key])), { ...readingFacet });
  return facets;
};

const readAddress = (facets) => {
  const query = new URLSearchParams(location.search);
  const state = { q: query.get("q") ?? "", sort: query.get("sort") ?? "", from: 0, to: 0, chosen: {} };
  const [from, to] = (query.get("years") ?? "").split("-").map((year) => parseInt(year, 10) || 0);
  state.from = from || 0;
  state.to = to || 0;
  for (const { key } of facets) {
    state.chosen[key] = new Set((query.get(key) ?? "").split(",").filter(Boolean));
  }
  return state;
};

const writeAddress = (state, replace) => {
  const query = new URLSearchParams();
  if (state.q.trim()) query.set("q", state.q.trim());
  for (const [key, values] of Object.entries(state.chosen)) {
    if (values.size) query.set(key, [...values].join(","));
  }
  if (state.from || state.to) query.set("years", `${state.from || ""}-${state.to || ""}`);
  if (state.sort) query.set("sort", state.sort);
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
  const address = location.pathname + (text ? `?${text}` : "");
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](history.state, "", address);
};

/** The rows that pass all filters, and for each facet the number of rows of each value. */
const applyFilters = (index, facets, state, found) => {
  const { year, entries } = index.data;
  const active = facets.map(({ key, values }) => {
    const chosen = state.chosen[key];
    return chosen.size ? new Set(values.flatMap(({ id }, i) => (chosen.has(id) ? [i] : []))) : null;
  });
  const counts = facets.map(({ values }) => new Array(values.length).fill(0));
  const rows = [];
  const scores = found && new Map(found);
  for (let row = 0; row < entries; row += 1) {
    if (scores && !scores.has(row)) continue;
    if (state.from && !(year[row] >= state.from)) continue;
    if (state.to && !(year[row] && year[row] <= state.to)) continue;
    let failed = -1;
    let failures = 0;
    for (let i = 0; i < facets.length && failures < 2; i += 1) {
      if (active[i] && !facets[i].valuesOf(row).some((value) => active[i].has(value))) {
        failed = i;
        failures += 1;
      }
    }
    if (failures === 0) rows.push(row);
    for (let i = 0; i < facets.length && failures < 2; i += 1) {
      // A facet's own filter does not affect its counts: they say what choosing more would add.
      if (failures === 0 || failed === i) for (const value of facets[i].valuesOf(row)) counts[i][value] += 1;
    }
  }
  return { rows, counts };
};

const sortRows = (rows, index, sort, found) => {
  const { data } = index;
  const by = (column, sign) => (a, b) => sign * (column[a] - column[b]) || a - b;
  if (!sort && found) {
    const rank = new Map(found.map(([row], place) => [row, place]));
    return rows.sort((a, b) => rank.get(a) - rank.get(b));
  }
  if (sort === "-year") return rows.sort((a, b) => (data.year[a] || 9999) - (data.year[b] || 9999) || a - b);
  if (sort === "added") return rows.sort(by(data.added, -1));
  if (sort === "title") return rows.sort(by(data.title, 1));
  if (sort === "claims") return rows.sort(by(data.claims, -1));
  return rows;
};

/** The box and the plain list, as soon as they have been parsed; nulls on other pages. */
const findBoxes = () => new Promise((resolve) => {
  const look = () => {
    const boxes = ["[data-rl-browse]", "[data-rl-plain]"].map((selector) => document.querySelector(selector));
    const isDone = boxes.every(Boolean) || document.readyState !== "loading";
    if (isDone) resolve(boxes);
    return isDone;
  };
  if (look()) return;
  const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", look, { once: true });
});

const drawn = () => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });

const grouped = (number) => (number < 1000 ? String(number) : number.toLocaleString("en"));

/** The rows that the state selects, in order, and the counts of all facets. */
const ask = async (index, facets, state) => {
  const found = await index.search(state.q);
  const entries = found && search.wholeOnes(found.filter(([row]) => row < index.data.entries));
  const current = applyFilters(index, facets, state, entries);
  sortRows(current.rows, index, state.sort, entries);
  return { ...current, found, isPartial: Boolean(entries?.[0]?.[2].length) };
};

/** Loads the values of those facets that need loading and are wanted. */
const loadFacets = (index, facets, isWanted) => Promise.all(facets.map(async (facet, i) => {
  if (facet.load && isWanted(facet, i)) facets[i] = await facet.load(index);
}));

/** Evaluates the page's address, and starts loading the first rows. */
const openFirst = async (url) => {
  const index = await search.openIndex(url);
  const facets = buildFacets(index);
  const state = readAddress(facets);
  await loadFacets(index, facets, ({ key }) => state.chosen[key].size);
  const current = await ask(index, facets, state);
  index.rows(current.rows.slice(0, FIRST)).catch(() => undefined);
  return { index, facets, state, current };
};

/** Fills the page's box, once, from the index at the URL. If that fails, the plain list stays. */
export const showBrowse = async (url) => {
  const opening = openFirst(url);
  opening.catch(() => undefined);
  const [box, plain] = await findBoxes();
  if (!box || "started" in box.dataset) return;
  box.dataset.started = "";
  try {
    const first = await opening;
    // Meanwhile the reader may have moved on to another page.
    if (box.isConnected) await browse(box, plain, first);
  } catch (error) {
    console.warn("browsing:", error);
  } finally {
    document.documentElement.classList.remove("rl-filtering");
    dispatchEvent(new Event("rl:shown"));
  }
};

const browse = async (box, plain, first) => {
  const { index, facets } = first;
  let { state, current } = first;
  let shown = ROWS;
  let turn = 0;

  // The controls, which are created once and updated on every change.

  const input = element("input", { type: "search", class: "rl-browse__input", placeholder: "Filter by words", "aria-label": "Filter by words", autocomplete: "off", spellcheck: "false" });
  const sort = element("select", { "aria-label": "Sort by" });
  const sorts = SORTS.filter(([key]) => !OPTIONAL_SORTS.includes(key) || index.data[key].some(Boolean));
  const years = index.data.year.filter(Boolean);
  const [oldest, newest] = [Math.min(...years), Math.max(...years)];
  const yearInput = (label) => element("input", { type: "number", min: oldest, max: newest, step: 1, "aria-label": label, placeholder: label === "From year" ? oldest : newest });
  const from = yearInput("From year");
  const to = yearInput("To year");
  const status = element("p", { class: "rl-browse__status", role: "status" });
  const chips = element("p", { class: "rl-browse__chips" });
  const list = element("ul", { class: "rl-list" });
  const more = element("button", { type: "button", class: "md-button rl-browse__more", hidden: true }, "Show more");
  const groups = facets.map((facet) => {
    const values = element("div", { class: "rl-facet__values" });
    const isOpen = ["kind", "theme", "standing"].includes(facet.key) || state.chosen[facet.key].size > 0;
    const group = element("details", { class: "rl-facet", open: isOpen && !matchMedia("(max-width: 59.9375em)").matches }, element("summary", {}, facet.title), element("fieldset", {}, element("legend", { class: "rl-hidden" }, facet.title), values));
    return { group, values };
  });
  const yearGroup = element("details", { class: "rl-facet", open: Boolean(state.from || state.to) }, element("summary", {}, "Year"), element("div", { class: "rl-facet__years" }, from, element("span", {}, "to"), to));
  const place = facets.filter(({ key }) => ["kind", "theme"].includes(key)).length;
  const parts = groups.map(({ group }) => group);
  if (newest > oldest) parts.splice(place, 0, yearGroup);
  const panel = element("details", { class: "rl-browse__panel", open: !matchMedia("(max-width: 59.9375em)").matches }, element("summary", {}, "Filters"), ...parts);

  const change = (replace = false) => {
    shown = ROWS;
    writeAddress(state, replace);
    update();
  };

  const toggle = (key, id, on) => {
    if (on) state.chosen[key].add(id);
    else state.chosen[key].delete(id);
    change();
  };

  const makeFilter = (i) => {
    const label = `Find ${facets[i].title.toLowerCase()}`;
    return element("input", { type: "search", class: "rl-facet__filter", placeholder: label, "aria-label": label, oninput: () => drawFacet(i) });
  };

  const drawFacet = (i) => {
    const facet = facets[i];
    const { values } = groups[i];
    if (facet.load) return;
    if (facet.isLarge) groups[i].filter ??= makeFilter(i);
    const chosen = state.chosen[facet.key];
    let order = facet.values.map((_, value) => value);
    if (facet.isLarge) {
      const wanted = search.foldWord(groups[i].filter?.value ?? "");
      order = order
        .filter((value) => chosen.has(facet.values[value].id) || (current.counts[i][value] > 0 && facet.values[value].id.replaceAll("-", " ").includes(wanted)))
        .sort((a, b) => chosen.has(facet.values[b].id) - chosen.has(facet.values[a].id) || current.counts[i][b] - current.counts[i][a] || facet.values[a].id.localeCompare(facet.values[b].id))
        .slice(0, SHOWN);
    }
    const focused = document.activeElement?.dataset?.value;
    const labels = order.map((value) => {
      const { id, label, isSection } = facet.values[value];
      const count = current.counts[i][value];
      const box_ = element("input", { type: "checkbox", "data-value": `${facet.key}=${id}`, checked: chosen.has(id), onchange: (event) => toggle(facet.key, id, event.target.checked) });
      return element("label", { class: `rl-facet__value${isSection ? " rl-facet__value--section" : ""}${count || chosen.has(id) ? "" : " rl-facet__value--none"}` }, box_, element("span", {}, facet.isLarge ? label.replaceAll("-", " ") : label), element("span", { class: "rl-n" }, grouped(count)));
    });
    const old = groups[i].filter;
    values.replaceChildren(...(old ? [old] : []), ...labels);
    if (focused) values.querySelector(`[data-value="${CSS.escape(focused)}"]`)?.focus();
  };

  const drawChips = () => {
    const made = [];
    const chip = (label, remove) => element("button", { type: "button", class: "rl-browse__chip", "aria-label": `Remove ${label}`, onclick: remove }, label, element("span", { "aria-hidden": "true" }, " ×"));
    for (const { key, values } of facets) {
      for (const id of state.chosen[key]) {
        const known = values.find((value) => value.id === id);
        made.push(chip(known?.label ?? id, () => toggle(key, id, false)));
      }
    }
    if (state.from || state.to) made.push(chip(`${state.from || "…"} to ${state.to || "…"}`, () => { state.from = 0; state.to = 0; change(); }));
    if (made.length + Boolean(state.q.trim()) > 1) {
      made.push(element("button", { type: "button", class: "rl-browse__chip rl-browse__chip--all", onclick: () => { history.pushState(history.state, "", location.pathname); adopt(); } }, "Clear all"));
    }
    chips.replaceChildren(...made);
  };

  /** Draws everything except the values of hidden facets; returns the indices of those. */
  const drawControls = () => {
    if (document.activeElement !== input) input.value = state.q;
    if (document.activeElement !== from) from.value = state.from || "";
    if (document.activeElement !== to) to.value = state.to || "";
    const options = state.q.trim() ? [["", "Best match"], ...sorts] : [["", sorts[0][1]], ...sorts.slice(1)];
    sort.replaceChildren(...options.map(([value, label]) => element("option", { value, selected: value === state.sort }, label)));
    drawChips();
    const later = [];
    facets.forEach((_, i) => { if (panel.open && groups[i].group.open) drawFacet(i); else later.push(i); });
    return later;
  };

  const update = async ({ keep = false, ready } = {}) => {
    const mine = ++turn;
    await loadFacets(index, facets, ({ key }, i) => state.chosen[key].size || groups[i].group.open);
    for (const facet of facets) facet.refresh?.();
    const next = ready ?? await ask(index, facets, state);
    if (mine !== turn) return;
    current = next;
    // With `keep`, as for "Show more", the rows that are already shown stay.
    const kept = keep ? list.children.length : 0;
    const wanted = current.rows.slice(kept, shown);
    const loading = index.rows(wanted.slice(0, FIRST));
    const later = drawControls();
    const all = !index.data.entries ? "" : `${grouped(index.data.entries)} ${index.data.entries === 1 ? "entry" : "entries"}`;
    status.textContent = current.rows.length === index.data.entries ? all
      : `${grouped(current.rows.length)} of ${all}${current.isPartial ? ", with some of these words; none has all" : ""}`;
    const add = (rows) => {
      for (const row of rows) search.mark(row, state.q, current.found);
      list.append(...rows);
      markRows(list);
    };
    const top = await loading;
    if (mine !== turn) return;
    if (!kept) list.replaceChildren();
    add(top);
    if (!current.rows.length) {
      list.append(element("li", { class: "rl-empty" }, index.data.entries ? "Nothing matches all these filters. Remove one, or use fewer words." : "Nothing on the list yet."));
    }
    more.hidden = true;
    plain.hidden = true;
    box.hidden = false;
    document.documentElement.classList.remove("rl-filtering");
    await drawn();
    dispatchEvent(new Event("rl:shown"));
    if (mine !== turn) return;
    later.forEach(drawFacet);
    const rest = await index.rows(wanted.slice(FIRST));
    if (mine !== turn) return;
    add(rest);
    more.hidden = shown >= current.rows.length;
    box.dataset.ready = "";
  };

  const adopt = () => {
    state = readAddress(facets);
    shown = ROWS;
    input.value = state.q;
    return update();
  };

  let timer;
  input.addEventListener("input", () => {
    state.q = input.value;
    clearTimeout(timer);
    timer = setTimeout(() => change(true), 120);
  });
  sort.addEventListener("change", () => { state.sort = sort.value; change(); });
  for (const [field, key] of [[from, "from"], [to, "to"]]) {
    field.addEventListener("change", () => { state[key] = parseInt(field.value, 10) || 0; change(); });
  }
  more.addEventListener("click", async () => {
    const first = list.children.length;
    shown += ROWS;
    await update({ keep: true });
    list.children[first]?.querySelector("a")?.focus();
  });
  facets.forEach((facet, i) => {
    if (facet.load) groups[i].group.addEventListener("toggle", () => { if (groups[i].group.open && facets[i].load) update(); });
  });
  const onPop = () => {
    if (box.isConnected) adopt();
    else removeEventListener("popstate", onPop);
  };
  addEventListener("popstate", onPop);
  // Other pages draw marks anyway; here the list may be filtered by them.
  subscribe(() => {
    if (!box.isConnected) return false;
    update();
    return true;
  });

  box.replaceChildren(
    element("div", { class: "rl-browse__bar" }, input, sort),
    chips,
    element("div", { class: "rl-browse__columns" }, panel, element("div", { class: "rl-browse__found" }, status, list, more)),
  );
  input.value = state.q;
  await update({ ready: current });
};

/* The first page that is opened loads this script and the index before anything else. */
const early = document.querySelector("link[data-rl-index]");
if (early) showBrowse(early.href);
