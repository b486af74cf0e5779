"""The site works under `script-src 'self'; style-src 'self'`, and can ship such a policy itself.

The server of all browser tests sends that policy, and each of them fails for anything that it
blocks.
"""

import re
from urllib.parse import urlsplit

import pytest

from readinglist.site.external import FOLDER
from readinglist.site.mkdocs.configuration import POLICY

DATA = {"application/json", "application/ld+json"}


def test_no_page_has_inline_scripts_or_styles(real_pages):
    for file, page in real_pages.pages.items():
        for tag, attributes in page.tags:
            assert tag != "style", file
            assert "style" not in attributes, (file, tag, attributes)
            assert not [name for name in attributes if name.startswith("on")], (file, attributes)
            assert tag != "script" or "src" in attributes or attributes["type"] in DATA, file


def test_scripts_of_the_theme_are_shared_files(real_site):
    scripts = list((real_site.folder / FOLDER).iterdir())
    # One of ours, the theme's own for each depth of a page, and what only Browse needs.
    assert 4 < len(scripts) < 12
    text = (real_site.folder / "papers/vaswani2017attention/index.html").read_text("utf-8")
    for name in re.findall(rf"{FOLDER}/([\w.]+)", text):
        assert (real_site.folder / FOLDER / name).is_file()


# In a browser


@pytest.mark.browser
def test_the_policy_is_in_force_in_tests(open_page):
    """An injected script and an injected style are blocked, and that is reported."""
    page = open_page("about/")
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.brought = 1";
          const text = document.createElement("p");
          text.setAttribute("style", "color: red");
          document.body.append(script, text);
        }"""
    )
    assert page.evaluate("window.brought") is None
    page.wait_for_timeout(50)
    told = [problem for problem in page.watch.problems if "policy: " in problem]
    assert any("script-src" in message for message in told)
    assert any("style-src" in message for message in told)
    page.watch.problems.clear()


@pytest.mark.browser
def test_colours_are_set_before_anything_is_drawn(browser, enriched_site):
    """A slow script leaves the page blank, rather than white if the reader wants it dark."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.add_init_script(
        """window.seen = new Set();
        const look = () => {
          if (document.body) seen.add(document.body.dataset.mdColorScheme);
          requestAnimationFrame(look);
        };
        look();"""
    )
    page.goto(f"{enriched_site.url}papers/vaswani2017attention/")
    assert page.evaluate("[...seen]") == ["slate"]
    context.close()


# The site's own policy


@pytest.fixture(scope="module")
def site_with_policy(tmp_path_factory, tools, command, http_site):
    """A site built with the setting, served by a host that sends no policy."""
    root = tmp_path_factory.mktemp("policy")
    project = tools.copy_project(root / "list")
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    assert "  - readinglist\n" in text
    settings.write_text(
        text.replace("  - readinglist\n", "  - readinglist: {content_security_policy: true}\n"),
        "utf-8",
    )
    result = command("readinglist", "build", "--project", project, "--output", root / "site")
    assert result.returncode == 0, result.stdout + result.stderr
    return tools.BuiltSite(root / "site", project, http_site(root / "site", policy=""))


def test_the_policy_comes_first_on_every_page(site_with_policy, real_site):
    pages = list(site_with_policy.folder.rglob("*.html"))
    assert len(pages) > 100
    tag = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    for file in pages:
        text = file.read_text("utf-8").replace("&#39;", "'")
        assert re.search(r"<head>\s*" + re.escape(tag), text), file
    # Without the setting there is none.
    assert b"Content-Security-Policy" not in (real_site.folder / "index.html").read_bytes()


@pytest.mark.browser
def test_a_site_works_under_the_policy_that_it_ships(browser, site_with_policy):
    context = browser.new_context()
    page = context.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    for path in ("", "papers/vaswani2017attention/", "themes/objectives/", "claims/", "browse/"):
        page.goto(site_with_policy.url + path)
        page.wait_for_function("() => document.documentElement.classList.contains('js')")
    page.locator("[data-rl-browse][data-ready]").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("attention")
    page.locator(".rl-search__results li").first.wait_for()
    assert problems == []
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.brought = 1";
          document.body.append(script);
        }"""
    )
    assert page.evaluate("window.brought") is None
    assert any("Content Security Policy" in problem for problem in problems)
    assert urlsplit(page.url).path == "/browse/"
    context.close()
