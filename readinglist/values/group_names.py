"""Recognising group authors: known groups, and words that mark a group.

`_KNOWN` lists groups whose names look like a person's: two capitalised words, none of which says
that it is a group. One-word names and names with a word such as Team or Consortium need not be
listed.
"""

import re

_KNOWN = frozenset(
    name.strip().casefold()
    for name in """
        Google DeepMind; DeepMind Technologies; Google Brain; Google Quantum;
        Google Cloud; Google Health; Google Inc; Google LLC; Meta AI; Meta Platforms;
        Facebook AI; Facebook AI Research; Microsoft Research; Microsoft Azure;
        Microsoft Asia; Amazon Science; Amazon AGI; Amazon Web Services;
        Apple Machine Learning; IBM Quantum; IBM Watson; Hugging Face; Stability AI;
        Mistral AI; Moonshot AI; Zhipu AI; Baidu ERNIE; Tencent Hunyuan; Alibaba Cloud;
        Alibaba Qwen; Qwen Team; Kimi Team; ByteDance Seed; Huawei Noah's Ark;
        Huawei Technologies; Samsung Electronics; Sony Interactive; Intel Corporation;
        Adobe Inc; Salesforce Einstein; Waymo LLC; Together Computer; Nous Research;
        Eleuther AI; Epoch AI; Scale AI; Character AI; Liquid AI; Sakana AI; Reka AI;
        Inflection AI; Adept AI; Wolfram Alpha; Jane Street; Khan Academy; Code Red;
        Creative Commons; Free Software; Linux Foundation; Apache Software;
        Project Gutenberg; Common Crawl; Papers With Code; Our World in Data; World Bank;
        World Health Organization; World Economic Forum; United Nations; European Union;
        European Parliament; European Central Bank; Federal Reserve; Red Cross;
        Amnesty International; Human Rights Watch; Pew Research; RAND Corporation;
        Planet Labs; Rosetta Commons; Allen Institute; Santa Fe; Big Science;
        BigScience Workshop; Human Cell Atlas; Gene Ontology; Astropy Collaboration;
        R Core Team; Python Software; 华为; 百度; 腾讯; 商汤; 阿里云; 字节跳动; 小米; 联想; 京东;
        滴滴; 美团; 网易; 华大基因
        """.split(";")
)
_AT_END = re.compile(
    r"\b(?:AI|Team|Labs?|Laborator(?:y|ies)|Groups?|Collaborations?|Collaborative|Consortium|"
    r"Consortia|Inc\.?|Ltd\.?|LLC|GmbH|Corp\.?|Corporation|Company|Foundation|Institutes?|"
    r"University|Universität|Université|Universidad|Università|College|Community|Communities|"
    r"Project|Research|Researchers|Authors|Contributors|Developers|Investigators|Committee|"
    r"Society|Association|Organi[sz]ation|Agency|Department|Ministry|Council|Commission|"
    r"Federation|Alliance|Initiative|Network|Panel|Secretariat|Centre|Center|Programme|Program|"
    r"Task Force|Taskforce|Working Party|Study|Trial|Registry|Academy|Academies|Observatory|"
    r"Technologies|Government|Parliament|Workshop|Union|Administration|Bureau|Stiftung|Museum|"
    # Words that German joins with others: Umweltbundesamt, Bildungsministerium.
    r"\w*(?:[Bb]undesamt|[Mm]inisterium|[Gg]esellschaft|[Aa]kademie|[Vv]erband|[Ii]nstitut))$"
)
_AT_START = re.compile(
    r"^(?:The [A-Z]|(?:University|Institute|Institut|Ministry|Department|Centers?|Centre|"
    r"Association|Society|Academy|Council|Office|Bureau|Federation|Committee|"
    r"Universidad|Università|Université|Universität|Universidade) (?:of|for|de|di|du|des|do|und|"
    r"zu|della|degli|et)\b|National [A-Z][a-z]+ |International [A-Z][a-z]+ |United Nations\b)"
)
_INSIDE = re.compile(
    r"\b(?:University|Institute|Ministry|Department|Centers?|Committee|Office) (?:of|for|on)\b|"
    r"\b(?:Institut|Instituto|Istituto|Ministerium|Gesellschaft|Société|Sociedad|"
    r"Ministère|Ministerio) (?:für|der|des|de|di|du|pour|per|para|zur)\b|"
    r"(?:大学|大學|学院|學院|研究所|研究院|公司|委员会|委員會|协会|協會|学会|學會|中心|实验室|實驗室)$"
)
_COMPANY = re.compile(
    r"(?:Inc|Ltd|LLC|Co|Corp|GmbH|S\.?A|AG|PLC|plc|B\.?V)\.?"
    r"|.+ (?:&|and|und|et) (?:Co(?:mpany)?|Sons?|Partners?|Söhne|Fils|Cie)\.?"
)


def is_group(text: str) -> bool:
    """Whether a name without a comma looks like a group's."""
    return bool(
        _AT_END.search(text)
        or _AT_START.search(text)
        or _INSIDE.search(text)
        or text.casefold() in _KNOWN
    )


def is_inverted_group(family: str, given: str) -> bool:
    """Whether a program has taken a group for a person: `Team, Gemini`, `DeepMind, Google`."""
    return family in _LAST_WORDS or f"{given} {family}".casefold() in _KNOWN


_LAST_WORDS = frozenset(
    "Team Collaboration Consortium Contributors Initiative Foundation Committee".split()
)


def is_group_with_commas(parts: list[str]) -> bool:
    """Whether the comma-separated parts are one group's name: `Gemini Team, Google`."""
    return bool(
        any(" " in part and is_group(part) for part in parts) or _COMPANY.fullmatch(parts[-1])
    )
