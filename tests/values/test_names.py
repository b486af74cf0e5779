import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.values.names import (
    Name,
    find_fault,
    is_others,
    may_be_cut,
    name_of_parts,
    parse_name,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Lovelace", Name("Lovelace", "Ada")),
        ("Aidan N. Gomez", Name("Gomez", "Aidan N.")),
        ("  Ada \n Lovelace ", Name("Lovelace", "Ada")),
        ("Laurens van der Maaten", Name("Maaten", "Laurens", "van der")),
        ("van der Maaten, Laurens", Name("Maaten", "Laurens", "van der")),
        ("Aäron van den Oord", Name("Oord", "Aäron", "van den")),
        ("Nando de Freitas", Name("Freitas", "Nando", "de")),
        ("Javier de la Rosa", Name("Rosa", "Javier", "de la")),
        ("de la Rosa, Javier", Name("Rosa", "Javier", "de la")),
        ("Ludwig von der Mühle zu Hohenstein", Name("Mühle zu Hohenstein", "Ludwig", "von der")),
        ("van Gogh", Name("Gogh", "", "van")),
        ("de la Cruz", Name("Cruz", "", "de la")),
        ("Vincent Van Gogh", Name("Van Gogh", "Vincent")),
        ("Paul M. J. Van den Hof", Name("Van den Hof", "Paul M. J.")),
        ("Rolando De la Cruz", Name("De la Cruz", "Rolando")),
        ("Laurens Van Der Maaten", Name("Van Der Maaten", "Laurens")),
        ("Noureddine El Karoui", Name("El Karoui", "Noureddine")),
        ("Brian St. Thomas", Name("St. Thomas", "Brian")),
        ("Ivan De Oliveira Nunes", Name("De Oliveira Nunes", "Ivan")),
        ("Trung Van Pham", Name("Pham", "Trung Van")),
        ("Nguyen Van Huynh", Name("Huynh", "Nguyen Van")),
        ("Van Thuan Dang", Name("Dang", "Van Thuan")),
        ("Da Sun Handason Tam", Name("Tam", "Da Sun Handason")),
        ("Abd El Fattah A. Saad", Name("Saad", "Abd El Fattah A.")),
        ("M. Abd El Rehim Badr", Name("Badr", "M. Abd El Rehim")),
        ("Luciano da F. Costa", Name("Costa", "Luciano da F.")),
        ("Vinicius da C. M. Borges", Name("Borges", "Vinicius da C. M.")),
        ("Peter beim Graben", Name("Graben", "Peter", "beim")),
        ("Adolfo Gustavo Serra Seca Neto", Name("Seca Neto", "Adolfo Gustavo Serra")),
        ("Pedro Neto", Name("Neto", "Pedro")),
        ("João P. Neto", Name("Neto", "João P.")),
        ("Conan O'Neill", Name("O'Neill", "Conan")),
        ("J.-P. Serre", Name("Serre", "J.-P.")),
        # Only the author can tell; see `names` in docs/entries.md.
        ("Simon Peyton Jones", Name("Jones", "Simon Peyton")),
        ("Jean-Baptiste D'Arcy", Name("D'Arcy", "Jean-Baptiste")),
        ("Jeanne d'Arc", Name("d'Arc", "Jeanne")),
        ("Jonathan Ho Jr.", Name("Ho", "Jonathan", suffix="Jr.")),
        ("Ho, Jr., Jonathan", Name("Ho", "Jonathan", suffix="Jr.")),
        ("Ho, Jonathan", Name("Ho", "Jonathan")),
        ("Martin Luther King, Jr.", Name("King", "Martin Luther", suffix="Jr.")),
        ("Ludwig van Oak, Jr.", Name("Oak", "Ludwig", "van", "Jr.")),
        ("John Smith III", Name("Smith", "John", suffix="III")),
        ("Ho, Jonathan Jr.", Name("Ho", "Jonathan", suffix="Jr.")),
        ("King, Martin Luther, Jr.", Name("King", "Martin Luther", suffix="Jr.")),
        ("Martin Luther King Jr.", Name("King", "Martin Luther", suffix="Jr.")),
        ("Jr., Jr., Jr.", Name("Jr.", "Jr.", suffix="Jr.")),
        ("Guy L. Steele Jr", Name("Steele", "Guy L.", suffix="Jr")),
        # A suffix is no family name.
        ("Ho Jr.", Name(literal="Ho Jr.")),
        ("Francis II", Name(literal="Francis II")),
        ("van Ho III", Name("Ho", "", "van", "III")),
        ("Plato", Name(literal="Plato")),
        ("李飞飞", Name("李", "飞飞")),
        ("王小明", Name("王", "小明")),
        ("欧阳娜娜", Name("欧阳", "娜娜")),
        ("김철수", Name("김", "철수")),
        ("山田太郎", Name("山田", "太郎")),
        # Two family names, with nothing to tell them from a middle name.
        ("金子", Name(literal="金子")),
        ("清华大学", Name(literal="清华大学")),
        ("华为", Name(literal="华为")),
        ("Google DeepMind", Name(literal="Google DeepMind")),
        ("GTEx Consortium", Name(literal="GTEx Consortium")),
        ("University of Oslo", Name(literal="University of Oslo")),
        ("Simon & Schuster", Name(literal="Simon & Schuster")),
        ("李 飞飞", Name("李", "飞飞")),
        ("李, 飞飞", Name("李", "飞飞")),
        ("山田 太郎", Name("山田", "太郎")),
        ("김 철수", Name("김", "철수")),
        ("Fei-Fei Li", Name("Li", "Fei-Fei")),
        ("Fei-Fei 李", Name("李", "Fei-Fei")),
        ("Анна Ахматова", Name("Ахматова", "Анна")),
        ("DeepSeek-AI", Name(literal="DeepSeek-AI")),
        ("Gemini Team, Google", Name(literal="Gemini Team, Google")),
        ("Smith and Sons, Inc.", Name(literal="Smith and Sons, Inc.")),
        ("OpenAI", Name(literal="OpenAI")),
        ("Gemini Team", Name(literal="Gemini Team")),
        ("Espresso AI", Name(literal="Espresso AI")),
        ("The ATLAS Collaboration", Name(literal="The ATLAS Collaboration")),
        ("Bernhard Schölkopf", Name("Schölkopf", "Bernhard")),
        ("Łukasz Kaiser", Name("Kaiser", "Łukasz")),
        ("A, B, C, D", Name(literal="A, B, C, D")),
        ("Google, ", Name(literal="Google,")),
    ],
)
def test_names(text, name):
    assert parse_name(text) == name


