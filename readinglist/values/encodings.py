"""Encodings that texts from elsewhere may declare.

Python decodes more than encodings of text: `punycode` takes quadratic time, and the escapes of
`raw_unicode_escape` or `utf-7` can give half a character, which no file can hold.
"""

import codecs

#: Names of the encodings of the web (https://encoding.spec.whatwg.org/#names-and-labels), of older
#: files, and of their relatives, as `codecs.lookup` gives them.
_TEXT = frozenset(
    "ascii utf-8 utf-8-sig utf-16 utf-16-be utf-16-le utf-32 utf-32-be utf-32-le "
    "iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 "
    "iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 "
    "cp437 cp850 cp852 cp866 cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 "
    "koi8-r koi8-u mac-cyrillic mac-latin2 mac-roman tis-620 "
    "big5 big5hkscs cp932 cp949 cp950 euc_jp euc_kr gb18030 gb2312 gbk hz iso2022_jp iso2022_kr "
    "johab shift_jis shift_jis_2004".split()
)


def text_encoding(label: str) -> str | None:
    """Python's name of the encoding of text with this label, or None for anything else."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return name if name in _TEXT else None
