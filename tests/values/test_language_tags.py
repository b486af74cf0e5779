"""Language tags, and the names that other programs use."""

import pytest

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


def test_what_is_said_about_other_texts():
    with pytest.raises(ValueError, match="language") as caught:
        parse_language("english")
    assert len(caught.value.args) == 2
    assert "en" in caught.value.args[1]