@pytest.mark.parametrize(
    ("name", "display", "surname", "inverted"),
    [
        (
            Name("Maaten", "Laurens", "van der"),
            "Laurens van der Maaten",
            "van der Maaten",
            "van der Maaten, Laurens",
        ),
        (Name("Ho", "Jonathan", suffix="Jr."), "Jonathan Ho Jr.", "Ho", "Ho, Jr., Jonathan"),
        (Name(literal="Gemini Team"), "Gemini Team", "Gemini Team", "Gemini Team"),
        (Name("Gogh", particle="van"), "van Gogh", "van Gogh", "van Gogh"),
    ],
)
def test_forms(name, display, surname, inverted):
    assert name.display == display
    assert name.surname == surname
    assert name.inverted == inverted
    assert parse_name(inverted) == name
    assert parse_name(display) == name


def test_east_asian_names_are_displayed_family_first_without_a_space():
    name = parse_name("李 飞飞")
    assert name.display == "李飞飞"
    assert name.inverted == "李, 飞飞"
    assert name.as_plain() == "李飞飞"
    # A rare family name has to be marked.
    assert Name("岡", "潔").as_plain() == {"family": "岡", "given": "潔"}


def test_a_name_is_written_as_text_if_that_is_enough():
    assert parse_name("Laurens van der Maaten").as_plain() == "Laurens van der Maaten"
    assert Name("Peyton Jones", "Simon").as_plain() == {"family": "Peyton Jones", "given": "Simon"}
    assert Name(literal="Boza Vlado").as_plain() == {"literal": "Boza Vlado"}
    assert Name(literal="2").as_plain() == {"literal": "2"}


