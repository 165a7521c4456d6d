"""Each made-up document of the benchmark is read as a careful reader would, and each holds up on its own."""

import pytest

from tests.benchmarks.decision_samples import RECORDS, Sample
from tests.benchmarks.decision_samples_more import MINUTES, OTHERS, PAGES
from tests.benchmarks.decisions import read, read_right


@pytest.mark.parametrize("sample", [*RECORDS, *PAGES, *MINUTES, *OTHERS], ids=lambda sample: sample.name)
def test_a_communitys_format_is_read(sample: Sample) -> None:
    right = read_right(sample, read(sample.path, sample.text.encode()))
    assert [name for name, is_right in right.items() if not is_right] == []


@pytest.mark.parametrize("sample", [*RECORDS, *PAGES, *MINUTES], ids=lambda sample: sample.name)
def test_every_quote_is_one_line_that_stands_in_the_document(sample: Sample) -> None:
    one = read(sample.path, sample.text.encode())
    quotes = [quote for decision in one.decisions for quote in decision.quotes]
    assert quotes
    for quote in quotes:
        assert "\n" not in quote.text
        assert len(quote.text) <= 300
        assert any(quote.text in block.text for block in one.parsed.blocks)
        assert quote.line == 0 or quote.text[:20] in sample.text.split("\n")[quote.line - 1] or sample.path.endswith(".html")
