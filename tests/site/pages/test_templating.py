"""Templates compiled to Python functions mean what they mean to Jinja."""

import jinja2
import pytest
from markupsafe import Markup

from readinglist.site.pages.templating import TemplateError, Templates


class Thing:
    """Stands for a work; its `title` is text, its `html` markup."""

    def __init__(self, title, number=1, parent=None):
        self.title = title
        self.html = Markup("<i>{}</i>").format(title)
        self.number = number
        self.pair = (number, title)
        self.parent = parent


ONE = Thing("<one>")
THINGS = [ONE, Thing("two", 2), Thing("three", 3, ONE)]
CONTEXT = {
    "text": "a <b> & c", "html": Markup("<b>x</b>"), "none": None, "zero": 0, "things": THINGS,
    "one": ONE, "pairs": {"a": 1, "b": 2},
}  # fmt: skip
FILTERS = {"shout": lambda text, mark="!": f"{text}{mark}".upper()}
NAMES = {"double": lambda value: 2 * value, "limit": 2}
MACROS = """
{% macro item(thing, big=false) %}
<li{{ " class=big" if big }}>{{ thing.title }}</li>
{% endmacro %}
{% macro nested(things) %}
{% for thing in things %}{{ thing.number }}{% endfor %}
{% endmacro %}
"""


@pytest.fixture
def compiled(tmp_path):
    def compile_(**files):
        folder = tmp_path / "templates"
        folder.mkdir(exist_ok=True)
        for name, text in {"_macros": MACROS, **files}.items():
            (folder / f"{name}.html").write_text(text, "utf-8")
        return Templates(folder, NAMES, FILTERS)

    return compile_


@pytest.mark.parametrize(
    "source",
    [
        "{{ text }} {{ html }} {{ zero }} {{ none }} {{ 'a<' }}",
        "{{ text | shout }} {{ text | shout('?') }} {{ text | upper }} {{ html | length }}",
        "{{ one.title }} {{ one.html }} {{ one.pair[0] }} {{ text[:3] }} {{ text[2:] }}",
        "{{ 1 + 2 * 3 - 4 }} {{ 7 % 3 }} {{ 1 / 2 }} {{ 1 < 2 }} {{ not zero }} {{ 1 in [1, 2] }}",
        "{{ text ~ html ~ 1 }} {{ text ~ '<' }} {{ 'a' ~ 'b' }}",
        "{{ 'yes' if zero else 'no' }} {{ 'yes' if zero }}|",
        "{% if zero %}a{% elif none is none %}b{% else %}c{% endif %}",
        ("{% for thing in things %}{{ loop.index }}{{ thing.title }}{{ ', ' if not loop.last }}"
        "{% endfor %}"),
        ("{% for thing in things if thing.number > 1 %}{{ loop.index }}{{ thing.number }}"
        "{% else %}none{% endfor %}"),
        "{% for thing in things if thing.number > 9 %}x{% else %}none{% endfor %}",
        ("{% for a in things %}{% for b in things %}{{ loop.index }}{% endfor %}{{ loop.index }}"
        "{% endfor %}"),
        "{% for key, value in pairs.items() %}{{ key }}{{ value }}{% endfor %}",
        ("{% set x = 1 %}{{ x }}{% for thing in things %}{% set x = thing.number %}{{ x }}"
        "{% endfor %}{{ x }}"),
        "{% set a, b = one.pair %}{{ a }}{{ b }}",
        "{{ double(limit) }} {{ double(3) }}",
        "{{ things | selectattr('parent') | list | length }}",
        "{{ (things | rejectattr('parent') | list)[1].title }}",
        "{{ things | selectattr('number', 'equalto', 2) | list | length }}",
        "{{ things | selectattr('parent', 'sameas', one) | list | length }}",
        "{{ things | selectattr('parent', 'defined') | list | length }}",
        "{% if one.title is defined %}a{% endif %}{% if one.nothing is defined %}b{% endif %}",
        "{% if one is sameas one %}same{% endif %}",
        "{% macro own(a, b='d') %}<{{ a }}{{ b }}>{% endmacro %}{{ own(text) }}{{ own(1, b=2) }}",
        "{% import '_macros.html' as m %}{{ m.item(one) }}{{ m.item(one, big=true) }}",
        "{% import '_macros.html' as m %}{{ m.nested(things) }}{{ text }}",
        "{% import '_macros.html' as m %}{% set x = m.item(one) %}{{ x }}{{ x ~ text }}",
        "a\n  {% if true %}\n  b\n  {% endif %}\nc\n",
        "{# a remark #}x",
        "",
    ],
)  # fmt: skip
def test_the_same_as_jinja(compiled, source):
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True,
        loader=jinja2.DictLoader({"page.html": source, "_macros.html": MACROS}),
    )  # fmt: skip
    environment.filters.update(FILTERS)
    environment.globals.update(NAMES)
    expected = environment.get_template("page.html").render(CONTEXT)
    assert compiled(page=source)["page"](CONTEXT) == expected


