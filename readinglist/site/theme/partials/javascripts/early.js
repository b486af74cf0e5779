{#- Runs before the page is drawn. -#}
(() => {
  {#- The theme's script makes every `href` absolute. Stylesheets in use would be fetched and applied
     again, and preloads loaded again. So these keep their `href`, and only change the `outerHTML` by
     which the theme compares heads. The `href` of links in SVG is read-only, which would abort the
     theme's script. #}
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

  {#- Sets the reader's or the system's colours as soon as there is a body. The choice is stored in
     the format of the theme's own script, so that earlier choices are kept. The browser may refuse
     access to its storage. #}
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

  {#- Hides the full list until it has been filtered. #}
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
