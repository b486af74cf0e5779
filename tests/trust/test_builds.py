"""Whatever passes strict validation builds."""

import shutil
import subprocess
import sys

ODD = {
    "papers/odd-tag.yml": "title: x\nauthors: [{author}]\nurl: https://example.org/1\n"
    "themes: [{theme}]\ntakeaway: It is so.\ntags: [{tag}]\n",
    "papers/odd-signs.yml": 'title: "."\nauthors: [{author}, 漢字]\nurl: https://example.org/2\n'
    'themes: [{theme}]\ntakeaway: "."\ntags: [{cjk}, ".", "…", "!!"]\nnote: "."\n'
    'venue: "…"\n',
    # The first of its folder, of which the theme makes a whole page to compare ours with.
    "papers/a-rule.yml": "title: y\nauthors: [{author}]\nurl: https://example.org/4\n"
    'themes: [{theme}]\ntakeaway: "---"\nnote: "* * *"\n',
    "papers/odd-formula.yml": 'title: "${openers}v$ and $$"\nauthors: [A B]\nurl: '
    "https://example.org/3\nthemes: [{theme}]\ntakeaway: $x$ is so.\n",
}


def test_odd_but_valid_values_build(enriched_project, tmp_path):
    root = tmp_path / "list"
    shutil.copytree(enriched_project, root, ignore=shutil.ignore_patterns(".cache", "site"))
    claim = next((root / "entries" / "claims").glob("*.yml")).read_text("utf-8")
    head, _, rest = claim.partition("claim:")
    body = rest.partition("\nkind:")[2]
    (root / "entries" / "claims" / "odd-claim.yml").write_text(
        f'{head}claim: "."\nkind:{body}', "utf-8"
    )
    themes = (root / "entries" / "themes.yml").read_text("utf-8")
    theme = themes.partition("- id: ")[2].split("\n")[0]
    for name, text in ODD.items():
        values = {
            "author": "x" * 300, "tag": "y" * 99, "cjk": "漢" * 60, "theme": theme,
            "openers": "(" * 40,
        }  # fmt: skip
        (root / "entries" / name).write_text(text.format(**values), "utf-8")
    for command in (
        ["validate", "--strict"],
        ["build", "--output", str(tmp_path / "out")],
        ["export", "--all"],
        ["list"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "readinglist", *command, "--project", str(root)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
    site = tmp_path / "out"
    assert len(list(site.rglob("*.html"))) > 20
    assert (site / "claims" / "odd-claim" / "index.html").is_file()
    assert len(list((site / "tags").glob("u-6f22-*"))) == 1
    page = (site / "papers" / "odd-formula" / "index.html").read_text("utf-8")
    assert f"${'(' * 40}v$" in page
