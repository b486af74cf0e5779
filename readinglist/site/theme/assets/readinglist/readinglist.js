/* Opens the search dialog, and loads browsing and the reader's marks. Nothing leaves the browser. */
(() => {
  "use strict";

  let engine;

  /* The search dialog is added next to its button; a site without search has neither. */
  const opener = document.querySelector("[data-rl-search-open]");
  const hasClaims = !opener?.hasAttribute("data-without-claims");
  opener?.insertAdjacentHTML("afterend", `
    <dialog class="rl-search" data-rl-search aria-label="Search">
      <form class="rl-search__form" method="dialog" role="search">
        <i class="rl-icon rl-icon--search"></i>
        <input type="search" class="rl-search__input" placeholder="${hasClaims ? "Papers, claims, authors" : "Titles and authors"}"
          aria-label="Search" autocomplete="off" autocapitalize="off" spellcheck="false"
          role="combobox" aria-expanded="false" aria-controls="rl-search-results"
          aria-autocomplete="list">
        <button type="submit" class="rl-search__close" value="close">Close</button>
      </form>
      <p class="rl-search__status" role="status"></p>
      <p class="rl-search__hint">Search by words of a title${hasClaims ? " or claim" : ""}, author and year, short name
        such as GPT-3, arXiv id, DOI or address.</p>
      <div class="rl-search__results" id="rl-search-results" role="listbox" aria-label="Results"></div>
      <p class="rl-search__keys" aria-hidden="true"><span><kbd>↑</kbd> <kbd>↓</kbd> choose</span>
        <span><kbd>Enter</kbd> open</span> <span><kbd>Esc</kbd> close</span></p>
    </dialog>`);
  const dialog = () => document.querySelector("[data-rl-search]");
  if (opener) dialog().dataset.index = opener.dataset.index;

  /* Instant navigation keeps the header and the script of the page that was loaded first, so their
     addresses are relative to that page. */
  const FIRST_PAGE = location.href;

  const SCRIPTS = new URL(".", document.currentScript.src).href;

  const text = (tag, content, className) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.textContent = content;
    return element;
  };

  /** The search module and its index, loaded when first needed. */
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
    // In a field that is not empty, browsers use the first Escape to clear it.
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

  /* Light or dark. `rlPalette` and the stored choice, `rlKept`, come from the script in the head,
     because colours are set before the page is drawn. This is the switch, which shows the label of
     the current option. */

  const palette = document.querySelector("[data-rl-palette]");
  if (palette) {
    const options = [...palette.querySelectorAll("input")];
    let kept = window.rlKept?.index;
    const current = () => {
      const index = kept ?? options.findIndex((option) => matchMedia(option.dataset.mdColorMedia).matches);
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
      options.forEach((option, i) => { if (option.nextElementSibling?.matches("label")) option.nextElementSibling.hidden = i !== shown; });
      // The browser's own colour is set once the page has been styled, to avoid forcing a restyle.
      requestAnimationFrame(() => setTimeout(() => {
        themeColor.content = getComputedStyle(document.querySelector(".md-header")).backgroundColor;
        if (!themeColor.isConnected) document.head.append(themeColor);
        document.body.removeAttribute("data-md-color-switching");
      }));
    };
    const paint = () => {
      // Makes the theme's stylesheet suspend transitions, which would end at different times.
      document.body.setAttribute("data-md-color-switching", "");
      window.rlPalette(colorOf(options[current()]));
      show();
    };
    palette.addEventListener("change", (event) => {
      kept = options.indexOf(event.target);
      try {
        window.__md_set("__palette", { index: kept, color: colorOf(event.target) });
      } catch {
        // Without storage the choice lasts until the reader leaves the page.
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

  /* The drawer: the theme's checkbox, operated by a button that a keyboard can reach. */

  const drawer = document.getElementById("__drawer");
  const drawerButton = document.querySelector("[data-rl-drawer]");
  if (drawer && drawerButton) {
    const navigation = () => document.getElementById("rl-nav");
    /* The navigation has only the current section; the others are added from the tabs, in order. */
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

  /* Sharing a page. Instant navigation keeps the footer. */

  const share = document.querySelector(".rl-share");
  if (share) {
    share.hidden = false;
    share.addEventListener("click", async ({ target }) => {
      const module = target.closest("button") && await import(`${SCRIPTS}share.js`);
      if (target.closest("[data-rl-copy-link]")) module.copyLink(share.querySelector("[role=status]"));
      else if (target.closest("[data-rl-cite]")) module.cite();
    });
  }

  /* Scrolls the row of tabs to the current section's. */
  const showTab = () => {
    const list = document.querySelector(".md-tabs__list");
    const tab = list?.querySelector(".md-tabs__item--active");
    if (tab) list.scrollLeft = tab.offsetLeft - list.clientWidth / 3;
  };

  /* What the reader marked. Without search there is no index to take the rows from. */

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
    // Without search there is no index either.
    if (!document.querySelector("[data-rl-browse]") || !dialog()) return;
    try {
      const browse = await import(`${SCRIPTS}browse.js`);
      await browse.showBrowse(new URL(dialog().dataset.index, FIRST_PAGE).href);
    } catch (error) {
      // Falls back to the plain list.
      document.documentElement.classList.remove("rl-filtering");
      console.warn("browsing:", error);
    }
  };

  /* Fixes the accessibility of what the theme adds to a loaded page: it puts tables into boxes that
     scroll but cannot have the focus, and a landmark without a name around the button of every code
     block. */
  const mend = () => {
    for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) {
      const scrolls = wrap.scrollWidth > wrap.clientWidth;
      if (scrolls === wrap.hasAttribute("tabindex")) continue;
      if (!scrolls) {
        for (const name of ["tabindex", "role", "aria-label"]) wrap.removeAttribute(name);
        continue;
      }
      wrap.tabIndex = 0;
      wrap.setAttribute("role", "group");
      wrap.setAttribute("aria-label", "Table that scrolls sideways");
    }
    for (const nav of document.querySelectorAll("nav.md-code__nav")) {
      const box = document.createElement("div");
      box.className = nav.className;
      box.append(...nav.childNodes);
      nav.replaceWith(box);
    }
  };
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("resize", mend);

  const showPage = () => { showTab(); showReading(); showBrowse(); };

  /* On instant navigation the theme replaces the page's content and announces it via document$. */
  if (window.document$) window.document$.subscribe(showPage);
  else document.addEventListener("DOMContentLoaded", showPage);
})();
