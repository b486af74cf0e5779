"""Chinese, Japanese and Korean names without a space."""

import pytest

from readinglist.values.east_asian_names import split_unspaced

#: Two-character family names; with a third character most could begin with another one.
DOUBLE = (
    "欧阳 令狐 宇文 申屠 山口 松本 後藤 小川 岡本 松田 横山 宮崎 平野 "
    "大塚 新井 浜田 石塚 石黒 林田 安田 荒木 黒田 星野"
)


@pytest.mark.parametrize("family", DOUBLE.split())
def test_family_names_of_two_characters(family):
    assert split_unspaced(f"{family}一")[0] == family


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("동방삭제", "동방"),
        ("王小明", "王"),
        ("李飞", "李"),
        ("欧阳修", "欧阳"),
        ("歐陽修文", "歐陽"),
        ("诸葛亮", "诸葛"),
        ("司马相如", "司马"),
        ("佐藤さくら", "佐藤"),
        ("佐々木希", "佐々木"),
        ("長谷川博己", "長谷川"),
        ("高橋一", "高橋"),
        ("田中", ""),  # a family name alone
        ("欧阳", ""),
        ("佐々木", ""),
        ("田中一二三四", ""),  # too long
        ("田中一二三", "田中"),
        ("田中x", ""),
        ("王小明月", ""),
        ("王", ""),
        ("王x", ""),
        ("木小明", ""),  # no common family name
        ("김철수", "김"),
        ("김철", "김"),
        ("남궁민수", "남궁"),
        ("남궁민", "남궁"),
        ("선우", ""),  # could be either part
        ("김철수영", ""),
        ("남궁민수영", ""),
        ("빛나라", ""),
        ("김a", ""),
        ("Wang", ""),
        ("", ""),
    ],
)
def test_names_that_can_be_split_with_certainty(name, family):
    expected = (family, name.removeprefix(family)) if family else None
    assert split_unspaced(name) == expected
