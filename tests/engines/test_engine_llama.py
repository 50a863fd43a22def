"""The llama engine on a tiny model: what the contract in engines/base.py promises."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpdd_edge.engines.base import Cancel, Limits, Piece, Sampling
from kpdd_edge.engines.llama import LlamaEngine, LlamaSession
from kpdd_edge.errors import Cancelled, ContextFull, EngineError, StudentDamaged, StudentMissing


@pytest.fixture(scope="module")
def engine(tiny_gguf: Path) -> Iterator[LlamaEngine]:
    engine = LlamaEngine(tiny_gguf, context=1024, parallel=12, threads=1)
    yield engine
    engine.close()


def write(session: LlamaSession, limits: Limits = Limits(24), sampling: Sampling = Sampling()) -> tuple[str, str]:
    text, finish = "", None
    for piece in session.generate(limits, sampling):
        text += piece.text
        finish = piece.finish
    return text, str(finish)


def fresh(engine: LlamaEngine, *texts: str) -> LlamaSession:
    session = engine.open()
    for text in texts:
        session.feed(text)
    return session


def test_generation_is_the_same_however_the_text_was_fed(engine: LlamaEngine) -> None:
    long = "a problem about apples " * 20
    one, two = fresh(engine, long + "!"), engine.open()
    # Byte-level pieces without merges across the cut: both ways give the same tokens.
    two.feed(long)
    two.flush()
    two.feed("!")
    assert one.tokens == two.tokens
    assert write(one) == write(two)
    one.close()
    two.close()


def test_feed_counts_and_evaluates_only_what_is_new(engine: LlamaEngine) -> None:
    session = fresh(engine, "x" * 100)
    assert session.length == 100
    assert session.evaluated == 99  # the last one waits for the step that needs its logits
    assert session.feed("yz") == 2
    assert session.evaluated == 99
    assert session.usage.prompt_tokens == 102
    session.close()


def test_limit_and_what_the_session_holds_afterwards(engine: LlamaEngine) -> None:
    session = fresh(engine, "hello")
    text, finish = write(session, Limits(10))
    assert finish == "length"
    assert session.usage.completion_tokens == 10
    assert session.length == 5 + 10
    assert len(text.encode("utf-8", "replace")) > 0
    session.close()


def test_stop_string_is_taken_back_as_if_it_was_never_written(engine: LlamaEngine) -> None:
    session = fresh(engine, "hello")
    begin = session.length
    write(session, Limits(60))
    written = [engine.model.piece(token) for token in session.tokens[begin:]]
    # A stop string of two bytes that are plain text, somewhere behind the start.
    at = next(i for i in range(3, 58) if all(len(p) == 1 and 32 < p[0] < 127 for p in written[i : i + 2]))
    stop = b"".join(written[at : at + 2])
    before = b"".join(written)[: b"".join(written).index(stop)]
    session.rewind(begin)
    text, finish = write(session, Limits(60, (stop.decode(),)))
    assert finish == "stop"
    assert text == before.decode("utf-8", "replace")
    assert b"".join(map(engine.model.piece, session.tokens[begin:])) == before
    session.close()


def test_rewind_forgets(engine: LlamaEngine) -> None:
    session = fresh(engine, "one", " two three")
    length = session.length
    first, _ = write(session)
    session.rewind(length)
    assert write(session)[0] == first
    session.rewind(3)
    session.feed(" two three")
    assert write(session)[0] == first
    with pytest.raises(ValueError, match="cannot rewind"):
        session.rewind(10_000)
    session.close()


def test_forks_share_the_prefix_and_go_their_own_ways(engine: LlamaEngine) -> None:
    root = fresh(engine, "the same beginning for all of them, long enough to be evaluated at once")
    alone = fresh(engine, "the same beginning for all of them, long enough to be evaluated at once")
    expected, _ = write(alone)
    forks = root.fork(3)
    forks[1].feed(" but this one differs")
    batch = engine.batch()
    for fork in forks:
        batch.add(fork, Limits(24))
    texts = {id(fork): "" for fork in forks}
    while batch:
        for piece in batch.step():
            texts[id(piece.session)] += piece.text
    assert texts[id(forks[0])] == texts[id(forks[2])] == expected
    assert texts[id(forks[1])] != expected
    assert root.length == alone.length - 24
    for session in (*forks, root, alone):
        session.close()


def test_a_session_closed_gives_its_place_back(engine: LlamaEngine) -> None:
    sessions = [engine.open() for _ in range(12)]
    with pytest.raises(EngineError, match="in use"):
        engine.open()
    for session in sessions:
        session.close()
        session.close()
    with pytest.raises(EngineError, match="closed"):
        sessions[0].feed("x")
    engine.open().close()


def test_sampling_depends_on_seed_and_stream_and_nothing_else(engine: LlamaEngine) -> None:
    hot = Sampling(temperature=1.2, top_k=0, top_p=1.0, min_p=0.0, seed=3)

    def votes(order: list[int], sampling: Sampling) -> dict[int, str]:
        root = fresh(engine, "sample from here")
        forks = root.fork(len(order))
        batch = engine.batch()
        for fork, stream in zip(forks, order, strict=True):
            batch.add(fork, Limits(16), sampling, stream)
        texts = {id(fork): "" for fork in forks}
        while batch:
            for piece in batch.step():
                texts[id(piece.session)] += piece.text
        result = {stream: texts[id(fork)] for fork, stream in zip(forks, order, strict=True)}
        for session in (*forks, root):
            session.close()
        return result

    first = votes([0, 1, 2], hot)
    assert first == votes([2, 0, 1], hot)
    assert len(set(first.values())) == 3
    assert first != votes([0, 1, 2], Sampling(temperature=1.2, top_k=0, top_p=1.0, min_p=0.0, seed=4))


def test_context_full_on_feed_changes_nothing(engine: LlamaEngine) -> None:
    session = fresh(engine, "keep me")
    before, _ = write(session)
    session.rewind(7)
    with pytest.raises(ContextFull) as caught:
        session.feed("x" * 2000)
    assert "2007 tokens" in caught.value.cause
    assert session.length == 7
    assert write(session)[0] == before
    session.close()


def test_context_full_while_writing_ends_the_session_that_fills_it(tiny_gguf: Path) -> None:
    small = LlamaEngine(tiny_gguf, context=256, parallel=2, threads=1)
    long, short = small.open(), small.open()
    long.feed("x" * 180)
    short.feed("y" * 30)
    batch = small.batch()
    batch.add(short, Limits(20))
    batch.add(long, Limits(500))
    ends: dict[int, str | None] = {}
    while batch:
        for piece in batch.step():
            if piece.finish:
                ends[id(piece.session)] = piece.finish
    assert ends == {id(short): "length", id(long): "length"}
    assert short.usage.completion_tokens == 20
    assert 0 < long.usage.completion_tokens < 80
    small.close()


def test_cancel_between_tokens_and_before_a_feed(engine: LlamaEngine) -> None:
    cancel = Cancel()
    session = fresh(engine, "count")
    pieces: list[Piece] = []
    with pytest.raises(Cancelled):
        for piece in session.generate(Limits(500), cancel=cancel):
            pieces.append(piece)
            if len(pieces) == 3:
                cancel.set()
    assert len(pieces) == 3
    length = session.length
    with pytest.raises(Cancelled):
        session.feed("y" * 300, cancel)
    assert session.length == length
    assert write(session, Limits(4))[1] == "length"  # still usable
    session.close()


def test_cancel_inside_one_computation(tiny_gguf: Path) -> None:
    """The flag is looked at by llama.cpp itself: one decode of many tokens ends early, and nothing is left behind."""
    big = LlamaEngine(tiny_gguf, context=16384, parallel=2, threads=1, batch_tokens=8192)
    session = big.open()
    cancel = Cancel()
    timer = threading.Timer(0.05, cancel.set)
    timer.start()
    begin = time.perf_counter()
    with pytest.raises(Cancelled):
        for _ in range(1000):  # until the timer strikes inside a feed
            session.feed("z" * 8000, cancel)
            session.rewind(0)
    timer.join()
    assert time.perf_counter() - begin < 30
    assert (session.length, session.evaluated) == (0, 0)
    session.feed("still works")
    assert write(session, Limits(3))[1] == "length"
    big.close()


def test_saved_state_is_taken_up_and_a_damaged_one_is_not(tiny_gguf: Path, tmp_path: Path) -> None:
    text = "examples that are evaluated once " * 8
    first = LlamaEngine(tiny_gguf, context=1024, threads=1, fingerprint="abc")
    session = first.open()
    session.feed(text)
    path = tmp_path / "states" / "x.kv"
    session.save_state(path, text)
    expected, _ = write(session)
    first.close()

    second = LlamaEngine(tiny_gguf, context=1024, threads=1, fingerprint="abc")
    loaded = second.load_state(path, text)
    assert loaded is not None
    assert loaded.length == second.count_tokens(text)
    assert write(loaded)[0] == expected
    assert second.load_state(path, text + "!") is None
    assert second.load_state(tmp_path / "none.kv", text) is None
    data = bytearray(path.read_bytes())
    data[-9] ^= 1
    path.write_bytes(data)
    assert second.load_state(path, text) is None
    path.write_bytes(data[:20])
    assert second.load_state(path, text) is None
    second.close()
    third = LlamaEngine(tiny_gguf, context=1024, threads=1, fingerprint="another file")
    assert third.load_state(path, text) is None
    third.close()


def test_fused_and_plain_attention_agree_and_share_no_saved_state(tiny_gguf: Path, tmp_path: Path) -> None:
    text = "Ann has 3 apples and buys 4 more. " * 3
    engines = [LlamaEngine(tiny_gguf, context=1024, parallel=6, threads=1, fused=fused) for fused in (True, False)]
    assert [LlamaEngine(tiny_gguf, parallel=n, threads=1).fused for n in (1, 2, 3, 16)] == [False, False, True, True]
    rows = []
    for engine in engines:
        sessions = [fresh(engine, text + str(i)) for i in range(4)]
        for session in sessions:
            session.flush()
        found = engine.evaluate([(session, 1) for session in sessions], logits=True, cancel=None)
        assert found is not None
        rows.append(found.copy())
        sessions[0].save_state(tmp_path / f"{engine.fused}.kv", text + "0")
    error = abs(rows[0] - rows[1]).max()
    assert 0 <= error < 0.02 * rows[1].std()
    for engine, other in (engines, engines[::-1]):
        assert engine.load_state(tmp_path / f"{other.fused}.kv", text + "0") is None
        assert engine.load_state(tmp_path / f"{engine.fused}.kv", text + "0") is not None
    for engine in engines:
        engine.close()


def test_sessions_with_caches_of_their_own_write_the_same_and_have_only_their_own_room(tiny_gguf: Path) -> None:
    texts = ["Ann has 3 apples and buys 4 more. " * (1 + i % 3) + str(i) for i in range(5)]
    written = []
    for separate in (False, True):
        engine = LlamaEngine(tiny_gguf, context=5 * 256, parallel=5, threads=1, fused=False, separate=separate)
        assert engine.context == (256 if separate else 5 * 256)
        batch, sessions = engine.batch(), [fresh(engine, text) for text in texts]
        # Neither the order in which they join, nor one that leaves in the middle, must mix up their rows.
        for session in [sessions[i] for i in (3, 0, 4, 1, 2)]:
            batch.add(session, Limits(12))
        for step in range(12):
            batch.step()
            if step == 4:
                batch.remove(sessions[1])
                sessions[2].feed("and then")
        written.append([list(session.tokens) for session in sessions])
        if separate:
            with pytest.raises(ContextFull):
                sessions[0].feed("Ann has 3 apples. " * 80)
        engine.close()
    assert written[0] == written[1]
    assert len({tuple(tokens[-6:]) for tokens in written[0]}) > 1


def test_a_guide_has_other_tokens_chosen(engine: LlamaEngine) -> None:
    free, _ = write(fresh(engine, "a problem about apples"))
    letter = next(c for c in free if c.isascii() and c.isprintable())
    asked: list[str] = []

    def guide(text: str, piece: str) -> bool:
        asked.append(text)
        return letter not in piece

    for sampling in (Sampling(), Sampling(temperature=1.0, min_p=0.0, top_k=0, top_p=1.0)):
        asked.clear()
        session = fresh(engine, "a problem about apples")
        text, finish = write(session, Limits(24, (), guide), sampling)
        assert letter not in text
        assert finish in ("length", "end")
        assert asked[0] == ""
        assert asked[-1]
        session.close()
    stubborn = fresh(engine, "a problem about apples")
    assert write(stubborn, Limits(24, (), lambda text, piece: False))[0] == free
    stubborn.close()


def test_text_of_a_special_token_stays_text(engine: LlamaEngine) -> None:
    session = fresh(engine, "<|end|>")
    assert session.length == len("<|end|>")
    assert not any(engine.model.is_end(token) for token in session.tokens)
    session.close()


def test_no_more_sessions_than_llama_cpp_allows(tiny_gguf: Path) -> None:
    engine = LlamaEngine(tiny_gguf, parallel=273, context=4096)
    assert 64 <= engine.capabilities.parallel < 273
    engine.close()


def test_two_engines_share_weights(tiny_gguf: Path, engine: LlamaEngine) -> None:
    other = LlamaEngine(tiny_gguf, context=256, threads=1)
    assert other.model is engine.model
    other.close()


def test_files_that_are_no_model(tmp_path: Path, tiny_gguf: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StudentMissing):
        LlamaEngine(tmp_path / "none.gguf")
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"this is not a model" * 100)
    with pytest.raises(StudentDamaged, match=r"junk\.gguf"):
        LlamaEngine(junk)
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(tiny_gguf.read_bytes()[:-40_000])
    with pytest.raises(StudentDamaged):
        LlamaEngine(cut)
    assert capfd.readouterr() == ("", "")  # llama.cpp complained to its log and nowhere else


def test_loading_can_be_cancelled(tmp_path: Path) -> None:
    from tiny_gguf import write_tiny_llama

    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        LlamaEngine(write_tiny_llama(tmp_path / "t.gguf"), cancel=cancel)


def test_wrong_use_is_refused(engine: LlamaEngine, tiny_gguf: Path) -> None:
    batch = engine.batch()
    empty = engine.open()
    with pytest.raises(EngineError, match="Nothing was fed"):
        batch.add(empty)
    other = LlamaEngine(tiny_gguf, context=256, threads=1)
    foreign = other.open()
    foreign.feed("x")
    with pytest.raises(EngineError, match="another engine"):
        batch.add(foreign)
    empty.close()
    other.close()


def test_an_adapter_changes_what_its_engine_writes_and_no_other(
    tiny_gguf: Path, engine: LlamaEngine, tmp_path: Path
) -> None:
    from tiny_gguf import write_tiny_adapter

    def text_of(adapter: Path | None) -> list[int]:
        other = LlamaEngine(tiny_gguf, adapter=adapter, context=256, threads=1)
        session = fresh(other, "the beginning")
        write(session, Limits(24))
        tokens = session.tokens
        other.close()
        return tokens

    plain = text_of(None)
    assert text_of(write_tiny_adapter(tmp_path / "zero.gguf", scale=0.0)) == plain
    assert text_of(write_tiny_adapter(tmp_path / "big.gguf", scale=3.0)) != plain
    assert text_of(None) == plain
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"no adapter")
    with pytest.raises(StudentDamaged, match="not an adapter"):
        text_of(junk)
    with pytest.raises(StudentMissing):
        text_of(tmp_path / "none.gguf")
