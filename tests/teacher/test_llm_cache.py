from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kpdd_edge.errors import StorageError
from kpdd_edge.teacher.cache import Cached, ReplyCache, request_key


def test_replies_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "replies.sqlite"
    key = request_key({"b": 1, "a": ["ü", None]})
    assert key == request_key({"a": ["ü", None], "b": 1}) != request_key({"a": ["u", None], "b": 1})
    with ReplyCache(path) as cache:
        assert cache.get(key) is None
        cache.put(key, "m", Cached(("one", None, "trois ½"), 10, None))
        cache.put(key, "m", Cached(("one", None, "trois ½ \ud800"), 10, None))
        assert len(cache) == 1
    with ReplyCache(path) as cache:
        assert cache.get(key) == Cached(("one", None, "trois ½ \ud800"), 10, None)


def test_two_processes_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    code = (
        "import sys; from pathlib import Path; from kpdd_edge.teacher.cache import *\n"
        "with ReplyCache(Path(sys.argv[1])) as cache:\n"
        "    for i in range(50): cache.put(request_key([sys.argv[2], i]), 'm', Cached((str(i),)))\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in ("a", "b")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    with ReplyCache(path) as cache:
        assert len(cache) == 100
        assert cache.get(request_key(["b", 49])) == Cached(("49",))


def test_a_file_that_another_process_is_in_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")  # a lock under which the journal's mode cannot change
    leave = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    leave.start()
    with ReplyCache(path) as cache:
        assert len(cache) == 0
    leave.join()
    other.close()


def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    with ReplyCache(path) as cache:
        cache.put("k", "m", Cached(("x",)))
    database = sqlite3.connect(path)
    for text in ("{", "[]", '{"texts": 3}', '{"texts": ["x"]}'):
        database.execute("UPDATE replies SET reply = ?", (text,))
        database.commit()
        with ReplyCache(path) as cache:
            assert cache.get("k") is None
    database.close()


def test_a_file_that_is_no_cache_is_told(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    path.write_text("this is not a database, and long enough to be looked at " * 20)
    with pytest.raises(StorageError, match="cannot be used") as caught:
        ReplyCache(path)
    assert "--cache FILE" in caught.value.hint
    with pytest.raises(StorageError):
        ReplyCache(tmp_path)


def test_without_a_file_it_lasts_as_long_as_the_run() -> None:
    with ReplyCache(None) as cache:
        cache.put("k", "m", Cached(("x",)))
        assert cache.get("k") == Cached(("x",))
