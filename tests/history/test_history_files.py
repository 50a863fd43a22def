"""The log of what was solved survives what befalls its files, writers that meet, and full disks."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from history_entries import ids, solved

from kpdd_edge import history_db
from kpdd_edge.errors import StorageError
from kpdd_edge.history import History

WRITER = """
import sys
from pathlib import Path
from kpdd_edge.history import History
from kpdd_edge.problem import KeyPoints, Problem, Solution

history = History(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    history.add(Solution(Problem(f"{sys.argv[2]} {n}"), None, 0.0, KeyPoints(), (), "nobody"))
    print(n, flush=True)
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_at_once(history: History) -> None:
    processes = [writer(history.path, name, 30) for name in ("left", "right")]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert history.count() == 60
    assert history.count("left") == history.count("right") == 30


def test_threads_write_at_once(history: History) -> None:
    threads = [threading.Thread(target=lambda: [history.record(solved()) for _ in range(8)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history.take_warnings() == ()
    assert history.count() == history.count("eggs") == 32


def test_a_call_leaves_the_locks_of_another_in_the_same_process_alone(history: History) -> None:
    history.add(solved())
    reader = sqlite3.connect(history.path)
    try:
        reader.execute("SELECT * FROM entries").fetchall()
        assert history.count() == 1
        # Leaving WAL needs the file alone, which no process has while another reads it.
        leave = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('PRAGMA journal_mode = DELETE')"
        done = subprocess.run([sys.executable, "-c", leave, str(history.path)], capture_output=True, text=True)
    finally:
        reader.close()
    assert "database is locked" in done.stderr


def test_a_killed_writer_loses_nothing_that_was_written(history: History) -> None:
    process = writer(history.path, "killed", 100_000)
    assert process.stdout is not None
    for _ in range(10):
        written = int(process.stdout.readline())
    process.kill()
    process.communicate()
    assert history.count("killed") >= written + 1
    assert history.record(solved()) is not None
    assert history.take_warnings() == ()


def set_aside(history: History) -> list[Path]:
    return sorted(path for path in history.path.parent.glob("history.corrupt-*.db") if path.suffix == ".db")


@pytest.mark.parametrize("content", [b"not a database, but long enough to be looked at " * 100, b"\xff" * 8192])
def test_a_file_that_is_no_database_is_kept_aside(history: History, content: bytes) -> None:
    history.path.write_bytes(content)
    assert history.list() == ()
    (aside,) = set_aside(history)
    assert aside.read_bytes() == content
    (warning,) = history.take_warnings()
    assert str(aside) in warning
    assert history.take_warnings() == ()
    assert history.add(solved()) == 1
    assert ids(history.search("eggs")) == [1]


def damage(history: History) -> None:
    """Overwrite pages in the middle, as a failing disk would."""
    with sqlite3.connect(history.path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    size = history.path.stat().st_size
    with history.path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 4096 * 3)


def test_what_can_be_read_of_a_damaged_history_is_taken_over(history: History) -> None:
    for n in range(60):
        history.add(solved(f"Problem {n} " + "x" * 5000))
    damage(history)
    newest = history.add(solved("after the damage"))
    if not set_aside(history):  # the write did not touch the damaged pages; reading all does
        assert len(list(history)) > 0
    (aside,) = set_aside(history)
    assert "were taken over" in history.take_warnings()[0]
    kept = [entry.id for entry in history]
    assert 5 < len(kept) < 62
    assert newest in kept
    assert all(history.get(id) is not None for id in kept)
    assert history.count("problem") == len(kept) - 1
    assert aside.stat().st_size > 4096 * 10


def test_several_threads_meet_a_damaged_history(history: History) -> None:
    history.path.write_bytes(b"no database at all " * 500)
    others = [History(history.path) for _ in range(4)]
    threads = [threading.Thread(target=other.record, args=(solved(),)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert history.count() == 4
    assert len(set_aside(history)) == 1
    assert sum(len(other.take_warnings()) for other in others) == 1


def test_two_damaged_files_in_one_second_are_both_kept(history: History) -> None:
    for content in (b"first" * 1000, b"second" * 1000):
        for file in (history.path, *history.path.parent.glob("history.db-*")):
            file.unlink(missing_ok=True)
        history.path.write_bytes(content)
        assert history.count() == 0
    assert sorted(path.read_bytes()[:5] for path in set_aside(history)) == [b"first", b"secon"]


@pytest.mark.parametrize("block", ["x'ffffffffff'", "x'0000000001010101010101'", "x''"])
def test_a_damaged_index_is_made_again(history: History, block: str) -> None:
    if not history_db.has_fts():
        pytest.skip("this SQLite has no full-text search")
    history.add(solved())
    with sqlite3.connect(history.path) as connection:
        connection.execute(f"UPDATE entries_index_data SET block = {block}")
    connection.close()
    history.add(solved())
    assert ids(history.search("eggs")) == [2, 1]
    assert set_aside(history) == []


def test_a_newer_history_is_left_alone(history: History) -> None:
    history.add(solved())
    with sqlite3.connect(history.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = history.path.read_bytes()
    with pytest.raises(StorageError, match="newer kpdd-edge") as caught:
        history.list()
    assert "99" in caught.value.cause
    assert history.record(solved()) is None
    (warning,) = history.take_warnings()
    assert "This solution is not in the history" in warning
    assert history.path.read_bytes() == before


def test_where_nothing_can_be_written_solving_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    history = History(tmp_path / "file" / "history.db")
    assert history.record(solved()) is None
    (warning,) = history.take_warnings()
    assert "not in the history" in warning
    with pytest.raises(StorageError) as caught:
        history.add(solved())
    assert "KPDD_HOME" in caught.value.hint
    with pytest.raises(StorageError):
        history.set_enabled(False)


READ_ONLY = """
import os, sys
from pathlib import Path
from kpdd_edge.history import History
from kpdd_edge.errors import StorageError
from kpdd_edge.problem import KeyPoints, Problem, Solution

if os.getuid() == 0:  # whom no permission stops
    os.setgid(65534)
    os.setuid(65534)
history = History(Path(sys.argv[1]))
print([entry.problem for entry in history.list()], history.count("eggs"))
print(history.record(Solution(Problem("new"), None, 0.0, KeyPoints(), (), "nobody")), len(history.take_warnings()))
try:
    history.delete([1])
except StorageError as error:
    print("StorageError")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_read_only_folder_can_still_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    history = History(folder / "history.db")
    history.add(solved())
    history.path.chmod(0o444)
    for file in folder.glob("history.db-*"):
        file.unlink()
    folder.chmod(0o555)
    for parent in (tmp_path, *tmp_path.parents[:3]):  # pytest's own folders, one more of them under xdist
        parent.chmod(parent.stat().st_mode | 0o055)
    try:
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(history.path)], capture_output=True, text=True, timeout=60, cwd="/"
        )
    finally:
        folder.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["['A box holds 12 eggs. How many are in 7?'] 1", "None 1", "StorageError"]


FULL = """
import resource, signal, sys
from pathlib import Path
from kpdd_edge.history import History
from kpdd_edge.problem import KeyPoints, Problem, Solution

history = History(Path(sys.argv[1]))
written = history.add(Solution(Problem("before"), None, 0.0, KeyPoints(), (), "nobody"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
results = [history.record(Solution(Problem("x" * 9000), None, 0.0, KeyPoints(), (), "nobody")) for _ in range(30)]
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
print(results[0], results[-1], len(history.take_warnings()) > 0, len([r for r in results if r]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_stops_nothing_and_loses_nothing(history: History) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(history.path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    first, last, warned, written = done.stdout.split()
    assert (first, last, warned) == ("2", "None", "True")
    assert history.count() == int(written) + 1
    assert set_aside(history) == []


def test_waits_for_another_writer(history: History) -> None:
    history.add(solved())
    blocker = sqlite3.connect(history.path, isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, lambda: blocker.execute("COMMIT"))
    release.start()
    assert history.record(solved()) == 2
    release.join()
    blocker.close()


def test_gives_up_on_a_writer_that_never_ends(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    history.add(solved())
    monkeypatch.setattr(history_db, "_WAIT_S", 0.01)
    blocker = sqlite3.connect(history.path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    assert history.record(solved()) is None
    assert "in use by another process" in history.take_warnings()[0]
    assert ids(history.list()) == [1]  # readers need not wait
    blocker.execute("ROLLBACK")
    blocker.close()


def test_a_copy_of_the_file_can_be_opened(history: History, tmp_path: Path) -> None:
    history.add(solved())
    shutil.copy(history.path, tmp_path / "copy.db")
    assert History(tmp_path / "copy.db").count("eggs") == 1


def test_odd_rows_do_no_harm(history: History) -> None:
    history.add(solved())
    with sqlite3.connect(history.path) as connection:
        connection.execute("UPDATE entries SET solution = '[1, 2', created = 9223372036854775807")
    connection.close()
    entry = history.get(1)
    assert entry is not None
    assert entry.solution == {}
    assert entry.best is None
    assert "**Answer: 84**" in history.export(format="markdown")


def test_a_search_mends_a_damaged_index(history: History) -> None:
    if not history_db.has_fts():
        pytest.skip("this SQLite has no full-text search")
    history.add(solved())
    with sqlite3.connect(history.path) as connection:
        connection.execute("UPDATE entries_index_data SET block = x'ffffffffff'")
    connection.close()
    assert ids(history.search("eggs")) == [1]
    assert history.take_warnings() == ()
