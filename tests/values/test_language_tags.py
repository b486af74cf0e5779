"""Language tags, and the names that other programs use."""

import pytest
from babel import Locale
from babel.core import get_global

from readinglist.values import language_tags
from readinglist.values.language_tags import (
    babel_name,
    find_language,
    normal_language,
    parse_language,
)


@pytest.mark.parametrize(
    ("text", "tag"),
    [("en", "en"), ("EN-us", "en-US"), ("zh_hant_tw", "zh-Hant-TW"), ("de-1996", "de-1996")],
)
def test_tags(text, tag):
    assert parse_language(text) == normal_language(text) == normal_language(tag) == tag


@pytest.mark.parametrize("text", ["", "e", "english", "12", "en us", "en-", "<i>"])
def test_invalid_tags(text):
    with pytest.raises(ValueError, match="language"):
        parse_language(text)
    assert normal_language(text) is None


@pytest.mark.parametrize(
    ("text", "tag"),
    [("ngerman", "de"), ("English", "en"), ("eng", "en"), ("pt-BR", "pt-BR"), ("Klingonese", None)],
)
def test_languages_as_other_programs_name_them(text, tag):
    assert find_language(text) == tag


@pytest.mark.parametrize(
    ("tag", "name"),
    [("de", "german"), ("en", "english"), ("en-GB", "british"), ("fr", "french"), ("nb", "norsk"),
     ("vi", "vietnamese"), ("tlh", None), ("DE", None)],
)  # fmt: skip
def test_names_for_babel(tag, name):
    assert babel_name(tag) == name


#: Names of babel and polyglossia that differ from those of CLDR.
OWN_NAMES = {
    "brazil": "pt-BR", "brazilian": "pt-BR", "american": "en-US", "usenglish": "en-US",
    "british": "en-GB", "ukenglish": "en-GB", "australian": "en-AU", "canadian": "en-CA",
    "francais": "fr", "ngerman": "de", "austrian": "de-AT", "naustrian": "de-AT",
    "swissgerman": "de-CH", "nswissgerman": "de-CH", "norsk": "nb", "nynorsk": "nn", "farsi": "fa",
    "portuges": "pt", "slovene": "sl",
}  # fmt: skip


def test_names_agree_with_cldr():
    aliases = get_global("language_aliases")  # of ISO 639-2
    for name, tag in language_tags._NAMES.items():
        locale = Locale.parse(tag, sep="-")
        names = (locale.get_language_name("en"), locale.get_language_name())
        known = OWN_NAMES.get(name) or aliases.get(name)
        assert known == tag if known else name in [str(each).lower() for each in names], name
    assert len(language_tags._NAMES) == 81


def test_what_is_said_about_other_texts():
    with pytest.raises(ValueError, match="language") as caught:
        parse_language("english")
    assert len(caught.value.args) == 2
    assert "en" in caught.value.args[1]
