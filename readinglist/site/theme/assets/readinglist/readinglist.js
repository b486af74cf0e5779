/* The search dialog, and what loads browsing and the reader's marks. Nothing leaves the browser. */
(() => {
  "use strict";

  let engine;

  /* The dialog of the search stands beside its button; a site without a search has neither. */
  const opener = document.querySelector("[data-rl-search-open]");
  opener?.insertAdjacentHTML("afterend", `
    <dialog class="rl-search" data-rl-search aria-label="Search">
      <form class="rl-search__form" method="dialog" role="search">
        <i class="rl-icon rl-icon--search"></i>
        <input type="search" class="rl-search__input" placeholder="Papers, claims, authors"
          aria-label="Search" autocomplete="off" autocapitalize="off" spellcheck="false"
          role="combobox" aria-expanded="false" aria-controls="rl-search-results"
          aria-autocomplete="list">
        <button type="submit" class="rl-search__close" value="close">Close</button>
      </form>
      <p class="rl-search__status" role="status"></p>
      <p class="rl-search__hint">Words of a title or claim, an author and a year, a short name
        such as GPT-3, an arXiv id, a DOI or an address.</p>
      <div class="rl-search__results" id="rl-search-results" role="listbox" aria-label="Results"></div>
      <p class="rl-search__keys" aria-hidden="true"><span><kbd>↑</kbd> <kbd>↓</kbd> choose</span>
        <span><kbd>Enter</kbd> open</span> <span><kbd>Esc</kbd> close</span></p>
    </dialog>`);
  const dialog = () => document.querySelector("[data-rl-search]");
  if (opener) dialog().dataset.index = opener.dataset.index;

  /* Instant navigation keeps the header and the script of the page that was loaded first, and
     what they state relative to that page. */
  const FIRST_PAGE = location.href;

  const SCRIPTS = new URL(".", document.currentScript.src).href;

  const text = (tag, content, className) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.textContent = content;
    return element;
  };

  /** The module of the search and its index, loaded when they are first wanted. */
  const loadEngine = (index) => {
    engine ??= import(`${SCRIPTS}search.js`)
      .then(async (search) => ({ search, index: await search.openIndex(index) }));
    engine.catch(() => { engine = undefined; });
    return engine;
  };

  const openSearch = () => {
    const box = dialog();
    if (!box) return;
    const input = box.querySelector("input");
    const status = box.querySelector("[role=status]");
    if (!box.open) box.showModal();
    input.focus();
    input.select();
    const address = new URL(box.dataset.index, FIRST_PAGE).href;
    const waiting = setTimeout(() => { status.textContent = "Loading the index…"; }, 400);
    Promise.all([import(`${SCRIPTS}finder.js`), loadEngine(address)]).then(([finder]) => {
      clearTimeout(waiting);
      if (status.textContent === "Loading the index…") status.textContent = "";
      return finder.attach(box, address);
    }).catch((error) => {
      clearTimeout(waiting);
      status.textContent = location.protocol === "file:"
        ? "Search does not work in files opened from disk. Serve the site, for example with “readinglist serve”."
        : "The search index could not be loaded. Try again, or browse all entries.";
      console.warn("search:", error);
    });
  };

  if (opener) {
    const box = dialog();
    box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
    // In a field that holds something, a browser takes the first Escape for emptying it.
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      box.close();
    });
  }

  const TAKES_LETTERS =
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-rl-search-open]")) openSearch();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey && dialog()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      openSearch();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TAKES_LETTERS)) return;
    if (["/", "s", "f"].includes(event.key) && dialog()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      openSearch();
    }
  }, true);

  /* Light or dark. `rlPalette` and what was kept, `rlKept`, come from the script in the head, as a page is
     coloured before it is drawn. Here is the switch, which shows the label of the option that is in use. */

  const palette = document.querySelector("[data-rl-palette]");
  if (palette) {
    const options = [...palette.querySelectorAll("input")];
    let kept = window.rlKept?.index;
    const current = () => {
      const index = kept ?? options.findIndex((one) => matchMedia(one.dataset.mdColorMedia).matches);
      return Math.max(0, Math.min(index, options.length - 1));
    };
    const colorOf = ({ dataset }) => ({
      media: dataset.mdColorMedia, scheme: dataset.mdColorScheme,
      primary: dataset.mdColorPrimary, accent: dataset.mdColorAccent,
    });
    const themeColor = document.createElement("meta");
    themeColor.name = "theme-color";
    const show = () => {
      const shown = current();
      options.forEach((one, i) => { if (one.nextElementSibling?.matches("label")) one.nextElementSibling.hidden = i !== shown; });
      // What the browser draws around the page follows when the page has been styled anyhow.
      requestAnimationFrame(() => setTimeout(() => {
        themeColor.content = getComputedStyle(document.querySelector(".md-header")).backgroundColor;
        if (!themeColor.isConnected) document.head.append(themeColor);
        document.body.removeAttribute("data-md-color-switching");
      }));
    };
    const paint = () => {
      // The theme's stylesheet stops transitions meanwhile, which would end at different times.
      document.body.setAttribute("data-md-color-switching", "");
      window.rlPalette(colorOf(options[current()]));
      show();
    };
    palette.addEventListener("change", (event) => {
      kept = options.indexOf(event.target);
      try {
        window.__md_set("__palette", { index: kept, color: colorOf(event.target) });
      } catch {
        // The choice holds until the page is left, in a browser that keeps nothing.
      }
      paint();
    });
    palette.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const next = options[(current() + 1) % options.length];
      next.click();
      next.focus();
    });
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", paint);
    show();
  }

  /* The drawer: the theme's checkbox, opened by a button that a keyboard reaches. */

  const drawer = document.getElementById("__drawer");
  const drawerButton = document.querySelector("[data-rl-drawer]");
  if (drawer && drawerButton) {
    const navigation = () => document.getElementById("rl-nav");
    /* The page holds the open section only; the others are the tabs, in whose order they stand. */
    const fill = (list) => {
      const open = list?.firstElementChild;
      if (!list || list.dataset.filled !== undefined) return;
      list.dataset.filled = "";
      for (const tab of document.querySelectorAll(".md-tabs__item")) {
        let item = open;
        if (!tab.matches(".md-tabs__item--active") || !open) {
          item = document.createElement("li");
          item.className = "md-nav__item";
          const link = text("a", tab.textContent.trim(), "md-nav__link");
          link.href = tab.querySelector("a").href;
          item.append(link);
        }
        list.append(item);
      }
    };
    drawerButton.onclick = () => {
      fill(navigation()?.querySelector("ul"));
      drawer.click();
      if (!drawer.checked) return;
      navigation()?.querySelector("a")?.focus();
    };
    drawer.addEventListener("change", () => {
      drawerButton.setAttribute("aria-expanded", String(drawer.checked));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !drawer.checked) return;
      drawer.click();
      drawerButton.focus();
    });
    document.addEventListener("focusin", (event) => {
      if (drawer.checked && event.target !== drawerButton && !navigation()?.contains(event.target)) {
        drawer.click();
      }
    });
  }

  /* Sending a page on. The footer stays as it is from page to page. */

  const share = document.querySelector(".rl-share");
  if (share) {
    share.hidden = false;
    share.addEventListener("click", async ({ target }) => {
      const module = target.closest("button") && await import(`${SCRIPTS}share.js`);
      if (target.closest("[data-rl-copy-link]")) module.copyLink(share.querySelector("[role=status]"));
      else if (target.closest("[data-rl-cite]")) module.cite();
    });
  }

  /* The tab of the section in which the page stands, where the row of tabs scrolls. */
  const showTab = () => {
    const list = document.querySelector(".md-tabs__list");
    const tab = list?.querySelector(".md-tabs__item--active");
    if (tab) list.scrollLeft = tab.offsetLeft - list.clientWidth / 3;
  };

  /* What the reader marked. Without a search there is no index to show its rows from. */

  const showReading = async () => {
    try {
      const reading = await import(`${SCRIPTS}reading.js`);
      await reading.showReading(async () => (dialog()
        ? (await loadEngine(new URL(dialog().dataset.index, FIRST_PAGE).href)).index : null));
    } catch (error) {
      console.warn("marks:", error);
    }
  };

  const showBrowse = async () => {
    // Without a search there is no index either.
    if (!document.querySelector("[data-rl-browse]") || !dialog()) return;
    try {
      const browse = await import(`${SCRIPTS}browse.js`);
      await browse.showBrowse(new URL(dialog().dataset.index, FIRST_PAGE).href);
    } catch (error) {
      // The plain list is there all the same.
      document.documentElement.classList.remove("rl-filtering");
      console.warn("browsing:", error);
    }
  };

  /* What the theme does to a page's text after it is loaded, made fit for the keyboard: it puts
     tables into boxes that scroll, and a landmark without a name around the button of every block
     of code. */
  const mend = () => {
    for (const one of document.querySelectorAll(".md-typeset__scrollwrap")) {
      const scrolls = one.scrollWidth > one.clientWidth;
      if (scrolls === one.hasAttribute("tabindex")) continue;
      if (!scrolls) {
        for (const name of ["tabindex", "role", "aria-label"]) one.removeAttribute(name);
        continue;
      }
      one.tabIndex = 0;
      one.setAttribute("role", "group");
      one.setAttribute("aria-label", "Table that scrolls sideways");
    }
    for (const one of document.querySelectorAll("nav.md-code__nav")) {
      const box = document.createElement("div");
      box.className = one.className;
      box.append(...one.childNodes);
      one.replaceWith(box);
    }
  };
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("resize", mend);

  const showPage = () => { showTab(); showReading(); showBrowse(); };

  /* The theme replaces the page's content on navigation and says so by document$. */
  if (window.document$) window.document$.subscribe(showPage);
  else document.addEventListener("DOMContentLoaded", showPage);
})();
