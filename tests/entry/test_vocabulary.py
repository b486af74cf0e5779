"""Words with meanings behave as the texts that files hold."""

import copy
import json
import pickle

import pytest

from readinglist.entry.vocabulary import (
    ClaimKind,
    Mode,
    RelationType,
    Result,
    Stance,
    Standing,
    WorkType,
)

VOCABULARIES = [WorkType, Mode, ClaimKind, Stance, RelationType, Result]


def test_a_word_is_its_text():
    word = WorkType("article-journal")
    assert word is WorkType.ARTICLE_JOURNAL
    assert word == "article-journal"
    assert f"{word}" == str(word) == word.value == "article-journal"
    assert json.dumps([word]) == '["article-journal"]'
    assert {"article-journal": 1}[word] == 1
    assert word.meaning == "A paper in a journal."


@pytest.mark.parametrize("text", ["Article", "article ", "", "A paper in a journal."])
def test_other_texts_are_no_words(text):
    with pytest.raises(ValueError, match="is not a valid WorkType"):
        WorkType(text)


def test_a_word_stays_itself_in_copies():
    """Entries are copied, and kept between runs."""
    for word in (*Stance, *Standing):
        assert copy.deepcopy(word) is word
        assert pickle.loads(pickle.dumps(word)) is word


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_words_are_lower_case_and_explained_by_sentences(vocabulary):
    for word in vocabulary:
        assert word.value == word.name.lower().replace("_", "-")
        assert word.meaning[0].isupper()
        assert word.meaning.endswith(".")


def test_a_prediction_stands_as_it_turned_out():
    """A standing is made from the word of the outcome."""
    assert [Standing(result.value) for result in Result] == [Standing.HELD, Standing.FAILED]
