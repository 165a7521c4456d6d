"""A shelf for each test, begun from one empty catalogue: making the tables takes longer than most tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.index.shelf import Shelf


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template")
    with Shelf(home):
        return home


@pytest.fixture
def shelf(tmp_path: Path, template: Path) -> Iterator[Shelf]:
    with Shelf(tmp_path, template=template) as shelf:
        yield shelf
