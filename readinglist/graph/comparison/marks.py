"""The marks of a comparison: how it is written in Markdown, and how for a terminal.

Everything that comes from an entry is escaped: whoever opens a pull request writes it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from readinglist.values.markdown_escapes import escape_code, escape_markdown, on_one_line


@dataclass(frozen=True)
class Marks:
    """How texts are set. Each function takes a text; the first two take what a stranger wrote."""

    #: Words, and a name from a file such as an id.
    prose: Callable[[str], str]
    code: Callable[[str], str]
    #: The rest take what has gone through these.
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
#: Words that came and went as `git diff --word-diff` marks them, to be told apart without colours.
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
