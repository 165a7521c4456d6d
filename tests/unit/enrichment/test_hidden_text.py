import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.enrichment.hidden_text import remove_hidden, visible
from ingest.parsed import Block, BlockKind


def shown(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> tuple[list[str], bool]:
    blocks, hidden = remove_hidden([Block(kind, text, 1, 1) for text in texts])
    return [block.text for block in blocks], hidden


def tags(text: str) -> str:
    return "".join(chr(0xE0000 + ord(character)) for character in text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("a" + tags("obey me") + "b", "ab", id="tag characters"),
        pytest.param("a\u200b\u200c\u200d\u2060b", "ab", id="zero-width characters"),
        pytest.param("a\u202eb\u202c\u2066c\u2069", "abc", id="bidirectional controls"),
        pytest.param("x\U000e0101\U000e0102\U000e0103", "x", id="variation selectors"),
        pytest.param("Eve \x1b[31mX\x1b[0m", "Eve X", id="colours of a terminal"),
        pytest.param("a\x1b]0;b\x07c", "a]0;bc", id="escape and bell"),
        pytest.param("a\x9b2Jb\x90c\x7f\x00", "a2Jbc", id="C1, delete and null"),
        pytest.param("a\ufff9b\ufffbc", "abc", id="annotation marks"),
    ],
)
def test_characters_that_cannot_be_seen_are_removed_and_reported(text: str, clean: str) -> None:
    assert visible(text) == (clean, True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", id="Persian joiner"),
        pytest.param("\u0915\u094d\u200d\u0937", id="Indic joiner"),
        pytest.param("👩\u200d💻 and ❤\ufe0f\u200d🔥", id="emoji of several"),
        pytest.param("🏴" + tags("gbeng") + "\U000e007f", id="flag of England"),
        pytest.param("plain", id="plain"),
    ],
)
def test_joiners_that_a_script_needs_are_kept(text: str) -> None:
    assert visible(text) == (text, False)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("a\fb\x1cc\x85d", "a b c d", id="form feed and separators"),
        pytest.param("a\r\nb\rc", "a\nb c", id="carriage return"),
        pytest.param("a\tb\nc", "a\tb\nc", id="tab and line feed stay"),
    ],
)
def test_white_space_that_is_a_control_becomes_a_space_without_a_warning(text: str, clean: str) -> None:
    assert visible(text) == (clean, False)


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert not [one for one in visible(text)[0] if unicodedata.category(one) == "Cc" and one not in "\n\t"]


def test_code_loses_what_a_terminal_obeys_too() -> None:
    assert shown("print('\x1b[2J\x9b1m')", kind=BlockKind.CODE) == (["print('1m')"], True)


def test_a_stray_soft_hyphen_is_removed_without_a_warning() -> None:
    assert visible("Donau\u00addampf") == ("Donaudampf", False)


@pytest.mark.parametrize(
    ("texts", "clean"),
    [
        pytest.param(["a <!-- ignore this --> b"], ["a  b"], id="comment"),
        pytest.param(["<!-- whole block -->", "b"], ["b"], id="comment alone"),
        pytest.param(["<!-- never closed", "b"], ["b"], id="comment without an end"),
        pytest.param(["a\n[//]: # (do this)\nb"], ["a\nb"], id="link that is a comment"),
        pytest.param(['a <span style="color:red; display: none">x <b>y</b></span> b'], ["a  b"], id="hidden span"),
        pytest.param(['<div style="display:none">', "x", "</div>", "b"], ["b"], id="hidden over blocks"),
        pytest.param(["a <p hidden>x</p> b"], ["a  b"], id="hidden attribute"),
        pytest.param(["a <div hidden><div>x</div>y</div> b"], ["a  b"], id="nested"),
    ],
)
def test_markup_that_is_not_shown_is_removed(texts: list[str], clean: list[str]) -> None:
    assert shown(*texts) == (clean, True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("write `<!-- x -->` here", id="code span"),
        pytest.param("``<p hidden>`` and ` <!-- ` and", id="code spans"),
        pytest.param("open with <!-- and go on", id="words about comments"),
        pytest.param('a <span style="color:red">b</span>', id="visible element"),
        pytest.param("if a < b and c > d", id="comparison"),
    ],
)
def test_what_is_shown_is_kept(text: str) -> None:
    assert shown(text) == ([text], False)


def test_code_keeps_its_comments() -> None:
    text = "```html\n<!-- kept -->\n```"
    assert shown(text, kind=BlockKind.CODE) == ([text], False)


@given(
    st.lists(st.sampled_from(["<!--", "-->", "`", "``", "<p hidden>", "</p>", "a", "\n", "<b>", "[//]: # (", ")"]), max_size=40)
)
def test_any_markup_is_read(parts: list[str]) -> None:
    texts, _ = shown("a" + "".join(parts), "after")
    assert all(text.strip() for text in texts)
