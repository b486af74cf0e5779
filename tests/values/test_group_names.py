"""Group authors."""

import pytest

from readinglist.values.group_names import is_group, is_group_with_commas, is_inverted_group

GROUPS = """\
Google DeepMind; meta ai; Facebook AI Research; R Core Team; 华为; 华大基因; Gene Ontology
Acme AI; Gemini Team; Bell Labs; Jet Propulsion Laboratory; Cavendish Laboratories; Focus Groups
ATLAS Collaboration; Big Consortium; Acme Inc.; Acme Ltd; Acme GmbH; Acme Corp.; Unicode Consortia
Stanford University; Technische Universität; PyTorch Contributors; AIM Investigators; Cancer Study
World Organisation; World Organization; Task Force; Working Party; Umweltbundesamt; Bundesamt
Bildungsministerium; Max-Planck-Gesellschaft; Sportverband; Forschungsinstitut
The Lancet; University of Oxford; Universidad de Chile; Université du Luxembourg; Office for Art
National Aeronautics Board; International Energy Forum; United Nations Office
Kaiser Institut für Physik; Max-Planck-Institut für Physik; Instituto para Todos; Société des Amis
MIT Department of Physics; 清华大学; 中国科学院; 深圳公司; 北京实验室""".replace("\n", "; ").split(
    "; "
)
#: Names that look like a person's, and are known.
KNOWN = """\
Google Quantum; Google Cloud; Meta Platforms; Facebook AI; Microsoft Azure
Microsoft Asia; Amazon Web Services; Apple Machine Learning; Stability AI; Mistral AI; Alibaba Cloud
Alibaba Qwen; Huawei Noah's Ark; Huawei Technologies; Intel Corporation; Adobe Inc; Nous Research
Eleuther AI; Reka AI; Inflection AI; Code Red; Creative Commons; Apache Software; Project Gutenberg
World Bank; World Health Organization; European Union; European Parliament; Red Cross
Amnesty International; RAND Corporation; Planet Labs; Big Science; BigScience Workshop
Astropy Collaboration; 京东; 滴滴""".replace("\n", "; ").split("; ")
PEOPLE = """\
Ada Fern; Bo Trial Moss; Ai Weiwei; Theo University Smith; the Lancet; Ministry; Study Moss
National geographic Man; Labrador Retriever; Universität Ada; 王小明; 大学生""".replace(
    "\n", "; "
).split("; ")


@pytest.mark.parametrize("name", GROUPS + KNOWN)
def test_groups(name):
    assert is_group(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_people(name):
    assert is_group(name) == (name == "Ministry")


def test_inverted_groups():
    assert is_inverted_group("Team", "Gemini")
    assert is_inverted_group("Collaboration", "ATLAS")
    assert is_inverted_group("DeepMind", "Google")
    assert is_inverted_group("AI", "Meta")
    assert not is_inverted_group("Fern", "Ada")
    assert not is_inverted_group("Google", "DeepMind")
    assert not is_inverted_group("team", "Gemini")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["Gemini Team", "Google"], True),
        (["Google", "Gemini Team"], True),
        (["Wiley", "Sons & Co."], True),
        (["Acme", "Inc."], True),
        (["Acme", "S.A."], True),
        (["Acme", "GmbH"], True),
        (["Fern", "Moss and Partners"], True),
        (["Inc.", "Acme"], False),
        (["Team", "Gemini"], False),  # a program's inverted name
        (["Fern", "Ada"], False),
        (["Fern", "Coop"], False),
    ],
)
def test_groups_with_commas(parts, expected):
    assert is_group_with_commas(parts) is expected
