/* The reader's marks: read, to read, and a note for each entry. They are kept in this browser's local
   storage, under one key, and go nowhere else.

   {"version": 1, "entries": {"vaswani2017attention": {"state": "read", "note": "…", "changed": "…"}}}

   Every change reads the stored marks, edits them and writes them back in one go, so that two tabs do
   not undo each other's changes. Unreadable data is moved to another key, never overwritten. */

const KEY = "readinglist:reading";
const ASIDE = `${KEY}:aside:`;
/* Older versions stored the ticked steps of reading paths here; they count as read. */
const OLD_KEY = "readinglist:progress";
const VERSION = 1;
/* The most characters of a typed note, and of one that imports have joined. */
const MAX_NOTE = 10_000;
const MAX_JOINED = 100_000;
const MAX_FILE = 5_000_000;
const MAX_ID = 80;
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export const STATES = [["to-read", "To read"], ["read", "Read"]];

const SCRIPTS = new URL(".", import.meta.url);
const ROOT = new URL("../../", SCRIPTS);
const PLACE = /^(papers|essays|claims)\/([a-z0-9-]+)(?:\/(?:index\.html)?|\.html)$/;

/* Reading and writing */

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isId = (id) => id.length <= MAX_ID && ID.test(id);
const now = () => new Date().toISOString();
const isTime = (text) => typeof text === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** What is wrong with an entry, or an empty string. */
const problemOf = (id, entry) => {
  if (!isId(id)) return "not the id of an entry";
  if (!isObject(entry)) return "not an entry";
  const { state, note, changed } = entry;
  if (state !== undefined && !STATES.some(([known]) => known === state)) return "neither read nor to read";
  if (note !== undefined && typeof note !== "string") return "the note is not text";
  if (note !== undefined && note.length > MAX_JOINED) return `the note has more than ${MAX_JOINED} characters`;
  if (!isTime(changed)) return "the time of change is missing";
  if (state === undefined && !note) return "neither a mark nor a note";
  return "";
};

/** The valid entries of a text, and the problems with the rest. `isNewer`: it is of a newer version. */
const parse = (text) => {
  const found = { entries: new Map(), problems: [], isNewer: false };
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    found.problems.push("it is not JSON");
    return found;
  }
  if (isObject(data) && Number.isInteger(data.version) && data.version > VERSION) {
    found.isNewer = true;
    found.problems.push("it was written by a newer version of this site");
  } else if (!isObject(data) || data.version !== VERSION || !isObject(data.entries)) {
    found.problems.push("it contains no reading marks");
  } else {
    for (const [id, entry] of Object.entries(data.entries)) {
      const problem = problemOf(id, entry);
      if (problem) found.problems.push(`“${id.slice(0, MAX_ID)}”: ${problem}`);
      else found.entries.set(id, Object.fromEntries(["state", "note", "changed"].filter((name) => entry[name]).map((name) => [name, entry[name]])));
    }
  }
  return found;
};

/** The ids that were ticked on paths before there were marks; null if the text has another format. */
const parseProgress = (text) => {
  try {
    const data = JSON.parse(text);
    if (!isObject(data) || "version" in data) return null;
    const lists = Object.values(data);
    return lists.every(Array.isArray) ? [...new Set(lists.flat())].filter((id) => typeof id === "string" && isId(id)) : null;
  } catch {
    return null;
  }
};

/** The stored marks; `unavailable` says why none can be stored. */
const load = () => {
  let raw;
  let old;
  try {
    raw = localStorage.getItem(KEY);
    old = localStorage.getItem(OLD_KEY);
  } catch {
    return { entries: new Map(), problems: [], raw: null, unavailable: "This browser does not allow this site to store anything." };
  }
  const found = raw === null ? { entries: new Map(), problems: [] } : parse(raw);
  const ticked = old === null ? null : parseProgress(old);
  for (const id of ticked ?? []) if (!found.entries.has(id)) found.entries.set(id, { state: "read", changed: now() });
  const unavailable = found.isNewer ? "Your marks were saved by a newer version of this site. Reload the page to change them." : "";
  return { ...found, raw, hasTicked: ticked !== null, unavailable };
};

