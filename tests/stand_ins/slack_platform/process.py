"""Starting the stand-in as a process, and talking to it: for load tests, which must not share the bot's event loop."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[3]


@dataclass
class PlatformProcess:
    """`async with PlatformProcess() as slack:` runs it until the block's end; `slack.told` has its address and tokens."""

    port: int = 0
    told: dict[str, str] = field(default_factory=dict)

    async def __aenter__(self) -> PlatformProcess:
        command = [sys.executable, "-m", "tests.stand_ins.slack_platform", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline() if self.process.stdout else ""
        self.told = json.loads(line)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300), connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        self.process.terminate()
        self.process.wait(10)

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a `lore slack` that is to talk to it."""
        return {
            "LORE_SLACK__BOT_TOKEN": self.told["bot_token"],
            "LORE_SLACK__APP_TOKEN": self.told["app_token"],
            "LORE_SLACK__SIGNING_SECRET": self.told["signing_secret"],
            "LORE_SLACK__API_URL": f"{self.told['url']}/api/",
        }

    async def post(self, name: str, body: Any) -> Any:
        """POST to /_control/NAME; the answer."""
        async with self._session.post(f"{self.told['url']}/_control/{name}", json=body) as response:
            response.raise_for_status()
            return await response.json()

    async def get(self, name: str, **query: str) -> Any:
        """GET /_control/NAME; the answer."""
        async with self._session.get(f"{self.told['url']}/_control/{name}", params=query) as response:
            response.raise_for_status()
            return await response.json()
