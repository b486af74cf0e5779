"""The navigation: what it loses from mkdocs.yml, and what it is without one there."""

from readinglist.site.mkdocs.navigation import make_nav, without_missing

MISSING = {"contested", "paths/index", "tags/index"}


def test_lists_that_the_site_does_not_have_are_left_out_with_sections_that_become_empty():
    nav = [
        "index.md",
        {"Claims": ["claims/index.md", "./contested.md"]},
        {"Paths": "paths/index.md"},
        {"Deep": [{"Deeper": ["tags/index.md", {"Title": "contested.md"}]}]},
        {"Empty": []},
        {"Two": "contested.md", "in one": "about.md"},
        {"Elsewhere": "https://x.example/contested.md"},
        "contested.html",
    ]
    assert without_missing(nav, MISSING.__contains__) == [
        "index.md",
        {"Claims": ["claims/index.md"]},
        {"Empty": []},
        {"in one": "about.md"},
        {"Elsewhere": "https://x.example/contested.md"},
        "contested.html",
    ]


def test_a_navigation_of_everything():
    lists = (
        "papers/index structures years/index authors/index tags/index claims/index contested "
        "questions predictions coverage paths/index essays/index reading"
    ).split()
    assert make_nav(lists, ["one", "two"], ["about.md", "guide/first.md", "zoo.md"]) == [
        {"Home": "index.md"},
        {"Browse": "browse/index.md"},
        {"Themes": ["themes/one.md", "themes/two.md"]},
        {
            "Works": [
                {"All works": "papers/index.md"},
                "structures.md", "years/index.md", "authors/index.md", "tags/index.md",
            ]
        },
        {
            "Claims": [
                "claims/index.md", "contested.md", "questions.md", "predictions.md", "coverage.md",
            ]
        },
        {"Essays": "essays/index.md"},
        {"Paths": "paths/index.md"},
        {"My reading": "reading.md"},
        "about.md",
        {"Guide": ["guide/first.md"]},
        "zoo.md",
    ]  # fmt: skip


def test_a_navigation_of_little():
    lists = ["papers/index", "coverage"]
    assert make_nav(lists, ["one"], []) == [
        {"Home": "index.md"},
        {"Browse": "browse/index.md"},
        "themes/one.md",
        {"Works": [{"All works": "papers/index.md"}, "coverage.md"]},
        {"My reading": "reading.md"},
    ]
    assert make_nav([], [], []) == [
        {"Home": "index.md"}, {"Browse": "browse/index.md"}, {"My reading": "reading.md"},
    ]  # fmt: skip
