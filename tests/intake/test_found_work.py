"""A work in a reference manager's file: what is used of it, and what is told."""

from bibliographies import read_one


def test_two_addresses_on_a_line_are_never_one():
    ris = "TY  - JOUR\nTI  - T\nUR  - https://a.example/1;https://a.example/2\nER  -"
    draft, told = read_one(ris)
    assert draft.url == "https://a.example/1"
    assert "the address https://a.example/2 is left out" in told
    draft, told = read_one("TY  - JOUR\nTI  - T\nUR  - www.a.example/x\nER  -")
    assert draft.url == "https://www.a.example/x"
    assert "https:// was added" in told