/** Edits and stores the entries. Throws an Error whose message is for the reader. */
const change = (edit) => {
  const stored = load();
  if (stored.unavailable) throw new Error(stored.unavailable);
  edit(stored.entries);
  try {
    if (stored.problems.length) localStorage.setItem(ASIDE + now(), stored.raw);
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, entries: Object.fromEntries(stored.entries) }));
    if (stored.hasTicked) localStorage.removeItem(OLD_KEY);
  } catch {
    throw new Error("Nothing was changed, because this browser's storage for the site is full. Export your marks, or delete some notes.");
  } finally {
    announce();
  }
};

const setField = (id, name, value) => change((entries) => {
  const { [name]: _, ...others } = entries.get(id) ?? {};
  const entry = { ...others, ...(value ? { [name]: value } : {}), changed: now() };
  if (entry.state || entry.note) entries.set(id, entry);
  else entries.delete(id);
});

/** The marks by id: { state, note, changed }, where state or note may be missing. */
export const marks = () => load().entries;

const listeners = new Set();
const announce = () => listeners.forEach((listener) => listener());

/** Calls `listener` after every change, in this tab or another, until it returns false. */
export const subscribe = (listener) => {
  const once = () => { if (listener() === false) listeners.delete(once); };
  listeners.add(once);
};

addEventListener("storage", (event) => {
  if (event.key === null || event.key === KEY || event.key === OLD_KEY) announce();
});

/* Drawing */

/** A new element. True makes an attribute without a value; names that start with `on` are events. */
export const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};

