from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pptx
import pytest
from pptx.presentation import Presentation
from pptx.util import Inches

from assistant.domain.documents import Anchor
from assistant.errors import UnreadableDocument
from ingest.formats.decode import HIDDEN
from ingest.formats.registry import parse
from ingest.parsed import BlockKind, Parsed


def read(fill: Callable[[Presentation], object]) -> Parsed:
    presentation = pptx.Presentation()
    fill(presentation)
    held = io.BytesIO()
    presentation.save(held)
    return parse(held.getvalue(), "talks/berths.pptx")


def slide(presentation: Presentation, title: str, *lines: tuple[int, str]) -> pptx.slide.Slide:
    made = presentation.slides.add_slide(presentation.slide_layouts[1])
    made.shapes.title.text = title
    frame = made.placeholders[1].text_frame
    for number, (level, text) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    return made


def test_each_slide_is_a_heading_with_its_number() -> None:
    def fill(presentation: Presentation) -> None:
        slide(presentation, "Berths", (0, "Why we pull"))
        slide(presentation, "The feed", (0, "Every minute"), (1, "all berths"), (0, "Kept"))

    parsed = read(fill)
    assert parsed.title == "Berths"
    assert [(block.kind, block.text, block.anchor) for block in parsed.blocks] == [
        (BlockKind.PARAGRAPH, "Why we pull", Anchor(page=1)),
        (BlockKind.HEADING, "The feed", Anchor(page=2)),
        (BlockKind.LIST, "- Every minute\n  - all berths\n- Kept", Anchor(page=2)),
    ]


def test_tables_and_groups_are_read_from_top_to_bottom() -> None:
    def fill(presentation: Presentation) -> None:
        made = presentation.slides.add_slide(presentation.slide_layouts[5])
        made.shapes.title.text = "Limits"
        group = made.shapes.add_group_shape()
        group.shapes.add_textbox(Inches(1), Inches(6), Inches(2), Inches(1)).text_frame.text = "at the bottom"
        table = made.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
        for number in range(4):
            table.cell(number // 2, number % 2).text = ("kind", "days", "raw", "")[number]

    assert [block.text for block in read(fill).blocks] == ["kind | days\nraw | ", "at the bottom"]


def test_what_is_said_to_a_slide_is_kept() -> None:
    def fill(presentation: Presentation) -> None:
        slide(presentation, "Berths", (0, "Why")).notes_slide.notes_text_frame.text = "Thank the harbour.\nThen begin."

    assert read(fill).blocks[-1].text == "Speaker notes: Thank the harbour.\nThen begin."


def test_hidden_slides_and_shapes_are_left_out() -> None:
    def fill(presentation: Presentation) -> None:
        slide(presentation, "Berths", (0, "Why"))
        slide(presentation, "Not for everybody", (0, "secret")).element.set("show", "0")
        last = slide(presentation, "The feed", (0, "Every minute"))
        last.placeholders[1]._element.nvSpPr.cNvPr.set("hidden", "1")

    parsed = read(fill)
    assert parsed.warnings == (HIDDEN,)
    assert [(block.text, block.anchor.page) for block in parsed.blocks] == [("Why", 1), ("The feed", 3)]


def test_a_slide_without_a_title_is_called_by_its_number() -> None:
    def fill(presentation: Presentation) -> None:
        slide(presentation, "Berths", (0, "Why"))
        slide(presentation, "", (0, "Every minute"))

    assert [block.text for block in read(fill).blocks if block.kind is BlockKind.HEADING] == ["Slide 2"]


@pytest.mark.parametrize(
    ("stated", "title"),
    [pytest.param("Quarterly", "Quarterly", id="stated"), pytest.param("PowerPoint Presentation", "Berths", id="a program's")],
)
def test_properties_state_title_author_and_dates(stated: str, title: str) -> None:
    def fill(presentation: Presentation) -> None:
        slide(presentation, "Berths", (0, "Why"))
        core = presentation.core_properties
        core.title, core.author, core.created = stated, "Ana Ruiz", datetime(2024, 3, 1, tzinfo=UTC)

    parsed = read(fill)
    assert (parsed.title, parsed.authors, parsed.created_at) == (title, ("Ana Ruiz",), datetime(2024, 3, 1, tzinfo=UTC))


def test_a_presentation_without_words_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read(lambda presentation: presentation.slides.add_slide(presentation.slide_layouts[6]))
