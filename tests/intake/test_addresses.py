"""Web addresses in fields of bibliographies: the first counts, and none is made of two."""

import pytest

from readinglist.intake.addresses import FoundAddress, read_address, split_addresses

URL = "https://a.example/x"


@pytest.mark.parametrize(
    ("source", "url", "slips"),
    [
        (URL, URL, ()),
        (f"  {{{URL}}}  ", URL, ()),
        (rf"\url{{{URL}}}", URL, ()),
        (f"<{URL}>", URL, ()),
        ("", "", ()),
        (" , ; ", "", ()),
        ("www.a.example/x", "https://www.a.example/x",
         ("'www.a.example/x' has no scheme; https:// was added",)),
        ("a.example/x?y=1", "https://a.example/x?y=1",
         ("'a.example/x?y=1' has no scheme; https:// was added",)),
        ("localhost", "", ("'localhost' is not a web address; left out",)),
        ("see the journal", "", ("'see the journal' is not a web address; left out",)),
        (f"{URL} and https://b.example/", URL,
         ("'https://b.example/' is left out; an entry has only one url",)),
        (f"{URL}; {URL}2", URL, (f"'{URL}2' is left out; an entry has only one url",)),
        (f"nothing, {URL}", URL, ("'nothing' is not a web address; left out",)),
        # An editor has wrapped the line in the middle of the address.
        ("https://a.example/long-\n   path", "https://a.example/long-path", ()),
        # Two lines with an address each are two.
        (f"{URL}\nhttps://b.example/", URL,
         ("'https://b.example/' is left out; an entry has only one url",)),
        # A space never joins two addresses, nor their parts.
        ("https://a.example/one two", "",
         ("'https://a.example/one two' has a character not allowed in a URL; left out",)),
    ],
)  # fmt: skip
def test_a_field_for_an_address(source, url, slips):
    assert read_address(source, is_whole=True) == FoundAddress(url, slips)


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (f"Available at {URL}.", URL),
        (rf"Last read \url{{{URL}}}, in May", URL),
        (f"({URL}) or https://b.example/", URL),
        ("www.a.example is not looked for", ""),
        ("no address", ""),
        ("https://", ""),
    ],
)
def test_an_address_in_a_text(source, url):
    assert read_address(source, is_whole=False) == FoundAddress(url)


def test_the_longest_field_that_is_read():
    """8,000 characters are room for two addresses of the greatest length."""
    fits, too_long = URL + " " * (8_000 - len(URL)), URL + " " * (8_001 - len(URL))
    for is_whole in (True, False):
        assert read_address(fits, is_whole=is_whole).url == URL
        assert read_address(too_long, is_whole=is_whole).url == ""
    (slip,) = read_address(too_long, is_whole=True).slips
    assert slip == "8,001 characters are not a web address; left out"
    assert read_address(too_long, is_whole=False).slips == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (URL, [URL]),
        (f"{URL};{URL}2", [URL, f"{URL}2"]),
        (f"{URL}{URL}2", [URL, f"{URL}2"]),
        (f"{URL} AND www.b.example", [URL, "www.b.example"]),
        (f"{URL} | {URL}2 , ", [URL, f"{URL}2"]),
        # An address inside another one's path or query belongs to it.
        (f"https://web.archive.org/web/2020/{URL}", [f"https://web.archive.org/web/2020/{URL}"]),
        (f"https://b.example/?to={URL}", [f"https://b.example/?to={URL}"]),
        (f"https://b.example/?to={URL} {URL}2", [f"https://b.example/?to={URL}", f"{URL}2"]),
    ],
)
def test_addresses_of_a_field_are_split(text, parts):
    assert split_addresses(text) == parts
