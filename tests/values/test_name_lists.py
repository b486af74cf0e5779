"""Fields that list names, in every form seen in bibliographies."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.site.exports.bibtex import _author
from readinglist.values.name_lists import parse_name_list, read_names
from readinglist.values.names import Name
from readinglist.values.tex_symbols import ACCENTS, SYMBOLS


def shown(source):
    return [name.display for name in parse_name_list(source).names]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (
            r"Gomez, Ada and \L{}ukasz Kaiser and \O{}rs\o{}e, R. and \'{E}va Tardos",
            ["Ada Gomez", "Łukasz Kaiser", "R. Ørsøe", "Éva Tardos"],
        ),
        (
            r"Do, J. and \v{S}ime\v{c}ek, Jan and \"Ozg\"ur, A. and \'Swierk, Ewa and \.{I}nan, H.",
            ["J. Do", "Jan Šimeček", "A. Özgür", "Ewa Świerk", "H. İnan"],
        ),
        (
            r"Doe, Jane and \r{A}s, Ola and \H{O}ry, Bela and \k{A}k, A. and \c Cetin, B.",
            ["Jane Doe", "Ola Ås", "Bela Őry", "A. Ąk", "B. Çetin"],
        ),
        (
            "family=Hasselt, given=Wim, prefix=van, useprefix=true and family=Boronat, given=Ana",
            ["Wim van Hasselt", "Ana Boronat"],
        ),
        ('given={Hans}, given-i=H, family="Harman"', ["Hans Harman"]),
        ("Family=Harman, GIVEN=Hans", ["Hans Harman"]),
        ("family={Robert and Sons, Inc.}", ["Robert and Sons, Inc."]),
        (r"G{\" o}del, Kurt and {\' E}lie Noor", ["Kurt Gödel", "Élie Noor"]),
        ("Ada Fern, Bo Moss, and Cy Oak", ["Ada Fern", "Bo Moss", "Cy Oak"]),
        ("Ada Fern; Bo Moss; Cy Oak", ["Ada Fern", "Bo Moss", "Cy Oak"]),
        ("Fern, Ada; Moss, Bo", ["Ada Fern", "Bo Moss"]),
        (r"Ada Fern \& Bo Moss", ["Ada Fern", "Bo Moss"]),
        ("Ada Fern &amp; Bo Moss", ["Ada Fern", "Bo Moss"]),
        ("Fern, A., Moss, B., and Oak, C.", ["A. Fern", "B. Moss", "C. Oak"]),
        ("Ada Fern, Bo Moss, Cy Oak", ["Ada Fern", "Bo Moss", "Cy Oak"]),
        ("ibn Sina, Ali and {de la Cruz}, Ana", ["Ali ibn Sina", "Ana de la Cruz"]),
        ("王小明 and 李, 飞飞", ["王小明", "李飞飞"]),
        ("Google DeepMind and GTEx Consortium", ["Google DeepMind", "GTEx Consortium"]),
        # As medical journals have names.
        ("Smith JA and Doe B", ["J. A. Smith", "B. Doe"]),
        ("Smith JA, Doe B, van der Oak CD", ["J. A. Smith", "B. Doe", "C. D. van der Oak"]),
        ("Fern A, Moss B, et al", ["A. Fern", "B. Moss"]),
        ("J. A. Smith, B. Doe", ["J. A. Smith", "B. Doe"]),
        ("Henry VIII and Ada Fern II", ["Henry VIII", "Ada Fern II"]),
        # Other words and signs in place of `and`.
        (r"Mei{\ss}ner, J{\"o}rg und M{\"u}ller, Ulrike", ["Jörg Meißner", "Ulrike Müller"]),
        ("Ada Fern et Bo Moss", ["Ada Fern", "Bo Moss"]),
        ("Ada Fern / Bo Moss | Cy Oak", ["Ada Fern", "Bo Moss", "Cy Oak"]),
        ("Karl von und zu Guttenberg", ["Karl von und zu Guttenberg"]),
        ("Fern, Ada (Ed.) and Bo Moss [Hrsg.]", ["Ada Fern", "Bo Moss"]),
        # Names of two families, and suffixes beside the family name.
        (r"Santiago Ram\'on y Cajal and Ortega y Gasset, Jos\'e",
         ["Santiago Ramón y Cajal", "José Ortega y Gasset"]),
        ("King Jr., Martin Luther and Davis III, Sammy",
         ["Martin Luther King Jr.", "Sammy Davis III"]),
    ],
)  # fmt: skip
def test_names_of_a_field(source, names):
    assert shown(source) == names


def test_a_prefix_becomes_a_particle():
    (name,) = parse_name_list("family=Hasselt, given=Wim, prefix=van").names
    assert name == Name("Hasselt", "Wim", "van")


@pytest.mark.parametrize(
    "source",
    [
        "Ada Fern, Bo Moss, and Cy Oak", "Ada Fern; Bo Moss; Cy Oak", "Ada Fern, Bo Moss",
        r"Ada Fern \& Bo Moss", "Fern, A., Moss, B.", "family=Fern, call=Ada", "Fern, Ada, B, C, D",
        r"\foo{x} Fern", "Smith JA and Doe B", "Fern A", "Ada Fern und Bo Moss", "Fern, Ada (ed.)",
        "J. A. Smith, B. Doe", "Fern, Ada Moss, Bo",
    ],
)  # fmt: skip
def test_other_forms_are_reported(source):
    assert parse_name_list(source).slips


@pytest.mark.parametrize(
    ("source", "names", "slip"),
    [
        ("Ada Fern; Bo Moss", ["Ada Fern", "Bo Moss"],
         "the names 'Ada Fern; Bo Moss' are not separated by 'and'; read as Ada Fern; Bo Moss"),
        ("Ada Fern, Bo Moss", ["Bo Moss Ada Fern"],
         ("'Ada Fern, Bo Moss' is read as one person, family name 'Ada Fern', given name "
         "'Bo Moss'; if they are two people, write 'and' between them")),
        ("Fern, Ada, Moss, Bo", ["Fern, Ada, Moss, Bo"],
         "'Fern, Ada, Moss, Bo' cannot be split; write 'and' between the names"),
        ("A. Fern, B. Moss", ["A. Fern", "B. Moss"],
         "the names 'A. Fern, B. Moss' are not separated by 'and'; read as A. Fern; B. Moss"),
        ("Fern A", ["Fern A"],
         ("'Fern A' is read as given name 'Fern', family name 'A'; if it is the other way round, "
         "write 'Fern, A.'")),
        ("Ada F3rn_x", ["Ada F3rn_x"],
         "the name 'Ada F3rn_x' has characters not used in names"),
        ("Smith JA", ["J. A. Smith"],
         "'Smith JA' is read as family name 'Smith', initials 'J. A.'"),
        ("Ada Fern und Bo Moss", ["Ada Fern", "Bo Moss"],
         "the names 'Ada Fern und Bo Moss' are not separated by 'and'; read as Ada Fern; Bo Moss"),
    ],
)  # fmt: skip
def test_what_is_said_about_other_forms(source, names, slip):
    found = parse_name_list(source)
    assert [name.display for name in found.names] == names
    assert found.slips == [slip]


@pytest.mark.parametrize(
    ("texts", "names", "slips"),
    [
        (["Fern, Ada", "Bo Moss", "Acme Works,"], ["Ada Fern", "Bo Moss", "Acme Works"], []),
        (["Ada Fern and Bo Moss"], ["Ada Fern", "Bo Moss"],
         ["'Ada Fern and Bo Moss' holds several names; read as Ada Fern; Bo Moss"]),
        (["Ada Fern", "others", "…"], ["Ada Fern"], []),
        # One comma is where one name is turned round.
        (["Ada Fern, Bo Moss"], ["Bo Moss Ada Fern"], []),
        (["Barnes and Noble"], ["Barnes and Noble"], []),
    ],
)  # fmt: skip
def test_fields_with_one_name_each(texts, names, slips):
    found = read_names(texts)
    assert [name.display for name in found.names] == names
    assert found.slips == slips
    assert found.has_more == ("others" in texts)


def test_a_comma_at_the_end_marks_a_group():
    assert read_names(["Ada Fern,", "Fern, Ada,"]).names == [
        Name(literal="Ada Fern"), Name(literal="Fern, Ada"),
    ]  # fmt: skip


def test_words_are_separators_in_any_case():
    found = read_names(["Ada Fern AND Bo Moss"])
    assert [name.display for name in found.names] == ["Ada Fern", "Bo Moss"]


def test_commas_at_the_end_of_one_name():
    assert shown("Fern, Ada,") == shown("Fern, Ada ,") == ["Ada Fern"]


def test_names_that_cannot_be_told_apart_stay_one_text():
    assert parse_name_list("Fern, Ada Moss, Bo").names == [Name(literal="Fern, Ada Moss, Bo")]


@pytest.mark.parametrize(
    "source",
    ["Ada Fern and others", "Ada Fern et al.", "Ada Fern, et al", "Ada Fern and et al.",
     "Ada Fern and 12 others"],
)  # fmt: skip
def test_et_al_is_not_an_author(source):
    found = parse_name_list(source)
    assert (found.names, found.has_more) == ([Name("Fern", "Ada")], True)


# Names that are written to BibTeX are read back. The alphabet: Latin letters with every accent and
# letter that has a TeX command, Greek, Cyrillic, Chinese characters and Hangul; apostrophes and
# hyphens in words.
_LATIN = "aeionsczlyAEIONSCZLY"
_ACCENTED = sorted(
    {
        one
        for letter in _LATIN
        for mark in ACCENTS.values()
        if len(one := unicodedata.normalize("NFC", letter + mark)) == 1 and one.isalpha()
    }
    | {text for text in SYMBOLS.values() if len(text) == 1 and text.isalpha() and text < "\u0250"}
)
_LETTERS = st.sampled_from([*_LATIN, *_ACCENTED, *"αβγΑΒΓабвАБВьё"])
_WORDS = st.lists(_LETTERS, min_size=2, max_size=7).map("".join).map(
    lambda text: unicodedata.normalize("NFC", text[:1].upper()[:1] + text[1:])
).filter(lambda text: text[:1].isupper())  # fmt: skip
_JOINED = st.tuples(_WORDS, st.sampled_from(["-", "'", "’", "."]), _WORDS).map("".join)
_GIVEN = st.lists(_WORDS | _JOINED | st.sampled_from(["J.", "É.", "J.-P."]), min_size=1, max_size=3)
_FAMILY = st.lists(_WORDS | _JOINED, min_size=1, max_size=2)
_PEOPLE = st.builds(
    Name,
    family=_FAMILY.map(" ".join),
    given=_GIVEN.map(" ".join),
    particle=st.sampled_from(["", "", "van", "van der", "de la", "von", "ibn", "d'"]),
    suffix=st.sampled_from(["", "", "", "Jr.", "III"]),
)
_EAST_ASIAN = st.builds(
    Name,
    family=st.sampled_from("王李欧김박"),
    given=st.sampled_from(["小明", "飞飞", "철수", "秀"]),
)
_WORDS_OF_GROUPS = _WORDS | st.sampled_from(["and", "of", "&", "Team", "2,"])
_GROUPS = (
    st.lists(_WORDS_OF_GROUPS, min_size=1, max_size=5)
    .map(" ".join)
    .filter(lambda text: any(map(str.isalpha, text)))
)
NAMES = _PEOPLE | _EAST_ASIAN | st.builds(Name, literal=_GROUPS)


@given(st.lists(NAMES, min_size=1, max_size=3))
@example([Name(literal="Barnes and Noble, Inc."), Name("Ørsøe", "R."), Name("İnan", "Hakan")])
@example([Name("de la Cruz", "Ana"), Name("Łukasz", "Éva")])
@example([Name("Oak AA", "Bo AB"), Name("Moss", "Cy AI"), Name("Fern Team", "Ada")])
def test_names_round_trip_through_bibtex(names):
    source = " and ".join(map(_author, names))
    assert parse_name_list(source).names == names
    assert parse_name_list(spell_with_commands(source)).names == names


_COMMAND_OF = {char: f"\\{name}{{}}" for name, char in SYMBOLS.items() if char in _ACCENTED}
_ACCENT_OF = {mark: name for name, mark in ACCENTS.items() if len(name) == 1}


def spell_with_commands(text):
    r"""The text with `\'{e}` for each é and `\L{}` for each Ł."""
    pieces = []
    for char in text:
        letter, *marks = unicodedata.normalize("NFD", char)
        if char in _COMMAND_OF:
            pieces.append(_COMMAND_OF[char])
        elif len(marks) == 1 and marks[0] in _ACCENT_OF and letter.isascii():
            pieces.append(f"\\{_ACCENT_OF[marks[0]]}{{{letter}}}")
        else:
            pieces.append(char)
    return "".join(pieces)


@pytest.mark.parametrize(
    "suffix",
    ["Jr", "jr.", "Sr.", "Esq.", "II", "III", "IV", "V", "2nd", "3rd", "PhD", "Ph.D.", "MD"],
)
def test_suffixes_between_commas(suffix):
    (name,) = parse_name_list(f"Fern, {suffix}, Ada").names
    assert (name.family, name.given, name.suffix) == ("Fern", "Ada", suffix)


def test_small_words_before_a_comma_are_particles():
    assert parse_name_list("las Oak Fern, Ada and las den Oak, Bo and las den, Cy").names == [
        Name(particle="las", family="Oak Fern", given="Ada"),
        Name(particle="las den", family="Oak", given="Bo"),
        Name(particle="las", family="den", given="Cy"),
    ]


def test_the_form_of_the_other_names_decides():
    both = [Name(family="Smith", given="J. A."), Name(family="Doe", given="B.")]
    assert read_names(["Smith JA", "Doe B"]).names == both
    assert read_names(["Smith JA and Doe B"]).names[1] == Name(family="B", given="Doe")
    assert read_names(["Smith J.A", "Doe B"]).names[1] == Name(family="B", given="Doe")
    found = parse_name_list("Fern, Ada and Moss, Bo Trial Oak")
    assert [name.display for name in found.names] == ["Ada Fern", "Bo Trial Oak Moss"]
