from __future__ import annotations

import os
import signal

import pytest

from kpdd_edge.cli import bars, common


def test_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    common.err.cache_clear()
    now = [100.0]
    monkeypatch.setattr(bars.time, "monotonic", lambda: now[0])
    with bars.work_bar("Solving") as (show, cancel):
        show(1, 10, "soon", 5.0)
        now[0] += 20
        show(4, 10, "[75%] correct", 130.0)
        show(5, 10)
        assert not cancel
    out, told = capsys.readouterr()
    assert out == ""
    assert told.splitlines() == ["Solving 4/10  [75%] correct  2 min left"]


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are POSIX's")
def test_the_first_ctrl_c_only_asks() -> None:
    with bars.work_bar("Solving") as (_, cancel):
        os.kill(os.getpid(), signal.SIGINT)
        assert cancel.wait(5)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (99, "99 s"), (100, "2 min"), (5940, "99 min"), (7260, "2 h 01 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert bars.duration(seconds) == text
