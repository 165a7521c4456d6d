"""How long the first words of an answer take from the model to the reader.

    python -m tests.benchmarks.first_words [--asks 60] [--home FOLDER]

A server says its answer at the pace of a slow model (20 tokens a second) or of a fast one, and notes when its first token left.
Measured is the time from then to the first words of the answer, as the use case gives them out and as a reader of
`POST /v1/ask` gets them; a first sentence is begun with plain words, with a heading, and with a link, which has to wait for its
end. Exit status 0 if the slow model's plain words take less than 300 ms in 95 of 100 answers, both ways.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import structlog
import uvicorn

from assistant.bootstrap import Lore
from assistant.domain.answers import Delta
from assistant.domain.queries import Scope
from assistant.domain.questions import Question
from assistant.domain.readers import Principal
from assistant.web.app import create_app
from tests.benchmarks.model_faults import lore_with, make_home, questions
from tests.stand_ins.openai_server import Mode, OpenAIServer

WITHIN_MS: Final = 300.0
PLAIN: Final = "plain words"
SLOW: Final = "20 tokens a second"
BEGINNINGS: Final = {
    PLAIN: "The services talk to each other over a message bus that keeps every event for seven days [1].\n",
    "a list": "- The message bus keeps every event for seven days [1]\n- The feed is owned by the platform team [2]\n",
    "Chinese": "服务之间通过消息总线通信，每个事件保留七天 [1]。\n",
    "a link (waits for its end)": "[The bus](https://elsewhere.example/) keeps every event for seven days [1].\n",
}
PACES: Final = {SLOW: 0.05, "100 a second": 0.01}

Asked = Callable[[str], Awaitable[float]]
"""Asks a question; when its first words came, by time.perf_counter()."""


@dataclass(frozen=True, slots=True)
class Delays:
    """From the model's first token to the first words, in milliseconds, in order."""

    ms: tuple[float, ...]

    def share(self, percent: int) -> float:
        """The delay that so many percent of the answers don't exceed."""
        return self.ms[min(len(self.ms) - 1, len(self.ms) * percent // 100)]

    def __str__(self) -> str:
        return f"p50 {self.share(50):6.1f}   p95 {self.share(95):6.1f}   max {self.ms[-1]:6.1f} ms"


def in_process(lore: Lore) -> Asked:
    """As the use case gives them out."""

    async def asked(text: str) -> float:
        question = Question(text, Scope(Principal("", administrator=True)))
        async with aclosing(lore.answerer.answer(question)) as events:
            async for event in events:
                if isinstance(event, Delta) and event.text.strip():
                    return time.perf_counter()
        raise AssertionError("the answer had no words")

    return asked


def over_http(url: str) -> Asked:
    """As a reader of the stream gets them."""

    async def asked(text: str) -> float:
        wanted = {"question": text, "stream": True}
        async with httpx.AsyncClient(timeout=30) as client, client.stream("POST", f"{url}/v1/ask", json=wanted) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: ") and json.loads(line[6:]).get("text", "").strip():
                    return time.perf_counter()
        raise AssertionError("the answer had no words")

    return asked


async def measured(server: OpenAIServer, asked: Asked, texts: Sequence[str]) -> Delays:
    """One question after the other, so that each answer's first token is known."""
    found = []
    for text in texts:
        heard = len(server.first_words_at)
        came = await asked(text)
        found.append((came - server.first_words_at[heard]) * 1000)
    return Delays(tuple(sorted(found)))


@contextmanager
def served(lore: Lore) -> Iterator[str]:
    """The web over it, on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = create_app(lore.services())
        running = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        running.should_exit = running.force_exit = True
        thread.join(10)


def measure(home: Path, asks: int, beginnings: Sequence[str] = tuple(BEGINNINGS)) -> dict[tuple[str, str, str], Delays]:
    """By pace, beginning and way."""
    found: dict[tuple[str, str, str], Delays] = {}
    texts = (questions() * asks)[:asks]
    with OpenAIServer(Mode.DRIP) as server, lore_with(home, server.base_url) as lore:
        lore.make_ready()
        with served(lore) as url:
            for way, asked in (("use case", in_process(lore)), ("HTTP", over_http(url))):
                asyncio.run(measured(server, asked, texts[:1]))  # the first call loads LangChain
                for pace, drip_s in PACES.items():
                    for beginning in beginnings:
                        server.answer, server.drip_s = BEGINNINGS[beginning], drip_s
                        found[pace, beginning, way] = asyncio.run(measured(server, asked, texts))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--asks", type=int, default=40)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory() as folder:
        found = measure(make_home(given.home or Path(folder) / "home"), given.asks)
    for (pace, beginning, way), delays in found.items():
        print(f"{pace:<20} {beginning:<28} {way:<10} {delays}")
    slow = [delays.share(95) for (pace, beginning, _), delays in found.items() if (pace, beginning) == (SLOW, PLAIN)]
    return 0 if max(slow) <= WITHIN_MS else 1


if __name__ == "__main__":
    sys.exit(main())
