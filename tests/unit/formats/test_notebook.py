import json
from typing import Any

import pytest

from assistant.errors import UnreadableDocument
from ingest.formats.notebook import MAX_OUTPUT, MAX_SOURCE, parse_notebook
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed


def read(*cells: dict[str, Any], **metadata: Any) -> Parsed:
    return parse_notebook(json.dumps({"nbformat": 4, "metadata": metadata, "cells": cells}), "lab/eta.ipynb")


def markdown(text: str | list[str]) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": text}


def code(text: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": text, "outputs": outputs}


def test_cells_are_read_in_their_order() -> None:
    parsed = read(
        markdown(["# How late ships are\n", "\n", "We fit trees.\n"]),
        code("fit(trees)\n", {"output_type": "stream", "name": "stdout", "text": ["score 0.9\n", "done\n"]}),
        markdown("## What we found\n\n- trees do well"),
        {"cell_type": "raw", "source": "as it is"},
    )
    assert parsed.title == "How late ships are"
    assert [(block.kind, block.text) for block in parsed.blocks] == [
        (BlockKind.PARAGRAPH, "We fit trees."),
        (BlockKind.CODE, "fit(trees)"),
        (BlockKind.CODE, "Output:\nscore 0.9\ndone"),
        (BlockKind.HEADING, "What we found"),
        (BlockKind.LIST, "- trees do well"),
        (BlockKind.PARAGRAPH, "as it is"),
    ]
    assert parsed.blocks[3].anchor.fragment == "What-we-found"
    assert all(block.line == 0 and block.anchor.line == 0 for block in parsed.blocks)


@pytest.mark.parametrize(
    ("output", "text"),
    [
        pytest.param({"output_type": "execute_result", "data": {"text/plain": "42", "image/png": "iVBOR"}}, "42", id="a value"),
        pytest.param(
            {"output_type": "display_data", "data": {"text/html": "<b>x</b>", "text/plain": ["a\n", "b"]}}, "a\nb", id="a table"
        ),
        pytest.param(
            {"output_type": "error", "ename": "KeyError", "evalue": "'eta'", "traceback": ["…"]},
            "KeyError: 'eta'",
            id="an error",
        ),
        pytest.param({"output_type": "stream", "text": "\x1b[31mred\x1b[0m"}, "red", id="colours"),
    ],
)
def test_outputs_are_kept_as_text(output: dict[str, Any], text: str) -> None:
    assert read(code("x", output)).blocks[1].text == f"Output:\n{text}"


def test_pictures_and_empty_cells_leave_nothing() -> None:
    parsed = read(code("plot()", {"output_type": "display_data", "data": {"image/png": "iVBOR"}}), code("  "), markdown(""))
    assert [block.text for block in parsed.blocks] == ["plot()"]


def test_long_outputs_are_cut() -> None:
    text = (
        read(code("x", {"output_type": "stream", "text": "y" * 3 * MAX_OUTPUT}, {"output_type": "stream", "text": "z"}))
        .blocks[1]
        .text
    )
    assert text == "Output:\n" + "y" * MAX_OUTPUT + "…"


def test_a_cell_of_data_is_cut_with_a_warning() -> None:
    parsed = read(code("x" * (MAX_SOURCE + 1)))
    assert len(parsed.blocks[0].text) == MAX_SOURCE
    assert parsed.warnings == (f"cells were cut at {MAX_SOURCE} characters",)


def test_metadata_state_title_and_authors() -> None:
    parsed = read(markdown("words"), title="ETA", authors=[{"name": "Ana Ruiz"}, {"name": "Bo Lindqvist"}])
    assert (parsed.title, parsed.authors) == ("ETA", ("Ana Ruiz", "Bo Lindqvist"))


def test_notebooks_of_version_3_are_read() -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": "Old"},
        {"cell_type": "code", "input": ["x = 1"], "outputs": [{"output_type": "pyout", "text": "1"}]},
    ]
    parsed = parse(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode(), "a.ipynb")
    assert (parsed.title, [block.text for block in parsed.blocks]) == ("Old", ["x = 1", "Output:\n1"])


@pytest.mark.parametrize("text", ["{}", "[]", "nothing", '{"nbformat": 5, "cells": []}', '{"nbformat": "4"}'])
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="is not a notebook"):
        parse_notebook(text, "a.ipynb")
