"""How a comparison is written: in Markdown, or for a terminal.

Everything from an entry is escaped, because anybody can open a pull request.
"""

from collections.abc import Callable
from dataclasses import dataclass

from readinglist.values.markdown_escapes import escape_code, escape_markdown, on_one_line


@dataclass(frozen=True)
class Marks:
    """Formatting functions. Each takes a text; the first two take untrusted text."""

    #: Prose, and a name from a file such as an id.
    prose: Callable[[str], str]
    code: Callable[[str], str]
    #: The rest take text that has gone through one of these.
    heading: Callable[[str], str]
    subheading: Callable[[str], str]
    title: Callable[[str], str]
    strong: Callable[[str], str]
    gone: Callable[[str], str]
    new: Callable[[str], str]


MARKDOWN = Marks(
    prose=escape_markdown,
    code=escape_code,
    heading="## {}".format,
    subheading="### {}".format,
    title="*{}*".format,
    strong="**{}**".format,
    gone="~~{}~~".format,
    new="**{}**".format,
)
#: Removed and added words as in `git diff --word-diff`, distinguishable without colours.
PLAIN = Marks(
    prose=on_one_line,
    code=on_one_line,
    heading="{}".format,
    subheading="{}:".format,
    title="“{}”".format,
    strong="{}".format,
    gone="[-{}-]".format,
    new="{{+{}+}}".format,
)
