"""Finding the documents that a set names, and saying which are missing."""

from __future__ import annotations

import pytest

from assistant.errors import UsageError
from assistant.evaluation.placing import Listing, placed
from assistant.evaluation.question_set import JudgedQuestion, QuestionSet

LISTING = Listing(
    {
        "docs": {
            "adr/0004-bus.md": "https://git.example/docs/adr/0004-bus.md",
            "readme.md": "",
            "a/team.md": "",
            "b/team.md": "",
        },
        "wiki": {"readme.md": "https://wiki.example/readme/"},
    }
)


def asked(*relevant: str, related: tuple[str, ...] = (), answerable: bool = True) -> JudgedQuestion:
    name = "-".join(relevant) or "none"
    return JudgedQuestion(name, f"{name}?", (), answerable, frozenset(relevant), frozenset(related), "k", "document")


def names(*questions: JudgedQuestion) -> list[frozenset[str]]:
    return [one.relevant for one in placed(QuestionSet("set", questions), LISTING).questions.questions]


WRITTEN = {
    "its-path": ("adr/0004-bus.md", "adr/0004-bus.md"),
    "with-its-source": ("docs:adr/0004-bus.md", "docs:adr/0004-bus.md"),
    "as-a-shell-completes-it": ("./adr/0004-bus.md", "adr/0004-bus.md"),
    "with-a-slash-before": ("/adr/0004-bus.md", "adr/0004-bus.md"),
    "its-name-alone": ("0004-bus.md", "adr/0004-bus.md"),
    "its-address": ("https://git.example/docs/adr/0004-bus.md#decision", "docs:adr/0004-bus.md"),
    "an-address-written-otherwise": ("http://wiki.example/readme", "wiki:readme.md"),
    "a-name-that-fits-two": ("team.md", "team.md"),
    "the-end-of-a-name": ("bus.md", "bus.md"),
    "an-unknown-address": ("https://example.org/x", "https://example.org/x"),
    "an-unknown-source": ("notes:readme.md", "notes:readme.md"),
}


@pytest.mark.parametrize(("written", "found"), WRITTEN.values(), ids=WRITTEN)
def test_a_document_is_found_by_what_people_write(written: str, found: str) -> None:
    assert names(asked("a/team.md"), asked(written))[1] == {found}


def test_a_whole_set_needs_no_word() -> None:
    done = placed(QuestionSet("set", (asked("a/team.md"), asked(answerable=False))), LISTING)
    assert done.warnings == ()


def test_missing_documents_cap_the_figures_and_are_named() -> None:
    questions = QuestionSet("set", (asked("a/team.md", "gone1"), asked("b/team.md"), asked("gone2", "gone3"), asked("gone4")))
    [warning] = placed(questions, LISTING).warnings
    assert warning == (
        "4 of 6 relevant documents (66.7%) are not in the index, so that no recall can be above 0.375: gone1, gone2, gone3, …"
    )


def test_a_path_of_two_sources_is_told() -> None:
    [warning] = placed(QuestionSet("set", (asked("readme.md"),)), LISTING).warnings
    assert warning.startswith(
        "1 relevant paths are in more than one source, and a document of either counts: readme.md (docs, wiki)"
    )
    assert "SOURCE:PATH" in warning


def test_a_path_with_its_source_is_told_apart() -> None:
    assert placed(QuestionSet("set", (asked("wiki:readme.md"),)), LISTING).warnings == ()


def test_related_documents_are_found_too_and_relevant_ones_are_not_merely_related() -> None:
    question = asked("0004-bus.md", related=("./adr/0004-bus.md", "/a/team.md"))
    [found] = placed(QuestionSet("set", (question,)), LISTING).questions.questions
    assert found.related == {"a/team.md"}


def test_a_set_of_another_index_is_refused_with_the_next_step() -> None:
    with pytest.raises(UsageError, match=r"none of the 2 documents .* \(x, y\).*lore sources"):
        placed(QuestionSet("set", (asked("x"), asked("y"))), LISTING)


def test_questions_without_documents_need_none() -> None:
    assert placed(QuestionSet("set", (asked(answerable=False),)), Listing({})).warnings == ()
