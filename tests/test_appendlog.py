from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpdd_edge.appendlog import AppendLog, whole_lines
from kpdd_edge.errors import StorageError, UsageError


def test_groups_are_appended_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "out.jsonl"
    with AppendLog(path) as log:
        assert log.empty
        assert log.records == []
        log.append([{"a": 1}, {"b": "½ \ud800"}])
        log.append([])
        log.append([{"c": None}])
    with AppendLog(path) as log:
        assert log.records == [{"a": 1}, {"b": "½ \ud800"}, {"c": None}]
        assert not log.empty


@pytest.mark.parametrize("tail", [b'{"c": 1', b'{"c": 1}', b"[1]\n", b"\x00\x00\x00", b"nonsense\n" + b'{"d": 1}\n'])
def test_what_is_not_a_whole_record_is_dropped_but_only_when_asked(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"a": 1}\n{"b": 2}\n' + tail)
    with AppendLog(path) as log:
        assert log.records == [{"a": 1}, {"b": 2}]
    assert path.read_bytes().endswith(tail)
    with AppendLog(path) as log:
        log.keep(2)
        log.append([{"e": 5}])
    assert path.read_bytes() == b'{"a": 1}\n{"b": 2}\n{"e": 5}\n'


def test_keeping_fewer_drops_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"a": 1}\n{"b": 2}\n')
    with AppendLog(path) as log:
        log.keep(1)
        assert log.records == [{"a": 1}]
        log.keep(0)
    assert path.read_bytes() == b""


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    code = f"""
from pathlib import Path
from kpdd_edge.appendlog import AppendLog
from kpdd_edge.errors import UsageError
try:
    AppendLog(Path({str(path)!r}))
except UsageError as error:
    print(error.title)
"""
    with AppendLog(path):
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "being written by another process" in told
    with AppendLog(path) as log:  # free again
        log.append([{"a": 1}])
    with AppendLog(path), pytest.raises(UsageError):
        AppendLog(path)


def test_a_full_disk_or_ctrl_c_takes_the_whole_group_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.jsonl"
    with AppendLog(path) as log:
        log.append([{"a": 1}])

        def full(_fd: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="Cannot write") as caught:
            log.append([{"b": 2}])
        assert "No space left" in caught.value.cause

        def stopped(_fd: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "fsync", stopped)
        with pytest.raises(KeyboardInterrupt):
            log.append([{"b": 2}])
        monkeypatch.undo()
        log.append([{"c": 3}])
    assert path.read_bytes() == b'{"a": 1}\n{"c": 3}\n'


def test_a_folder_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        AppendLog(tmp_path)


def test_offsets_are_where_records_end() -> None:
    data = b'{"a": 1}\n{"b": "x"}\n{"c"'
    assert [end for _, end in whole_lines(data)] == [9, 20]
    assert whole_lines(b"") == []
