"""What every engine must do, as tests: subclass :class:`EngineConformance` and give it an ``engine`` fixture.

The engine needs room for at least four sessions and a context of 128 to 4096 tokens, and must write at least a dozen
tokens after ``prompt``. An encoder–decoder engine is fed its input once and writes once; the tests that go on after
writing leave it out.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from kpdd_edge.engines.base import Cancel, Engine, Limits, Piece, Sampling, Session
from kpdd_edge.errors import Cancelled, ContextFull, EngineError

SAMPLED = Sampling(temperature=1.0, top_k=0, top_p=1.0, min_p=0.0, seed=7)


def write(session: Session, tokens: int = 12, **given: Any) -> str:
    """The text of one generation."""
    return "".join(piece.text for piece in session.generate(Limits(tokens), **given))


def drain(batch: Any, *, cancel: Cancel | None = None) -> dict[int, list[Piece]]:
    """Run a batch to its end; the pieces by the session's id."""
    found: dict[int, list[Piece]] = {}
    while batch:
        for piece in batch.step(cancel):
            found.setdefault(id(piece.session), []).append(piece)
    return found


def text_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


class EngineConformance:
    prompt = "### Problem\nAnn has 3 boxes with 4 pens in each. How many pens has she?\n"
    other = "### Problem\nA train goes 60 km in an hour. How far does it go in 3 hours?\n"

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError

    @pytest.fixture
    def fed(self, engine: Engine) -> Session:
        session = engine.open()
        session.feed(self.prompt)
        return session

    # -- feeding -----------------------------------------------------------------------------------------------

    def test_is_an_engine(self, engine: Engine) -> None:
        assert isinstance(engine, Engine)
        assert engine.capabilities.parallel >= 4
        assert 128 <= engine.context <= 4096 or engine.name == "scripted"

    def test_feed_counts_its_tokens(self, engine: Engine) -> None:
        session = engine.open()
        assert session.length == 0
        first = session.feed(self.prompt)
        assert first >= engine.count_tokens(self.prompt) > 0  # a first token of the model's own may come on top
        assert session.length == first
        second = session.feed(self.other)
        assert second == engine.count_tokens(self.other)
        assert session.length == first + second == session.usage.prompt_tokens
        assert session.usage.completion_tokens == 0

    def test_feeding_in_parts_is_feeding_each_part(self, engine: Engine) -> None:
        one, two = engine.open(), engine.open()
        for session in (one, two):
            session.feed(self.prompt)
            session.feed(self.other)
        assert write(one) == write(two)

    def test_too_long_a_text_leaves_the_session_as_it_was(self, engine: Engine, fed: Session) -> None:
        before = fed.length
        with pytest.raises(ContextFull):
            fed.feed("word " * (2 * engine.context))
        assert fed.length == before
        again = engine.open()
        again.feed(self.prompt)
        assert write(fed) == write(again)

    def test_special_tokens_in_a_text_are_text(self, engine: Engine) -> None:
        session = engine.open()
        assert session.feed("a <|im_end|> b </s> c") > 5 or engine.name == "scripted"

    # -- writing -----------------------------------------------------------------------------------------------

    def test_writing_nothing_fed_is_an_error(self, engine: Engine) -> None:
        with pytest.raises(EngineError):
            engine.batch().add(engine.open())

    def test_the_limit_ends_a_text(self, fed: Session) -> None:
        before = fed.length
        pieces = list(fed.generate(Limits(5)))
        assert [piece.finish for piece in pieces] == [None] * 4 + ["length"]
        assert all(piece.session is fed for piece in pieces)
        assert fed.length == before + 5
        assert fed.usage.completion_tokens == 5

    def test_greedy_is_deterministic(self, engine: Engine) -> None:
        texts = []
        for _ in range(2):
            session = engine.open()
            session.feed(self.prompt)
            texts.append(write(session))
            session.close()
        assert texts[0] == texts[1] != ""

    def test_it_says_how_likely_each_token_was(self, engine: Engine, fed: Session) -> None:
        likely = [piece.log_probability for piece in fed.generate(Limits(8))]
        if engine.name == "scripted":
            assert set(likely) == {0.0}
        else:
            assert all(-70 < each < 0 for each in likely)

    def test_a_stop_string_is_not_returned(self, engine: Engine, fed: Session) -> None:
        whole = write(fed, 12)
        stop = whole[len(whole) // 2 :][:3]
        session = engine.open()
        before = session.feed(self.prompt)
        pieces = list(session.generate(Limits(12, (stop,))))
        assert pieces[-1].finish == "stop"
        assert text_of(pieces) == whole[: whole.index(stop)]
        assert before <= session.length <= before + 12

    def test_a_stop_string_that_never_comes_changes_nothing(self, engine: Engine, fed: Session) -> None:
        session = engine.open()
        session.feed(self.prompt)
        pieces = list(session.generate(Limits(12, ("\0never\0",))))
        assert text_of(pieces) == write(fed, 12)

    def test_a_session_goes_on_after_a_stop_string(self, engine: Engine, fed: Session) -> None:
        if engine.capabilities.encoder_decoder:
            pytest.skip("an encoder–decoder writes once")
        whole = write(fed, 12)
        stop = whole[len(whole) // 2 :][:3]
        session = engine.open()
        session.feed(self.prompt)
        kept = text_of(list(session.generate(Limits(12, (stop,)))))
        session.feed(self.other)
        # The same as feeding what was kept, where token borders fall alike.
        after = write(session)
        assert after
        assert session.length > engine.count_tokens(self.prompt) + engine.count_tokens(kept)

    def test_leaving_early_keeps_what_was_written(self, engine: Engine, fed: Session) -> None:
        before = fed.length
        iterator = fed.generate(Limits(12))
        begun = "".join(piece.text for piece in itertools.islice(iterator, 4))
        iterator.close()
        assert fed.length == before + 4
        if engine.capabilities.encoder_decoder:
            return
        rest = write(fed, 8)
        again = engine.open()
        again.feed(self.prompt)
        assert begun + rest == write(again, 12)

    def test_a_seed_repeats_a_sample(self, engine: Engine) -> None:
        texts = []
        for _ in range(2):
            session = engine.open()
            session.feed(self.prompt)
            texts.append(write(session, sampling=SAMPLED))
            session.close()
        assert texts[0] == texts[1]

    def test_a_full_context_ends_a_text(self, engine: Engine, fed: Session) -> None:
        if engine.capabilities.encoder_decoder or engine.name == "scripted":
            pytest.skip("its text ends before the context does")
        filler = "7 + 8 = 15. "
        while fed.length + engine.count_tokens(filler) < engine.context - 8:
            fed.feed(filler)
        pieces = list(fed.generate(Limits(engine.context)))
        assert pieces[-1].finish in ("length", "end")
        assert fed.length <= engine.context

    # -- rewinding ---------------------------------------------------------------------------------------------

    def test_rewinding_forgets(self, fed: Session) -> None:
        before = fed.length
        first = write(fed)
        fed.rewind(before)
        assert fed.length == before
        assert write(fed) == first

    def test_rewinding_into_what_was_fed(self, engine: Engine) -> None:
        session, plain = engine.open(), engine.open()
        length = session.feed(self.prompt)
        session.feed(self.other)
        session.rewind(length)
        plain.feed(self.prompt)
        assert write(session) == write(plain)

    def test_rewinding_too_far(self, fed: Session) -> None:
        for length in (-1, fed.length + 1):
            with pytest.raises(ValueError, match="rewind"):
                fed.rewind(length)

    # -- forks and batches -------------------------------------------------------------------------------------

    def test_forks_begin_alike_and_part(self, engine: Engine, fed: Session) -> None:
        if not engine.capabilities.fork:
            pytest.skip("cannot fork")
        one, two = fed.fork(2)
        assert one.length == two.length == fed.length
        written = write(one)
        if not engine.capabilities.encoder_decoder:
            two.feed(self.other)
        assert fed.length < one.length
        assert write(fed) == written

    def test_a_batch_writes_what_each_session_would_alone(self, engine: Engine) -> None:
        alone = []
        for stream, text in enumerate((self.prompt, self.other, self.prompt)):
            session = engine.open()
            session.feed(text)
            batch = engine.batch()
            batch.add(session, Limits(10), SAMPLED, stream)
            alone.append(text_of(drain(batch)[id(session)]))
            session.close()
        sessions = [engine.open() for _ in range(3)]
        batch = engine.batch()
        for stream, (session, text) in enumerate(zip(sessions, (self.prompt, self.other, self.prompt), strict=True)):
            session.feed(text)
            batch.add(session, Limits(10), SAMPLED, stream)
        assert len(batch) == 3
        found = drain(batch)
        assert [text_of(found[id(session)]) for session in sessions] == alone

    def test_votes_are_forks_in_one_batch(self, engine: Engine, fed: Session) -> None:
        if not engine.capabilities.fork:
            pytest.skip("cannot fork")
        forks = fed.fork(3)
        batch = engine.batch()
        for stream, fork in enumerate(forks):
            batch.add(fork, Limits(10), SAMPLED, stream)
        found = drain(batch)
        alone = engine.batch()
        alone.add(fed, Limits(10), SAMPLED, 1)
        assert text_of(drain(alone)[id(fed)]) == text_of(found[id(forks[1])])
        for fork in forks:
            fork.close()

    def test_sessions_join_and_leave(self, engine: Engine, fed: Session) -> None:
        early, late = engine.open(), engine.open()
        early.feed(self.other)
        late.feed(self.prompt)
        batch = engine.batch()
        batch.add(fed, Limits(12))
        batch.add(early, Limits(3))
        found: dict[int, str] = {}
        for step in itertools.count():
            if step == 2:
                batch.add(late, Limits(12))
            if not batch:
                break
            for piece in batch.step():
                found[id(piece.session)] = found.get(id(piece.session), "") + piece.text
        assert found[id(late)] == found[id(fed)]
        early.close()
        again = engine.open()
        again.feed(self.other)
        assert write(again, 3) == found[id(early)]

    def test_a_removed_session_is_left_alone(self, engine: Engine, fed: Session) -> None:
        other = engine.open()
        other.feed(self.other)
        batch = engine.batch()
        batch.add(fed, Limits(12))
        batch.add(other, Limits(12))
        batch.step()
        batch.remove(other)
        batch.remove(other)
        length = other.length
        drain(batch)
        assert other.length == length

    def test_an_empty_batch_does_nothing(self, engine: Engine) -> None:
        batch = engine.batch()
        assert not batch
        assert batch.step() == []

    def test_sessions_run_out(self, engine: Engine) -> None:
        opened = [engine.open() for _ in range(engine.capabilities.parallel)]
        with pytest.raises(EngineError):
            engine.open()
        opened[0].close()
        opened[0].close()
        again = engine.open()
        again.feed(self.prompt)
        assert write(again)

    # -- cancelling --------------------------------------------------------------------------------------------

    def test_a_cancelled_feed_leaves_the_session_as_it_was(self, engine: Engine, fed: Session) -> None:
        cancel = Cancel()
        cancel.set()
        before = fed.length
        with pytest.raises(Cancelled):
            fed.feed("7 + 8 = 15. " * 8, cancel)
        assert fed.length == before
        again = engine.open()
        again.feed(self.prompt)
        assert write(fed) == write(again)

    def test_cancelling_between_tokens(self, engine: Engine, fed: Session) -> None:
        cancel = Cancel()
        batch = engine.batch()
        batch.add(fed, Limits(12))
        first = "".join(piece.text for piece in batch.step(cancel))
        cancel.set()
        with pytest.raises(Cancelled):
            batch.step(cancel)
        rest = text_of(drain(batch)[id(fed)])
        again = engine.open()
        again.feed(self.prompt)
        assert first + rest == write(again)
