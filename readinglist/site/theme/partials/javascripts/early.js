{#- Runs before anything of the page is drawn. -#}
(() => {
  {#- The theme's script sets the `href` of all that has one to the whole address. A stylesheet in use
     would be fetched and applied anew, and what is loaded ahead loaded again; they say what the theme
     compares heads by instead. That of the links in a picture is read only, and the script would end
     there. #}
  for (const { prototype } of [HTMLLinkElement, SVGAElement]) {
    const href = Object.getOwnPropertyDescriptor(prototype, "href");
    Object.defineProperty(prototype, "href", {
      ...href,
      set(value) {
        if (!href.set) return;
        const isInUse = this.sheet || /preload$/.test(this.rel);
        const link = isInUse && this.href === String(value) ? this.cloneNode() : this;
        href.set.call(link, value);
        if (link !== this) Object.defineProperty(this, "outerHTML", { value: link.outerHTML });
      },
    });
  }
{%- if config.theme.palette and config.theme.palette is not mapping %}

  {#- The colours that the reader chose, or those of the system, as soon as there is a body to have
     them. What is kept has the form of the theme's own script, so that a choice made with it is not
     lost. A browser may refuse to keep anything. #}
  const options = {{ palette_options() }};
  window.rlPalette = (color) => {
    if (color.media === "(prefers-color-scheme)") {
      const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
      color = options.find(({ media }) => media === `(prefers-color-scheme: ${scheme})`) ?? {};
    }
    for (const key in color) document.body.setAttribute(`data-md-color-${key}`, color[key]);
  };
  try {
    window.rlKept = __md_get("__palette");
  } catch {
    window.rlKept = null;
  }
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    rlPalette(window.rlKept?.color ?? { media: "(prefers-color-scheme)" });
  }).observe(document.documentElement, { childList: true });
{%- endif %}
{%- if is_browse %}

  {#- A list that will be filtered is not shown as a whole before. #}
  if ("noModule" in HTMLScriptElement.prototype && location.protocol !== "file:" && location.search) {
    const { classList } = document.documentElement;
    classList.add("rl-filtering");
    addEventListener("error", ({ target }) => {
      if (target.matches?.("script[type=module]")) classList.remove("rl-filtering");
    }, true);
  }
  window.rlShown = new Promise((resolve) => { addEventListener("rl:shown", resolve, { once: true }); });
{%- endif %}
})();
