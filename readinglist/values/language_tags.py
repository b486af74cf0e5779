"""Languages of works, as BCP 47 tags: `en`, `pt-BR`, `zh-Hant`."""

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)


def parse_language(text: str) -> str:
    """The tag in the letter case that BCP 47 recommends.

    Only the shape is checked, not the registry of languages. Raises `ValueError(message, hint)`.
    """
    text = text.replace("_", "-")
    if not _TAG.fullmatch(text):
        raise ValueError(
            f"'{text}' is not a language tag", "Write it like en, de or pt-BR (BCP 47)."
        )
    first, *rest = text.split("-")
    return "-".join([first.lower(), *map(_spelt, rest)])


def _spelt(subtag: str) -> str:
    """A subtag after the first: scripts as `Hant`, regions as `BR` (RFC 5646, 2.1.1)."""
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag.lower()


def normal_language(text: str) -> str | None:
    """The tag in its recommended spelling, or None if the text is not a tag."""
    try:
        return parse_language(text)
    except ValueError:
        return None


# The names of common languages in babel and polyglossia (biblatex's `langid`).
_NAMES = {
    "arabic": "ar", "brazil": "pt-BR", "brazilian": "pt-BR", "bulgarian": "bg", "catalan": "ca",
    "chinese": "zh", "croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl",
    "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB",
    "ukenglish": "en-GB", "australian": "en-AU", "canadian": "en-CA", "estonian": "et",
    "finnish": "fi", "french": "fr", "francais": "fr", "german": "de", "ngerman": "de",
    "austrian": "de-AT", "naustrian": "de-AT", "swissgerman": "de-CH", "nswissgerman": "de-CH",
    "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "magyar": "hu",
    "icelandic": "is", "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko",
    "latin": "la", "latvian": "lv", "lithuanian": "lt", "norsk": "nb", "norwegian": "no",
    "nynorsk": "nn", "persian": "fa", "farsi": "fa", "polish": "pl", "portuguese": "pt",
    "portuges": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr", "slovak": "sk",
    "slovene": "sl", "slovenian": "sl", "spanish": "es", "swedish": "sv", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
    # Three-letter codes (ISO 639-2), which PubMed and MARC use.
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it",
    "por": "pt", "rus": "ru", "jpn": "ja", "zho": "zh", "chi": "zh", "kor": "ko", "pol": "pl",
    "nld": "nl", "dut": "nl", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "tur": "tr",
}  # fmt: skip


def babel_name(tag: str) -> str | None:
    """Babel's name for the language of a tag, or None if it is not listed."""
    return next((name for name, known in _NAMES.items() if known == tag and len(name) > 3), None)


def find_language(text: str) -> str | None:
    """The tag of a language given as a tag, an ISO 639-2 code or a babel name; or None."""
    word = text.strip()
    if known := _NAMES.get(word.casefold()):
        return known
    return normal_language(word)
