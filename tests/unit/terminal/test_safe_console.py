"""Nothing that stands in a document gives the terminal an order."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys

import pytest
from rich.console import RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from assistant.commands import session
from assistant.knowledge.people.identities import Alias, Identity
from assistant.knowledge.people.roster import Profile
from assistant.terminal.experts import show_profiles
from assistant.terminal.safe_console import SafeConsole, json_without_orders, without_orders

EVIL = "Eve \x1b]0;owned\x07\x1b[2J\x9b31mX\u202e\x7f\x00\r\bend"
PLAIN = "Eve ]0;owned[2J31mXend"
OWN = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*\x1b\\")
"""What rich itself writes: colours and links."""


def written(renderable: RenderableType, *, terminal: bool = True) -> str:
    out = io.StringIO()
    console = SafeConsole(file=out, width=100, force_terminal=terminal, color_system="standard", legacy_windows=False)
    console.print(renderable, soft_wrap=True)
    return out.getvalue()


def table() -> Table:
    made = Table("head", EVIL, title=EVIL)
    made.add_row(Text(EVIL, style="red"), EVIL)
    return made


def tree() -> Tree:
    made = Tree(Text(EVIL))
    made.add(EVIL)
    return made


@pytest.mark.parametrize(
    "renderable",
    [
        pytest.param(Text(EVIL, style="bold"), id="text"),
        pytest.param(EVIL, id="string"),
        pytest.param(
            Markdown(f"**{EVIL}**\n\n- `{EVIL}`\n\n```\n{EVIL}\n```\n\n[{EVIL}](http://a.example/\x1b]x)"), id="Markdown"
        ),
        pytest.param(table(), id="table"),
        pytest.param(Padding(Text(EVIL), (0, 2)), id="padding"),
        pytest.param(tree(), id="tree"),
        pytest.param(Text("a", style=Style(link="http://a.example/\x1b\\\x1b[2J\x9b")), id="link"),
    ],
)
@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "file"])
def test_no_order_of_a_text_is_written(renderable: RenderableType, terminal: bool) -> None:
    left = OWN.sub("", written(renderable, terminal=terminal))
    assert left.strip()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", left)


def test_a_person_stored_with_an_order_is_shown_without_it() -> None:
    out = io.StringIO()
    person = Identity("1", EVIL, (Alias(EVIL, (EVIL,), EVIL),), ())
    show_profiles(SafeConsole(file=out, width=200), [Profile(person, (), (), (EVIL,), (person,))])
    assert PLAIN in out.getvalue()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", out.getvalue())


def test_rich_keeps_its_own_colours_and_the_words_stay() -> None:
    assert written(Text(EVIL, style="red")) == f"\x1b[31m{PLAIN}\x1b[0m\n"
    assert without_orders("a\tb\nc – 数据 👩\u200d💻") == "a\tb\nc – 数据 👩\u200d💻"


def test_a_line_of_progress_still_moves_the_cursor() -> None:
    out = io.StringIO()
    with SafeConsole(file=out, force_terminal=True).status("reading…"):
        pass
    assert "\x1b[?25l" in out.getvalue()


def test_every_command_writes_to_such_a_console() -> None:
    assert isinstance(session.OUT, SafeConsole)
    assert isinstance(session.ERR, SafeConsole)


def test_json_has_no_order_in_it_and_says_the_same() -> None:
    line = json_without_orders(json.dumps({"name": EVIL}, ensure_ascii=False))
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", line)
    assert json.loads(line) == {"name": EVIL}


def test_what_a_command_prints_as_json_is_such_json() -> None:
    code = "from assistant.commands.session import print_json; print_json({'name': 'a\\x9b2J'})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "\\u009b2J" in done.stdout
