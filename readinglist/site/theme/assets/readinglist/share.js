/* Sharing a page: copying its address, and how to cite it. Nothing leaves the browser. */

import { element, escapeTex } from "./reading.js";

/** The page's address for sharing: the canonical one if it is on this site, without a fragment. */
const addressOf = () => {
  const canonical = document.querySelector("link[rel=canonical]")?.href;
  return canonical && new URL(canonical).origin === location.origin ? canonical : location.origin + location.pathname;
};

const copy = async (text) => {
  await navigator.clipboard.writeText(text);
};

const spoken = (date) => date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** A citation of this page, as a sentence and as BibTeX. */
export const citations = (now = new Date()) => {
  const title = document.querySelector("h1").textContent.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  const site = document.querySelector("meta[property='og:site_name']")?.content ?? document.querySelector(".md-header__title").textContent.trim();
  const changed = document.querySelector(".rl-footer time");
  const url = addressOf();
  const year = changed?.dateTime.slice(0, 4) ?? String(now.getFullYear());
  const key = new URL(url).pathname.split("/").filter((part) => part && part !== "index.html").slice(-1)[0] ?? "list";
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const fields = {
    title: `{${escapeTex(title)}}`, author: `{${escapeTex(site)}}`, year, url: url.replace(/[{}\\]/g, encodeURIComponent), urldate: day,
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},\n`);
  return {
    text: `“${title}.” ${site}${changed ? `, last changed ${changed.textContent}` : ""}. ${url} (accessed ${spoken(now)}).`,
    bibtex: `@online{${key.replace(/\.html$/, "")},\n${lines.join("")}}`,
  };
};

/** Copies the page's address; if the browser refuses, shows it to be copied by hand. */
export const copyLink = async (status) => {
  const url = addressOf();
  try {
    await copy(url);
    status.textContent = "Link copied.";
  } catch {
    status.textContent = url;
  }
};

/** Shows how to cite the page, in a dialog. */
export const cite = () => {
  const { text, bibtex } = citations();
  const status = element("p", { class: "rl-cite__status", role: "status" });
  const part = (label, content) => element("section", {},
    element("h3", {}, label), element("pre", {}, content),
    element("button", {
      type: "button",
      onclick: () => copy(content).then(() => { status.textContent = `${label} copied.`; }, () => { status.textContent = "This browser does not let pages copy. Select the text and copy it."; }),
    }, `Copy ${label === "Text" ? "text" : label}`));
  const dialog = element("dialog", { class: "rl-confirm rl-cite", "aria-labelledby": "rl-cite-title" },
    element("form", { method: "dialog" },
      element("h2", { id: "rl-cite-title" }, "Cite this page"), part("Text", text), part("BibTeX", bibtex), status,
      element("p", { class: "rl-confirm__actions" }, element("button", { value: "" }, "Close"))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};