def test_groups_are_sorted_without_their_article():
    assert parse_name("The ATLAS Collaboration").sort_key[0] == "atlas collaboration"
    assert Name(literal="The").sort_key[0] == "the"


def test_order_ignores_particles_accents_and_case():
    names = [parse_name(text) for text in ("Aad van Zyl", "Zoe Östlund", "Bo ostlund", "Plato")]
    assert [name.display for name in sorted(names, key=lambda n: n.sort_key)] == [
        "Bo ostlund",
        "Zoe Östlund",
        "Plato",
        "Aad van Zyl",
    ]


@pytest.mark.parametrize("text", ["", " ", "123", "…", "-, -", "4 2, Jr."])
def test_texts_without_letters_are_not_names(text):
    with pytest.raises(ValueError, match="is not a name") as caught:
        parse_name(text)
    assert len(caught.value.args) == 2


WORD = st.sampled_from(
    "Ada Lovelace van der de la von d' D'Arcy Ho Jr. Jr III PhD Team AI Li 李 飞 É. Łukasz y und "
    "al O'Neil Labs , , - 3 Núñez".split()
)


@given(st.lists(WORD, min_size=1, max_size=7).map(" ".join) | st.text(max_size=30))
@example("a, Jr.")
@example("x Team, Jr.")
@example("Jr., a")
@example("Ada Lovelace Jr., Jr.")
@example("de, de")
def test_a_displayed_name_reads_back_as_displayed(text):
    try:
        name = parse_name(text)
    except ValueError as error:
        arguments = error.args
    else:
        _assert_stable(name, text)
        return
    assert len(arguments) == 2


def _assert_stable(name, text):
    assert name.display
    assert parse_name(name.display).display == name.display
    # No text is lost, whatever the order.
    assert sorted(re.sub(r"[,\s]", "", name.display)) == sorted(re.sub(r"[,\s]", "", text))


@given(st.lists(WORD, min_size=1, max_size=7).map(" ".join) | st.text(max_size=30))
def test_slugs_are_safe_in_urls_and_files(text):
    try:
        name = parse_name(text)
    except ValueError:
        return
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name.slug)
    assert name.slug != "index"


def test_slugs():
    assert parse_name("Bernhard Schölkopf").slug == parse_name("bernhard SCHOLKOPF").slug
    assert parse_name("Łukasz Kaiser").slug == "lukasz-kaiser"
    assert parse_name("李飞飞").slug != parse_name("王飞飞").slug


@pytest.mark.parametrize(
    "text",
    [
        "et al.", "others", "and others", "Jane Doe et al.", "Jane Doe, et al",
        "Jane Doe and others",
        "Doe and 12 others", "Jane Doe and John Smith", "Ada Fern; Bo Moss", "Ada Fern & Bo Moss",
        "Jane Doe und Bo Moss", "Ana Côté et Luc Roy", "Jane Doe / Bo Moss", "Jane Doe + Bo Moss",
        "Ada Fern with Bo Moss",
    ],
)  # fmt: skip
def test_texts_that_are_not_one_author(text):
    assert find_fault(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe", "Smith and Sons, Inc.", "Centers for Disease Control and Prevention",
        "University of Science and Technology", "José Ortega y Gasset", "Al Et", "Simon & Schuster",
        "Ludwig von der Mühle und Hohenstein", "Tim Others",
        "Karl von und zu Guttenberg", "AC/DC", "Institut für Wald und Holz", "Barnes / Noble",
    ],
)  # fmt: skip
def test_texts_that_are_one_author(text):
    assert find_fault(text) is None


