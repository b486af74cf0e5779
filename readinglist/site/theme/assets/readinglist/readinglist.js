/* Search dialog, and what a reader marks as read on a path. Nothing leaves the browser. */
(() => {
  "use strict";

  const MAX_RESULTS = 12;
  let engine;

  const dialog = () => document.querySelector("[data-rl-search]");

  /* Instant navigation keeps the header and the script of the page that was loaded first, and
     what they state relative to that page. */
  const FIRST_PAGE = location.href;

  /** The site's root as an absolute URL. */
  const siteRoot = () => {
    const config = JSON.parse(document.getElementById("__config").textContent);
    return new URL(config.base.replace(/\/?$/, "/"), FIRST_PAGE);
  };

  const text = (tag, content, className) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.textContent = content;
    return element;
  };

  /** Copies an excerpt's words and its <mark>s, and nothing else of its HTML. */
  const excerpt = (html) => {
    const source = new DOMParser().parseFromString(html, "text/html").body;
    const target = document.createElement("p");
    target.className = "rl-search__excerpt";
    for (const node of source.childNodes) {
      const isMark = node.nodeName === "MARK";
      target.append(isMark ? text("mark", node.textContent) : node.textContent);
    }
    return target;
  };

  const pagefindEngine = async (root) => {
    const pagefind = await import(new URL("pagefind/pagefind.js", root).href);
    await pagefind.options({ excerptLength: 24, baseUrl: root.pathname });
    return async (query) => {
      const found = await pagefind.search(query);
      const hits = await Promise.all(found.results.slice(0, MAX_RESULTS).map((r) => r.data()));
      return {
        total: found.results.length,
        rows: hits.map((hit) => ({
          url: hit.url,
          title: hit.meta.title,
          kind: hit.meta.kind,
          year: hit.meta.year,
          excerpt: hit.excerpt,
        })),
      };
    };
  };

  const fold = (value) => value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const lightEngine = async (root, index) => {
    const rows = await (await fetch(index)).json();
    const folded = rows.map((row) => [fold(row[1]), fold(row[4])]);
    return async (query) => {
      const words = fold(query).split(/\s+/).filter(Boolean);
      const scored = [];
      folded.forEach(([title, body], i) => {
        let score = 0;
        for (const word of words) {
          if (title.includes(word)) score += 10;
          else if (body.includes(word)) score += 1;
          else return;
        }
        scored.push([score, i]);
      });
      scored.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
      return {
        total: scored.length,
        rows: scored.slice(0, MAX_RESULTS).map(([, i]) => ({
          url: new URL(rows[i][0], root).href,
          title: rows[i][1],
          kind: rows[i][2],
          year: rows[i][3],
          excerpt: "",
        })),
      };
    };
  };

  const loadEngine = (root, index) => {
    engine ??= index.endsWith(".json") ? lightEngine(root, index) : pagefindEngine(root);
    engine.catch(() => { engine = undefined; });
    return engine;
  };

  const select = (list, input, index) => {
    const options = [...list.children];
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const chosen = options[index];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const renderRow = (row, i) => {
    const item = document.createElement("li");
    item.id = `rl-search-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const link = document.createElement("a");
    link.href = row.url;
    link.tabIndex = -1;
    link.append(text("span", row.title, "rl-search__title"));
    link.append(text("span", [row.kind, row.year].filter(Boolean).join(" · "), "rl-search__facts"));
    if (row.excerpt) link.append(excerpt(row.excerpt));
    item.append(link);
    return item;
  };

  const openSearch = () => {
    const box = dialog();
    if (!box || box.open) return;
    const root = siteRoot();
    const index = new URL(box.dataset.index, FIRST_PAGE).href;
    const input = box.querySelector("input");
    const list = box.querySelector("ol");
    const status = box.querySelector(".rl-search__status");
    let turn = 0;

    const run = async () => {
      const mine = ++turn;
      const query = input.value.trim();
      if (!query) {
        list.replaceChildren();
        status.textContent = "";
        input.setAttribute("aria-expanded", "false");
        return;
      }
      try {
        const found = await (await loadEngine(root, index))(query);
        if (mine !== turn) return;
        list.replaceChildren(...found.rows.map(renderRow));
        input.setAttribute("aria-expanded", String(found.rows.length > 0));
        status.textContent = found.total === 0 ? `Nothing found for “${query}”`
          : found.total === 1 ? "1 result" : `${found.total} results`;
        select(list, input, found.rows.length ? 0 : -1);
      } catch (error) {
        status.textContent = location.protocol === "file:"
          ? "The search needs a web server: run “make serve”."
          : "The search index could not be loaded.";
        console.warn("search:", error);
      }
    };

    let timer;
    input.oninput = () => { clearTimeout(timer); timer = setTimeout(run, 80); };
    input.onkeydown = (event) => {
      const count = list.children.length;
      const current = [...list.children].findIndex((o) => o.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (count) select(list, input, (current + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
      } else if (event.key === "Enter") {
        event.preventDefault();
        list.children[Math.max(current, 0)]?.querySelector("a").click();
      }
    };
    list.onclick = (event) => { if (event.target.closest("a")) box.close(); };
    box.onclick = (event) => { if (event.target === box) box.close(); };
    box.onclose = () => { list.onclick = null; };
    box.showModal();
    input.focus();
    input.select();
    loadEngine(root, index).catch(() => undefined);
    if (input.value) run();
  };

  const TAKES_LETTERS =
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-rl-search-open]")) openSearch();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TAKES_LETTERS)) return;
    if (["/", "s", "f"].includes(event.key) && dialog()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      openSearch();
    }
  }, true);

  /* Progress on reading paths, under one key of the local storage. */

  const KEY = "readinglist:progress";

  const load = () => {
    try {
      const progress = JSON.parse(localStorage.getItem(KEY));
      return Object.fromEntries(Object.entries(progress).filter(([, read]) => Array.isArray(read)));
    } catch {
      return {};
    }
  };
  const store = (progress) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(progress));
    } catch (error) {
      console.warn("progress is not kept:", error);
    }
  };

  const showProgress = () => {
    const box = document.querySelector(".rl-progress");
    if (!box) return;
    const path = box.dataset.path;
    const steps = [...document.querySelectorAll(".rl-step")];
    const draw = () => {
      const read = new Set(load()[path] ?? []);
      steps.forEach((step) => {
        const isRead = read.has(step.dataset.step);
        step.querySelector("input").checked = isRead;
        step.classList.toggle("rl-step--read", isRead);
      });
      const done = steps.filter((step) => read.has(step.dataset.step)).length;
      box.querySelector(".rl-progress__text").textContent = done === 0
        ? "Tick off what you have read; this browser remembers it."
        : `${done} of ${steps.length} read`;
      box.style.setProperty("--share", String(steps.length ? done / steps.length : 0));
    };
    steps.forEach((step) => {
      step.querySelector(".rl-step__check").hidden = false;
      step.querySelector("input").onchange = (event) => {
        const progress = load();
        const read = new Set(progress[path] ?? []);
        if (event.target.checked) read.add(step.dataset.step);
        else read.delete(step.dataset.step);
        progress[path] = [...read];
        store(progress);
        draw();
      };
    });
    box.querySelector("[data-do=clear]").onclick = () => {
      const progress = load();
      delete progress[path];
      store(progress);
      draw();
    };
    box.querySelector("[data-do=export]").onclick = () => {
      const blob = new Blob([JSON.stringify(load(), null, 2)], { type: "application/json" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = "reading-progress.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    box.hidden = false;
    draw();
  };

  /* The theme replaces the page's content on navigation and says so by document$. */
  if (window.document$) window.document$.subscribe(showProgress);
  else document.addEventListener("DOMContentLoaded", showProgress);
})();
