"""ISBNs and ISSNs: parsing, check digits, normal forms.

Forms: ISO 2108 (https://www.isbn-international.org/content/isbn-users-manual) and ISO 3297
(https://www.issn.org/understanding-the-issn/issn-uses/). The normal form of an ISBN has 13 digits
and no hyphens (every 10-digit ISBN has exactly one such equivalent); that of an ISSN has a hyphen.
"""

import re

_LABEL = re.compile(
    r"^(?:urn:)?(?:e-?|p-?)?IS[BS]N(?:[-\s]?1[03](?=[:\s])|-L(?=[:\s]))?\s*+:?\s*+",
    re.IGNORECASE,
)
# In print the parts are separated by spaces or by any of several hyphens and dashes.
_SEPARATORS = re.compile(r"[\s\u00ad\u2010-\u2015\u2212-]")
_ISBN_13 = re.compile(r"97[89][0-9]{10}")
_ISBN_10 = re.compile(r"[0-9]{9}[0-9X]")
_ISSN = re.compile(r"[0-9]{7}[0-9X]")


def parse_isbn(text: str) -> str:
    """The ISBN as 13 digits; hyphens, spaces and 10-digit ISBNs are accepted.

    Raises `ValueError(message, hint)` for any other text and for a wrong check digit.
    """
    digits = _digits(text)
    if _ISBN_13.fullmatch(digits):
        expected = _check_digit_13(digits[:12])
        if digits[12] != expected:
            raise _misfit("ISBN", text, digits[12], expected)
        return digits
    if _ISBN_10.fullmatch(digits):
        expected = _check_digit_11(digits[:9])
        if digits[9] != expected:
            raise _misfit("ISBN", text, digits[9], expected)
        return f"978{digits[:9]}{_check_digit_13(f'978{digits[:9]}')}"
    raise ValueError(f"'{text}' is not an ISBN", 'Write it like "9783161484100".')


def parse_issn(text: str) -> str:
    """The ISSN with its hyphen and a capital X.

    Raises `ValueError(message, hint)` for any other text and for a wrong check digit.
    """
    digits = _digits(text)
    if not _ISSN.fullmatch(digits):
        raise ValueError(f"'{text}' is not an ISSN", 'Write it like "0001-0782".')
    expected = _check_digit_11(digits[:7])
    if digits[7] != expected:
        raise _misfit("ISSN", text, digits[7], expected)
    return f"{digits[:4]}-{digits[4:]}"


def normal_isbn(text: str) -> str | None:
    """The ISBN in its normal form, or None if the text is not an ISBN."""
    try:
        return parse_isbn(text)
    except ValueError:
        return None


def normal_issn(text: str) -> str | None:
    """The ISSN in its normal form, or None if the text is not an ISSN."""
    try:
        return parse_issn(text)
    except ValueError:
        return None


def _digits(text: str) -> str:
    return _SEPARATORS.sub("", _LABEL.sub("", text.strip())).upper()


def _check_digit_13(digits: str) -> str:
    return str(-sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits)) % 10)


def _check_digit_11(digits: str) -> str:
    """The check digit of a 10-digit ISBN or an ISSN: modulo 11, with X for ten."""
    weighed = sum(int(digit) * (len(digits) + 1 - i) for i, digit in enumerate(digits))
    return "0123456789X"[-weighed % 11]


def _misfit(kind: str, text: str, found: str, expected: str) -> ValueError:
    return ValueError(
        f"'{text}' is not an {kind}: its check digit is {found} but should be {expected}",
        "A digit is mistyped or two are swapped; compare it with the work itself.",
    )
