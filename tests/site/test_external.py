"""Scripts and styles within pages become files."""

import pytest

from readinglist.site.external import put_out


@pytest.mark.parametrize(
    ("before", "after", "texts"),
    [
        ("<p>a</p>", "<p>a</p>", []),
        ("<script>a</script>", '<script src="../{0}"></script>', ["a"]),
        ('<script id="x">a</script>', '<script id="x" src="../{0}"></script>', ["a"]),
        ('<script type="module">a</script>', '<script type="module" src="../{0}"></script>', ["a"]),
        ("<script>a</script> <script>b</script>",
         '<script src="../{0}"></script> <script src="../{1}"></script>', ["a", "b"]),
        ("<style>a</style>", '<link rel="stylesheet" href="../{0}">', ["a"]),
        ('<style media="print">a</style>', '<link rel="stylesheet" media="print" href="../{0}">',
         ["a"]),
        ('<script src="x.js"></script>', '<script src="x.js"></script>', []),
        ('<script type="application/json">1</script>',
         '<script type="application/json">1</script>', []),
        ("<!-- <script>a</script> -->", "<!-- <script>a</script> -->", []),
        ("<template><script>a</script></template>", "<template><script>a</script></template>", []),
        # Scripts in an entry's text are untrusted, and must not be allowed because of this.
        ("<article><script>a</script></article><script>b</script>",
         '<article><script>a</script></article><script defer src="../{0}"></script>', ["b"]),
    ],
)  # fmt: skip
def test_which_scripts_become_files(before, after, texts):
    html, files = put_out(before, "../")
    assert list(files.values()) == texts
    assert html == after.format(*files)
    assert put_out(html, "../") == (html, {})
