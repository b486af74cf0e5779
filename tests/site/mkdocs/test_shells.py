"""Shells cut from pages of the theme, and templates that cannot be cut."""

import re

import pytest


@pytest.mark.parametrize(
    "override",
    [
        pytest.param("{{ page.title | length }}", id="length"),
        pytest.param("{{ page.title | truncate(9, true, '') }}", id="truncated"),
        pytest.param("{{ page.title | upper }}", id="upper"),
        pytest.param("{{ page.toc | length }}", id="outline"),
        pytest.param("{{ page.content | length }}", id="content"),
        pytest.param("{% if 'doe' in page.url %}a friend{% endif %}", id="url"),
        pytest.param("{% if page.toc|first and (page.toc|first).id=='abstract' %}A{% endif %}",
                     id="anchor"),
    ],
)  # fmt: skip
def test_the_guard_detects_templates_that_depend_on_content(tiny, mkdocs, override):
    folder = tiny(config={"theme": {"custom_dir": "overrides"}})
    (folder / "overrides").mkdir()
    template = folder / "overrides/main.html"
    template.write_text(
        '{% extends "base.html" %}{% block announce %}<b>' + override + "</b>{% endblock %}"
    )
    result = mkdocs(folder)
    assert result.returncode == 1, "the override went unnoticed"
    assert re.search("differs from the rendered one|cannot be cut into a shell", result.stdout)


def test_an_override_independent_of_content_is_accepted(tiny, mkdocs, html_of):
    folder = tiny(config={"theme": {"custom_dir": "overrides"}})
    (folder / "overrides").mkdir()
    (folder / "overrides/main.html").write_text(
        '{% extends "base.html" %}{% block announce %}<b>{{ page.title }}, {{ page.url }}</b>'
        "{% endblock %}"
    )
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    page = html_of((folder / "site/papers/doe2020/index.html").read_text("utf-8"))
    assert "A title, papers/doe2020/" in page.text