def test_others_is_not_an_author():
    assert is_others("et al.")
    assert is_others(" others ")
    assert not is_others("Alison Others")


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("van der Maaten", "Laurens"), Name("Maaten", "Laurens", "van der")),
        (("Hasselt", "Wim", "van"), Name("Hasselt", "Wim", "van")),
        (("King", "Martin Luther, Jr."), Name("King", "Martin Luther", suffix="Jr.")),
        (("王小明",), Name("王", "小明")),
        (("OpenAI",), Name(literal="OpenAI")),
        (("Vaswani", "Ashish"), Name("Vaswani", "Ashish")),
        (("Ho", "Jonathan", "", "Jr."), Name("Ho", "Jonathan", suffix="Jr.")),
        (("Garcia Lopez", "Ana"), Name("Garcia Lopez", "Ana")),
        (("", "Madonna"), Name(literal="Madonna")),
        (("", "Plato"), Name(literal="Plato")),
        (("Smith, PhD", "Jo"), Name("Smith, PhD", "Jo")),
    ],
)
def test_names_given_in_parts(parts, name):
    assert name_of_parts(*parts) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Santiago Ramón y Cajal", Name("Ramón y Cajal", "Santiago")),
        ("José Ortega y Gasset", Name("Ortega y Gasset", "José")),
        ("J. Ortega y Gasset", Name("Ortega y Gasset", "J.")),
        ("Josep Puig i Cadafalch", Name("Puig i Cadafalch", "Josep")),
        ("Ortega y Gasset", Name(literal="Ortega y Gasset")),
        ("King Jr., Martin Luther", Name("King", "Martin Luther", suffix="Jr.")),
        ("van der Oak III, Cy", Name("Oak", "Cy", "van der", "III")),
        ("Deutsches Institut für Normung", Name(literal="Deutsches Institut für Normung")),
        ("Statistisches Bundesamt", Name(literal="Statistisches Bundesamt")),
        ("Max-Planck-Institut für Informatik", Name(literal="Max-Planck-Institut für Informatik")),
    ],
)
def test_double_family_names_suffixes_and_institutes(text, name):
    assert parse_name(text) == name


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Fern", "Ada", True),
        ("van der Oak", "Cy", True),
        ("Fern", "Ada B. C.", True),
        ("Fern-Moss", "Anne-Marie", True),
        ("O'Hara", "D’Arcy", True),
        ("Ada Fern", "Bo", False),
        ("Fern", "Ada Moss", False),
        ("OpenAI", "Ada", False),
        ("Fern", "DeepMind", False),
        ("Stiftung", "Ada", False),
        ("Fern", "Consortium", False),
        ("fern", "Ada", False),
        ("Fern", "ada", False),
        ("F", "Ada", False),
        ("", "Ada", False),
        ("Fern", "", False),
        ("Fern2", "Ada", False),
    ],
)
def test_two_neighbours_that_may_be_one_name(first, second, expected):
    assert may_be_cut(first, second) is expected


def test_commas_in_one_name():
    assert find_fault("Fern, Ada, Jr.") is None
    assert find_fault("Fern, Ada") is None
    assert find_fault("Fern, Ada, Moss") is not None


def test_words_between_names_in_any_case():
    assert find_fault("ADA FERN AND BO MOSS") == (
        "'ADA FERN AND BO MOSS' holds several names",
        "List them separately: [ADA FERN, BO MOSS]; for a group: {literal: ADA FERN AND BO MOSS}.",
    )


@pytest.mark.parametrize(("particle", "suffix"), [("van", ""), ("", "Jr."), ("van", "Jr.")])
def test_a_name_without_spaces_with_other_parts_stays_whole(particle, suffix):
    name = name_of_parts("王小明", "", particle, suffix)
    assert name == Name(literal=f"{particle} 王小明 {suffix}".strip())


def test_what_is_said_about_signs_in_place_of_a_name():
    with pytest.raises(ValueError, match="'-' is not a name") as caught:
        name_of_parts("-", "")
    assert "Ada Lovelace" in caught.value.args[1]
