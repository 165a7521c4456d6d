"""A prompt that fits the model: evidence gives way first, then the conversation, and nothing else does."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.adapters.prompt_files import load_prompt
from assistant.answering.wording.fitting import AROUND_A_MESSAGE, Fitted, Room, Tokens, fit
from assistant.answering.wording.prompting import BEFORE_CONVERSATION, PromptContext
from assistant.domain.answers import Evidence, Excerpt
from assistant.domain.documents import Chunk, Document, Kind
from assistant.domain.questions import Turn
from assistant.ports import Message

SAID = (Turn("ana", "We spoke of the harbour before."),)


def words(texts: object) -> list[int]:
    return [len(str(text).split()) for text in texts]  # type: ignore[attr-defined]


def document(name: str) -> Document:
    return Document(name, "adr", f"{name}.md", name.upper(), Kind.DESIGN_DOC, "")


def excerpt(name: str, *texts: str) -> Excerpt:
    return Excerpt(document(name), tuple(Chunk(n, name, n, text) for n, text in enumerate(texts)), 1.0)


EVIDENCE = Evidence((excerpt("bus", "kafka " * 50, "broker " * 50), excerpt("meter", "redis " * 50)))


def fitted(
    whole: int | None, evidence: Evidence = EVIDENCE, said: tuple[Turn, ...] = SAID, factor: float = 1.0
) -> Fitted | None:
    context = PromptContext("Tidewater", date(2026, 1, 5), words, said=said)
    return fit(load_prompt("answer"), "Which bus?", evidence, context, Room(Tokens(words, factor=factor), whole))


def size(found: Fitted) -> int:
    return Tokens(words).of(found.messages)


def whole_size() -> int:
    found = fitted(None)
    assert found is not None
    return size(found)


def keys(found: Fitted | None) -> list[list[int]] | None:
    return None if found is None else [[chunk.key for chunk in one.chunks] for one in found.sent.excerpts]


GIVING_WAY = {
    "everything-fits": (0, [[0, 1], [0]], True),
    "the-last-excerpt-goes-first": (-1, [[0, 1]], True),
    "then-the-last-chunk-of-the-one-before": (-80, [[0]], True),
    "then-the-conversation": (-115, [[0]], False),
}


@pytest.mark.parametrize(("less", "kept", "talks"), GIVING_WAY.values(), ids=GIVING_WAY)
def test_what_gives_way_and_in_which_order(less: int, kept: list[list[int]], talks: bool) -> None:
    room = whole_size() + less
    found = fitted(room)
    assert found is not None
    assert keys(found) == kept
    assert (BEFORE_CONVERSATION in found.messages[1].text) == talks
    assert size(found) <= room
    assert ("redis" in found.messages[1].text) == (len(kept) > 1)


def test_where_not_even_one_chunk_fits_there_is_no_prompt() -> None:
    assert fitted(100) is None


def test_every_size_that_has_a_prompt_keeps_to_it() -> None:
    for room in range(whole_size() - 200, whole_size() + 20, 7):
        found = fitted(room)
        assert found is None or size(found) <= room


def test_an_estimate_leaves_more_room_than_a_count() -> None:
    assert keys(fitted(whole_size(), factor=1.15)) == [[0]]


def test_tokens_of_a_prompt_count_what_stands_around_messages() -> None:
    prompt = (Message("system", "one two"), Message("user", "three"))
    assert Tokens(words).of(prompt) == 3 + 2 * AROUND_A_MESSAGE
    assert Tokens(words, factor=1.5).counted(["a b", "c"]) == [3, 2]
    assert Tokens(words).counted([]) == []


def test_at_most_there_are_as_many_tokens_as_bytes_where_the_models_own_tokenizer_is_not_there() -> None:
    prompt = (Message("user", "总线 bus"),)
    assert Tokens(words).most(prompt) == 10 + AROUND_A_MESSAGE
    assert Tokens(words, exact=True).most(prompt) == 2 + AROUND_A_MESSAGE
