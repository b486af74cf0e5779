"""The closed vocabularies: those of entries, with the meaning of each word, and standings."""

import enum
from typing import Self


class Word(enum.StrEnum):
    """Base of the entries' vocabularies: the value is used in YAML, `meaning` explains it."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        """Create the word with its meaning."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.meaning = meaning
        return word


class WorkType(Word):
    """The type of a work, in terms of CSL 1.0.2 (docs.citationstyles.org, appendix III)."""

    ARTICLE = "article", "A paper or preprint; this is meant where no type is given."
    ARTICLE_JOURNAL = "article-journal", "A paper in a journal."
    BOOK = "book", "A book."
    CHAPTER = "chapter", "A chapter of a book."
    DATASET = "dataset", "A collection of data."
    PAPER_CONFERENCE = "paper-conference", "A paper in the proceedings of a conference."
    POST = "post", "A post on a forum or a social network."
    POST_WEBLOG = "post-weblog", "A post on a blog."
    REPORT = "report", "A report, such as a model card or a technical report."
    SOFTWARE = "software", "A program, a library or a model that one can use."
    SPEECH = "speech", "A talk."
    THESIS = "thesis", "A thesis."
    WEBPAGE = "webpage", "Any other page on the web."


class Mode(Word):
    """The research mode of a paper, after the essay "Two Sides of ML Research"."""

    STRUCTURAL = "structural", "Puts a structure on a problem that was not there before."
    DEVELOPMENTAL = "developmental", "Refines a structure that exists."
    EXPLORATORY = "exploratory", "Looks at how models behave, or measures what they can do."


class ClaimKind(Word):
    """The kind of statement in a claim entry."""

    CLAIM = "claim", "Something that is held to be so."
    QUESTION = "question", "Something that is asked; other claims may answer it."
    PREDICTION = "prediction", "Something that will turn out to be so or not by a day."
    DEFINITION = "definition", "What a word is to mean."


class Stance(Word):
    """How a piece of evidence bears on a claim."""

    SUPPORTS = "supports", "Speaks for the claim."
    OPPOSES = "opposes", "Speaks against the claim."
    MIXED = "mixed", "Shows one part of the claim and contradicts another; makes it contested."
    BACKGROUND = "background", "About the subject, for and against nothing; never counts."


class RelationType(Word):
    """How a claim relates to another claim."""

    AGREES_WITH = "agrees-with", "Says much the same."
    DISAGREES_WITH = "disagrees-with", "Says the opposite, or what cannot be true together with it."
    REFINES = "refines", "Makes the other claim more precise, or limits it."
    ANSWERS = "answers", "Answers the other, which is a question."


class Result(Word):
    """How a prediction turned out."""

    HELD = "held", "It came true."
    FAILED = "failed", "It did not."


class Standing(enum.StrEnum):
    """The overall result of a claim's evidence; derived, never written by hand."""

    SUPPORTED = "supported"
    OPPOSED = "opposed"
    CONTESTED = "contested"
    UNTESTED = "untested"
    OPEN = "open"
    HELD = "held"
    FAILED = "failed"
    ANSWERED = "answered"
    DEFINED = "defined"