def test_a_path_in_a_selection_leads_through_attributes_and_places(compiled):
    items = [Thing("a", parent=ONE), Thing("b", parent=Thing("other"))]
    templates = compiled(
        page="{{ items | selectattr('parent.title', 'equalto', '<one>') | list | length }}"
        "{{ items | selectattr('pair.1', 'equalto', 'b') | list | length }}"
    )
    assert templates["page"]({"items": items}) == "11"


def test_a_missing_value_is_an_error_and_not_an_empty_text(compiled):
    templates = compiled(page="{{ missing }}", other="{{ one.missing }}")
    with pytest.raises(KeyError):
        templates["page"](CONTEXT)
    with pytest.raises(AttributeError):
        templates["other"](CONTEXT)
    with pytest.raises(KeyError):
        templates["no-such-page"]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("\n\n{% include 'x.html' %}", "page.html:3: Include"),
        ("{% extends 'x.html' %}", "page.html:1: Extends"),
        ("{{ one is even }}", "page.html:1: Test"),
        ("{{ double(*things) }}", "page.html:1: Call"),
        ("{{ things | selectattr('a', 'gt', 2) }}", "page.html:1: Filter"),
        ("{{ -zero }}", "page.html:1: Neg"),
        ("{{ {'a': 1} }}", "page.html:1: Dict"),
    ],
)
def test_what_is_not_supported_is_named_with_its_line(compiled, source, what):
    with pytest.raises(TemplateError, match=f"{what} cannot be compiled"):
        compiled(page=source)


def test_a_wrapped_macro_is_called_through_its_wrapper(tmp_path):
    (tmp_path / "_macros.html").write_text(MACROS, "utf-8")
    (tmp_path / "page.html").write_text(
        "{% import '_macros.html' as m %}{{ m.item(one, big=true) }}", "utf-8"
    )
    calls = []

    def wrap(macro):
        def wrapped(context, thing, **flags):
            calls.append((thing, flags))
            return macro(context, thing, **flags).replace("one", "wrapped")

        return wrapped

    templates = Templates(tmp_path, NAMES, FILTERS, {"_macros.item": wrap})
    assert templates["page"](CONTEXT) == "<li class=big>&lt;wrapped&gt;</li>\n"
    assert calls == [(ONE, {"l_big": True})]


def test_compiled_code_is_used_again_until_a_template_changes(compiled, monkeypatch):
    compiled(page="{{ text }}")
    with monkeypatch.context() as patch:
        patch.setattr(Templates, "_module", lambda *_: pytest.fail("compiled again"))
        assert compiled()["page"](CONTEXT) == "a &lt;b&gt; &amp; c"
    assert compiled(page="{{ html }}")["page"](CONTEXT) == "<b>x</b>"


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
def test_a_damaged_cache_is_replaced(compiled, tmp_path, content):
    compiled(page="{{ text }}")
    (cache,) = (tmp_path / "templates/__pycache__").iterdir()
    whole = cache.read_bytes()
    cache.write_bytes(whole[:40] if content is None else content)
    assert compiled()["page"](CONTEXT) == "a &lt;b&gt; &amp; c"
    assert cache.read_bytes() == whole
