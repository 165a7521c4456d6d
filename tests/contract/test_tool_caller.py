"""What every ToolCaller keeps to, checked over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from assistant.adapters.chat import ChatOptions
from assistant.adapters.scripted_tool_caller import ScriptedToolCaller
from assistant.adapters.tool_chat import ChatToolCaller
from assistant.errors import GeneratorError
from assistant.ports import Message, Tool, ToolCall, ToolCaller, ToolResult, ToolTurn
from tests.stand_ins.openai_server import MODEL, Mode, OpenAIServer
from tests.stand_ins.tool_turns import calls, says, scripted

ASKED = (Message("system", "Look further."), Message("user", "Which bus?"))
WORDS = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
TOOLS = (Tool("search", "Finds places.", WORDS),)
WANTED = [("search", {"query": "bus «是»"}), ("search", {"query": "brokers"})]

Make = Callable[[Sequence[tuple[str, dict[str, Any]]] | None], ToolCaller]
"""One that makes these calls in its first turn and says `enough` behind it; None refuses."""


@pytest.fixture(params=["scripted", "chat"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    if request.param == "scripted":

        def from_script(wanted: Sequence[tuple[str, dict[str, Any]]] | None) -> ToolCaller:
            if wanted is None:
                return ScriptedToolCaller([GeneratorError("refused")])
            made = tuple(ToolCall(f"c{at}", name, given) for at, (name, given) in enumerate(wanted))
            return ScriptedToolCaller([ToolTurn("", made), ToolTurn("enough")])

        yield from_script
        return
    with OpenAIServer() as server:

        def over_http(wanted: Sequence[tuple[str, dict[str, Any]]] | None) -> ToolCaller:
            server.mode = Mode.BROKEN if wanted is None else Mode.OK
            server.turn = scripted([calls(*wanted or ()), says("enough")])
            return ChatToolCaller(ChatOptions(f"openai:{MODEL}", server.base_url, "k"))

        yield over_http


async def test_calls_come_in_order_with_their_arguments_and_ids_of_their_own(make: Make) -> None:
    turn = await make(WANTED).step(ASKED, TOOLS)
    assert [(one.name, one.arguments) for one in turn.calls] == WANTED
    assert len({one.id for one in turn.calls}) == len(WANTED)


async def test_a_turn_and_its_results_can_be_said_again(make: Make) -> None:
    caller = make(WANTED)
    turn = await caller.step(ASKED, TOOLS)
    results = [ToolResult(one.id, "D1: Kafka") for one in turn.calls]
    last = await caller.step([*ASKED, turn, *results], TOOLS)
    assert (last.text, last.calls) == ("enough", ())


async def test_a_refusal_is_a_generator_error(make: Make) -> None:
    with pytest.raises(GeneratorError):
        await make(None).step(ASKED, TOOLS)


def test_it_has_a_name_that_tells_the_provider(make: Make) -> None:
    assert ":" in make(WANTED).name