const plural = (n, word) => (n === 1 ? `1 ${word}` : `${n} ${word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`}`);

/** The folder and the id of the entry that a link leads to, or null. */
const placeOf = (link) => {
  const url = new URL(link.href);
  if (url.origin !== ROOT.origin || !url.pathname.startsWith(ROOT.pathname)) return null;
  const match = PLACE.exec(url.pathname.slice(ROOT.pathname.length));
  return match && { folder: match[1], id: match[2] };
};

const SHAPES = { read: "m3 8.500 3.200 3.200L13 4.500", "to-read": "M4.500 2.500h7v11L8 10.500l-3.500 3z" };

const shape = (state) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[state]);
  svg.append(path);
  return svg;
};

/** Marks the rows of lists, in the margin, so that nothing moves. */
export const markRows = (root, known = marks()) => {
  for (const row of root.querySelectorAll(".rl-row")) {
    const link = row.querySelector(".rl-row__title");
    const state = known.get((link && placeOf(link)?.id) ?? "")?.state;
    const old = row.querySelector(".rl-row__state");
    if (old?.dataset.state === state) continue;
    old?.remove();
    row.classList.toggle("rl-row--read", state === "read");
    if (!state) continue;
    const words = state === "read" ? "Marked as read: " : "Marked as to read: ";
    row.querySelector(".rl-row__head").prepend(element("span", { class: "rl-row__state", "data-state": state, title: words.slice(0, -2) }, shape(state), element("span", { class: "rl-hidden" }, words)));
  }
};

/** Draws the control of one entry; it is filled in the first time and updated later. */
const drawControl = (box, known) => {
  const id = box.dataset.rlMark;
  if (!box.firstChild) fillControl(box, id);
  const entry = known.get(id) ?? {};
  for (const button of box.querySelectorAll("[data-state]")) button.setAttribute("aria-pressed", String(button.dataset.state === entry.state));
  const text = box.querySelector("textarea");
  if (document.activeElement !== text) text.value = entry.note ?? "";
  box.querySelector("[data-note]").firstChild.textContent = entry.note ? "Edit note" : "Note";
};

const fillControl = (box, id) => {
  const text = element("textarea", { id: `rl-note-${id}`, rows: 4, maxlength: MAX_NOTE });
  const note = element("div", { class: "rl-marking__note", hidden: true }, element("label", { for: text.id }, "Note, saved in this browser"), text);
  const status = element("p", { class: "rl-marking__status", role: "status" });
  const attempt = (action) => {
    try {
      action();
      status.textContent = "";
    } catch (error) {
      status.textContent = error.message;
    }
  };
  const toggle = (state) => attempt(() => setField(id, "state", marks().get(id)?.state === state ? "" : state));
  text.addEventListener("input", () => attempt(() => setField(id, "note", text.value.trim())));
  const noteButton = element("button", {
    type: "button", "data-note": true, "aria-expanded": "false", "aria-controls": `rl-noted-${id}`,
    onclick: () => {
      note.hidden = !note.hidden;
      noteButton.setAttribute("aria-expanded", String(!note.hidden));
      if (!note.hidden) text.focus();
    },
  }, "Note");
  note.id = `rl-noted-${id}`;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "My reading");
  box.append(
    ...STATES.map(([state, label]) => element("button", { type: "button", "data-state": state, onclick: () => toggle(state) }, shape(state), label)),
    noteButton, note, status,
  );
};

const drawProgress = (box, known) => {
  const steps = [...document.querySelectorAll(".rl-step")];
  const isRead = (step) => known.get(step.dataset.step)?.state === "read";
  for (const step of steps) {
    step.querySelector("input").checked = isRead(step);
    step.classList.toggle("rl-step--read", isRead(step));
  }
  const done = steps.filter(isRead).length;
  box.querySelector(".rl-progress__text").textContent = done === 0
    ? "Tick off what you have read; this browser remembers it."
    : `${done} of ${steps.length} read`;
  box.querySelector("[data-do=clear]").disabled = done === 0;
  box.style.setProperty("--share", String(steps.length ? done / steps.length : 0));
};

const fillProgress = (box) => {
  const steps = [...document.querySelectorAll(".rl-step")];
  const attempt = (action) => {
    try {
      action();
    } catch (error) {
      announce();
      box.querySelector(".rl-progress__text").textContent = error.message;
    }
  };
  for (const step of steps) {
    step.querySelector(".rl-step__check").hidden = false;
    step.querySelector("input").onchange = (event) => attempt(() => setField(step.dataset.step, "state", event.target.checked ? "read" : ""));
  }
  box.querySelector("[data-do=clear]").onclick = async () => {
    const ids = steps.map((step) => step.dataset.step).filter((id) => marks().get(id)?.state === "read");
    const question = `${ids.length === 1 ? "This step is" : `These ${ids.length} steps are`} marked as read on the whole site. Your notes stay.`;
    if (!await confirmed("Clear progress?", question, "Clear progress")) return;
    attempt(() => change((entries) => {
      for (const id of ids) {
        const { state: _, ...others } = entries.get(id) ?? {};
        if (others.note) entries.set(id, { ...others, changed: now() });
        else entries.delete(id);
      }
    }));
  };
  box.hidden = false;
};

/** Asks before something is deleted; Cancel has the focus. */
const confirmed = (title, question, action) => new Promise((resolve) => {
  const dialog = element("dialog", { class: "rl-confirm", "aria-labelledby": "rl-confirm-title" },
    element("form", { method: "dialog" },
      element("h2", { id: "rl-confirm-title" }, title), element("p", {}, question),
      element("p", { class: "rl-confirm__actions" },
        element("button", { value: "", autofocus: true }, "Cancel"), element("button", { value: "yes", class: "rl-confirm__yes" }, action))));
  dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); });
  document.body.append(dialog);
  dialog.showModal();
});

/* The page My reading */

const download = (name, text, type) => {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

const ESCAPES = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "%": "\\%", "&": "\\&", "#": "\\#", _: "\\_", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", $: "\\$" };

const isBalanced = (text) => {
  let depth = 0;
  for (const char of text) {
    depth += (char === "{") - (char === "}");
    if (depth < 0) return false;
  }
  return depth === 0;
};

/** A text as the value of a BibTeX field, in which unbalanced braces must not occur. */
export const escapeTex = (text) => {
  const lone = isBalanced(text) ? {} : { "{": "\\textbraceleft{}", "}": "\\textbraceright{}" };
  return text.replace(/[\\{}%&#_~^$]/g, (char) => lone[char] ?? ESCAPES[char]);
};

/** The BibTeX entry with the note as its annotation. */
const annotate = (entry, note) => (note ? entry.trimEnd().replace(/,?\s*\}$/, () => `,\n  annotation = {${escapeTex(note)}},\n}`) : entry.trimEnd());

const fetchEach = async (places) => {
  const texts = new Array(places.length).fill(null);
  let next = 0;
  const work = async () => {
    while (next < places.length) {
      const mine = next;
      next += 1;
      const { folder, id } = places[mine];
      const answer = await fetch(new URL(`exports/${folder}/${id}.bib`, ROOT)).catch(() => null);
      if (answer?.ok) texts[mine] = await answer.text();
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return texts;
};

/** The longer of two notes if it contains the other; otherwise both, newer first. */
const joinNotes = (newer = "", older = "") => {
  if (newer.includes(older)) return newer;
  return older.includes(newer) ? older : `${newer}\n\n${older}`.slice(0, MAX_JOINED);
};

const merge = (mine, theirs) => {
  if (!mine) return theirs;
  const [newer, older] = theirs.changed > mine.changed ? [theirs, mine] : [mine, theirs];
  const state = newer.state ?? older.state;
  const note = joinNotes(newer.note, older.note);
  return { ...(state ? { state } : {}), ...(note ? { note } : {}), changed: newer.changed };
};

/** Imports a file's entries; returns a message for the reader. */
const importFile = async (file) => {
  if (file.size > MAX_FILE) return `“${file.name}” is too large to be an export of marks. Nothing was imported.`;
  const text = await file.text();
  const ticked = parseProgress(text);
  const found = ticked?.length
    ? { entries: new Map(ticked.map((id) => [id, { state: "read", changed: now() }])), problems: [] }
    : parse(text);
  const problems = found.problems.slice(0, 3).join("; ") + (found.problems.length > 3 ? `; and ${found.problems.length - 3} more` : "");
  if (!found.entries.size) return `Nothing was imported from “${file.name}”${problems ? `: ${problems}` : ": it is empty"}.`;
  let added = 0;
  change((entries) => {
    for (const [id, theirs] of found.entries) {
      added += !entries.has(id);
      entries.set(id, merge(entries.get(id), theirs));
    }
  });
  const said = `${plural(found.entries.size, "entry")} imported, ${added} of them new.`;
  return found.problems.length ? `${said} Left out: ${problems}.` : said;
};

/** The keys of unreadable data that was set aside. */
const asides = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(ASIDE));
  } catch {
    return [];
  }
};

const GROUPS = [
  ["To read", ({ state }) => state === "to-read"],
  ["Read", ({ state }) => state === "read"],
  ["With a note only", ({ state }) => !state],
];

/** Fills the page. `loadIndex` returns the search index, or null if the site has none. */
const showMyReading = async (box, loadIndex) => {
  const status = element("p", { class: "rl-reading__status", role: "status" });
  const counts = element("p", { class: "rl-counts" });
  const notices = element("div");
  const lists = element("div");
  let places = new Map();
  const say = (text) => { status.textContent = text; };

  const attempt = async (action) => {
    try {
      await action();
    } catch (error) {
      say(error.message);
    }
  };
  const button = (label, action) => element("button", { type: "button", onclick: () => attempt(action) }, label);

  const exportJson = () => {
    const entries = Object.fromEntries([...marks()].sort(([a], [b]) => (a < b ? -1 : 1)));
    download("reading.json", `${JSON.stringify({ version: VERSION, exported: now(), entries }, null, 2)}\n`, "application/json");
    say(`${plural(Object.keys(entries).length, "entry")} exported.`);
  };
  const exportBibtex = async () => {
    const known = [...marks()];
    const works = known.flatMap(([id, { note }]) => (places.has(id) && places.get(id).folder !== "claims" ? [{ ...places.get(id), note }] : []));
    if (!works.length) return say("No work is marked, and only works have BibTeX.");
    const texts = await fetchEach(works);
    const missing = works.filter((_, i) => texts[i] === null).map(({ id }) => id);
    if (missing.length) return say(`Nothing was exported: the BibTeX of ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ` and ${missing.length - 5} more` : ""} could not be loaded.`);
    download("reading.bib", `${texts.map((text, i) => annotate(text, works[i].note)).join("\n\n")}\n`, "application/x-bibtex");
    const others = known.length - works.length;
    return say(`${plural(works.length, "work")} exported${others ? `; ${plural(others, "entry")} left out: only works on this list have BibTeX` : ""}.`);
  };
  const input = element("input", {
    type: "file", accept: ".json,application/json", class: "rl-hidden", tabindex: -1, "aria-hidden": "true",
    onchange: () => attempt(async () => {
      const [file] = input.files;
      input.value = "";
      if (!file) return;
      const said = await importFile(file);
      await draw();
      say(said);
    }),
  });
  const clear = async () => {
    const n = marks().size + asides().length;
    if (!n) return say("There is nothing to clear.");
    if (!await confirmed("Clear everything?", `${plural(marks().size, "entry")} with marks and notes will be deleted from this browser. Only an export can bring them back.`, "Clear everything")) return undefined;
    for (const key of [KEY, OLD_KEY, ...asides()]) localStorage.removeItem(key);
    announce();
    await draw();
    return say("Everything was cleared.");
  };

  const drawNotices = () => {
    const { unavailable, problems } = load();
    const made = unavailable ? [element("p", { class: "rl-notice" }, unavailable)] : [];
    if (!unavailable && problems.length) made.push(element("p", { class: "rl-notice" }, "Some marks stored in this browser cannot be read. They will be set aside, not deleted, when you next mark something."));
    for (const key of asides()) {
      made.push(element("p", { class: "rl-notice" }, `Unreadable marks were set aside on ${key.slice(ASIDE.length, ASIDE.length + 10)}. `,
        button("Download them", () => download("reading-set-aside.txt", localStorage.getItem(key) ?? "", "text/plain")), " ",
        button("Delete them", async () => {
          if (await confirmed("Delete the unreadable marks?", "They might still be repaired by hand.", "Delete them")) localStorage.removeItem(key);
          drawNotices();
        })));
    }
    notices.replaceChildren(...made);
  };

  const drawCounts = () => {
    const all = [...marks().values()];
    const n = (test) => all.filter(test).length;
    const parts = [[n(GROUPS[0][1]), "to read"], [n(GROUPS[1][1]), "read"], [n(({ note }) => note), "with a note"]];
    counts.textContent = parts.filter(([number]) => number).map(([number, words]) => `${number} ${words}`).join(" · ");
  };

  const draw = async () => {
    const known = marks();
    const index = await loadIndex();
    const rowOf = new Map(index ? (await index.ids()).map((id, row) => [id, row]) : []);
    const ids = [...known.keys()].filter((id) => rowOf.has(id));
    const rows = new Map((index ? await index.rows(ids.map((id) => rowOf.get(id))) : []).map((row, i) => [ids[i], row]));
    places = new Map([...rows].map(([id, row]) => [id, placeOf(row.querySelector(".rl-row__title"))]));
    const made = [];
    for (const [title, test] of GROUPS) {
      const mine = [...known].filter(([, entry]) => test(entry)).sort(([, a], [, b]) => (a.changed < b.changed ? 1 : -1));
      if (!mine.length) continue;
      made.push(element("h2", {}, title), element("ul", { class: "rl-list" }, ...mine.map(([id, { note }]) => {
        const row = rows.get(id) ?? element("li", { class: "rl-row" }, element("p", { class: "rl-row__head" }, id, element("span", { class: "rl-row__by" }, index ? " not on this list" : "")));
        const control = element("div", { class: "rl-marking", "data-rl-mark": id });
        drawControl(control, known);
        if (note) control.querySelector("[data-note]").click();
        row.append(control);
        return row;
      })));
    }
    if (!made.length) made.push(element("p", { class: "rl-empty" }, `Nothing is marked yet. Use the buttons below the title of any work${index?.hasClaims ? " or claim" : ""}.`));
    lists.replaceChildren(...made);
    drawNotices();
    drawCounts();
  };

  const shownIds = () => [...lists.querySelectorAll("[data-rl-mark]")].map((control) => control.dataset.rlMark);
  subscribe(() => {
    if (!box.isConnected) return false;
    drawCounts();
    drawNotices();
    // Unmarked entries stay visible, so that a mistake can be undone; new marks redraw the lists.
    if ([...marks().keys()].some((id) => !shownIds().includes(id))) attempt(draw);
    return true;
  });

  box.replaceChildren(notices, counts,
    element("p", { class: "rl-reading__actions" }, button("Export as JSON", exportJson), button("Export as BibTeX", exportBibtex), button("Import JSON…", () => input.click()), button("Clear everything…", clear), input),
    status, lists);
  await attempt(draw);
  box.hidden = false;
  box.dataset.ready = "";
};

const drawPage = () => {
  const known = marks();
  for (const box of document.querySelectorAll("[data-rl-mark]")) drawControl(box, known);
  const progress = document.querySelector(".rl-progress");
  if (progress) drawProgress(progress, known);
  markRows(document, known);
};
subscribe(drawPage);

/** Shows the marks on the current page. Call it for every page that is shown. */
export const showReading = async (loadIndex) => {
  const progress = document.querySelector(".rl-progress");
  if (progress) fillProgress(progress);
  drawPage();
  const box = document.querySelector("[data-rl-my-reading]");
  if (box) await showMyReading(box, loadIndex);
};
