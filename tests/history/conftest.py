from __future__ import annotations

from pathlib import Path

import pytest

from kpdd_edge.history import History


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.db")
