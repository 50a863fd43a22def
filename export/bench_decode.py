"""``kpdd bench decode``: the llama engine against a bare decode loop, ``llama_cpp.Llama``, ONNX and transformers.

Every contender decodes greedily with the same number of threads, in turn within each round; what counts are the
ratios of one round. The llama contenders share one model file.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from kpdd_edge.engines.base import Engine, Limits, Sampling
from kpdd_edge.engines.llama import LlamaEngine
from kpdd_edge.engines.llama_model import backend, may_repack
from kpdd_edge.errors import UsageError
from kpdd_edge.export.bench_common import Progress, Steps, figure, in_turn, ratio_figure
from kpdd_edge.fewshot import examples_text

PROMPT = examples_text("pot")[:800]


class Intervals:
    """Tokens per second as the inverse of the median time between two tokens, which other load disturbs least."""

    def __init__(self) -> None:
        self._times = [time.perf_counter()]

    def tick(self) -> None:
        self._times.append(time.perf_counter())

    @property
    def speed(self) -> float:
        return 1 / statistics.median(b - a for a, b in itertools.pairwise(self._times))


class Bare:
    """Nothing but llama_decode and argmax."""

    def __init__(self, engine: LlamaEngine) -> None:
        lib = self.lib = backend()
        params = lib.llama_context_default_params()
        params.n_ctx = 2048
        params.n_batch = params.n_ubatch = 512
        params.n_threads = params.n_threads_batch = engine.threads
        params.no_perf = True
        self.model = engine.model
        self.ctx = lib.llama_init_from_model(self.model.pointer, params)
        self.batch = lib.llama_batch_init(512, 0, 1)
        self.memory = lib.llama_get_memory(self.ctx)

    def decode(self, tokens: list[int], at: int) -> int:
        batch = self.batch
        batch.n_tokens = len(tokens)
        for i, token in enumerate(tokens):
            batch.token[i] = token
            batch.pos[i] = at + i
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = 0
            batch.logits[i] = i == len(tokens) - 1
        if self.lib.llama_decode(self.ctx, batch):
            raise RuntimeError("llama_decode failed")
        logits = np.ctypeslib.as_array(self.lib.llama_get_logits(self.ctx), shape=(self.model.vocabulary,))
        return int(logits.argmax())

    def run(self, count: int) -> float:
        self.lib.llama_memory_clear(self.memory, True)
        tokens = self.model.tokenize(PROMPT)[:500]
        token = self.decode(tokens, 0)
        clock = Intervals()
        for i in range(count - 1):
            token = self.decode([token], len(tokens) + i)
            clock.tick()
        return clock.speed

    def close(self) -> None:
        self.lib.llama_batch_free(self.batch)
        self.lib.llama_free(self.ctx)


def through_engine(engine: Engine, count: int) -> float:
    """Tokens per second of one greedy generation."""
    session = engine.open()
    session.feed(PROMPT)
    steps = session.generate(Limits(count))
    next(iter(steps))
    clock = Intervals()
    for _ in steps:
        clock.tick()
    session.close()
    return clock.speed


def on_onnx(folder: Path, count: int, threads: int) -> float:
    """The same on onnxruntime, in an engine of its own: its waiting threads would slow the other contenders."""
    from kpdd_edge.engines.onnx import OnnxEngine

    engine = OnnxEngine(folder, context=2048, parallel=1, threads=threads)
    try:
        through_engine(engine, 4)
        return through_engine(engine, count)
    finally:
        engine.close()


@contextmanager
def on_transformers(folder: Path, threads: int) -> Iterator[Callable[[int], float]]:
    """``generate`` of transformers on a checkpoint, float32, with its own cache."""
    import torch

    from kpdd_edge.export.checkpoint import open_checkpoint
    from kpdd_edge.export.runners import TorchRunner

    runner = TorchRunner(open_checkpoint(folder))
    prompt = torch.tensor([runner.tokens(PROMPT)])
    before = torch.get_num_threads()

    class Ticks:
        """What ``generate`` tells of each token; the prompt and the first one are not counted."""

        def __init__(self) -> None:
            self.told = 0
            self.clock = Intervals()

        def put(self, _tokens: Any) -> None:
            self.told += 1
            if self.told == 2:
                self.clock = Intervals()
            elif self.told > 2:
                self.clock.tick()

        def end(self) -> None:
            pass

    def run(count: int) -> float:
        ticks = Ticks()
        torch.set_num_threads(threads)
        try:
            runner.model.generate(
                prompt,
                attention_mask=torch.ones_like(prompt),
                max_new_tokens=count,
                min_new_tokens=count,
                do_sample=False,
                streamer=ticks,
            )
        finally:
            torch.set_num_threads(before)
        return ticks.clock.speed

    yield run


@contextmanager
def high_level(model: Path, threads: int) -> Iterator[Callable[[int], float]]:
    """``llama_cpp.Llama`` over the same file."""
    import llama_cpp

    original = llama_cpp.llama_model_default_params

    def without_crash() -> Any:  # the class has no switch for this, see may_repack
        params = original()
        params.use_extra_bufts = may_repack()
        return params

    llama_cpp.llama_model_default_params = without_crash
    llama_cpp.llama_cpp.llama_model_default_params = without_crash
    try:
        llama = llama_cpp.Llama(str(model), n_ctx=2048, n_threads=threads, n_threads_batch=threads, verbose=False)
    finally:
        llama_cpp.llama_model_default_params = original
        llama_cpp.llama_cpp.llama_model_default_params = original

    def run(count: int) -> float:
        llama.reset()
        stream = llama.create_completion(PROMPT, max_tokens=count, temperature=0.0, stream=True, repeat_penalty=1.0)
        next(iter(stream))
        clock = Intervals()
        for _ in stream:
            clock.tick()
        return clock.speed

    try:
        yield run
    finally:
        llama.close()


def unrelated(engine: LlamaEngine, n: int, count: int) -> float:
    """Tokens per second of n sessions that share nothing and are advanced together, ``count`` tokens each."""
    sessions = [engine.open() for _ in range(n)]
    batch = engine.batch()
    for i, session in enumerate(sessions):
        session.feed(f"{i}. {PROMPT[:300]}")
        session.flush()
        batch.add(session, Limits(count))
    begin, written = time.perf_counter(), 0
    while batch:
        written += len(batch.step())
    seconds = time.perf_counter() - begin
    for session in sessions:
        session.close()
    return written / seconds


def votes(engine: LlamaEngine, n: int, count: int) -> float:
    """Seconds for n sampled continuations of the same prompt, ``count`` tokens each."""
    root = engine.open()
    root.feed(PROMPT)
    root.flush()
    begin = time.perf_counter()
    sessions = root.fork(n)
    batch = engine.batch()
    for i, session in enumerate(sessions):
        batch.add(session, Limits(count), Sampling(temperature=0.7, min_p=0.0), i)
    while batch:
        batch.step()
    seconds = time.perf_counter() - begin
    for session in [root, *sessions]:
        session.close()
    return seconds


def stages(engine: LlamaEngine, pieces: int, count: int) -> float:
    """Seconds to write ``count`` tokens in ``pieces`` stages with a header fed before each."""
    session = engine.open()
    session.feed(PROMPT)
    session.flush()
    begin = time.perf_counter()
    for _ in range(pieces):
        session.feed("\n### Information\n")
        for _ in session.generate(Limits(count // pieces)):
            pass
    seconds = time.perf_counter() - begin
    session.close()
    return seconds


def bench_decode(
    model: Path,
    *,
    onnx: Path | None = None,
    checkpoint: Path | None = None,
    rounds: int = 7,
    tokens: int = 126,
    threads: int = 0,
    progress: Progress = lambda _what, _done, _left: None,
) -> list[dict[str, Any]]:
    """Rows of figures; see ``bench_common``. ``onnx`` is an ONNX student's folder, ``checkpoint`` a Hugging Face
    directory, to be measured beside ``model``.

    Raises UsageError (an encoder–decoder model), and what loading raises.
    """
    engine = LlamaEngine(model, context=4096, parallel=16, threads=threads or None)
    if engine.capabilities.encoder_decoder:
        engine.close()
        raise UsageError(f"{model.name} is an encoder–decoder model", hint="kpdd bench quant measures those")
    plain = LlamaEngine(model, context=4096, parallel=16, threads=threads or None, fused=False)
    bare = Bare(engine)
    step = Steps((10 + (onnx is not None) + (checkpoint is not None)) * (rounds + 1), progress)
    try:
        with ExitStack() as stack:
            llama = stack.enter_context(high_level(model, engine.threads))
            contenders: dict[str, Callable[[], float]] = {
                "bare loop": lambda: bare.run(tokens),
                "ours": lambda: through_engine(engine, tokens),
                "ours, plain attention": lambda: through_engine(plain, tokens),
                "llama_cpp.Llama": lambda: llama(tokens),
            }
            if onnx is not None:
                contenders["ours on ONNX"] = lambda: on_onnx(onnx, tokens, engine.threads)
            if checkpoint is not None:
                generate = stack.enter_context(on_transformers(checkpoint, engine.threads))
                contenders["transformers"] = lambda: generate(tokens)
            speed = in_turn(contenders, rounds, step)
        together = in_turn(
            {
                "16 texts together": lambda: unrelated(engine, 16, tokens),
                "16 texts together, plain attention": lambda: unrelated(plain, 16, tokens),
            },
            rounds,
            step,
        )
        cost = in_turn(
            {
                "1 vote": lambda: votes(engine, 1, tokens),
                "8 votes": lambda: votes(engine, 8, tokens),
                "1 stage": lambda: stages(engine, 1, tokens),
                "3 stages": lambda: stages(engine, 3, tokens),
            },
            rounds,
            step,
        )
    finally:
        bare.close()
        engine.close()
        plain.close()
    speed |= together
    rows = [figure(f"decode, {name}", values, "tokens/s", 1) for name, values in speed.items()]
    rows += [
        ratio_figure("decode speed, ours / bare loop", speed["ours"], speed["bare loop"]),
        ratio_figure("decode speed, ours / llama_cpp.Llama", speed["ours"], speed["llama_cpp.Llama"]),
        ratio_figure("decode speed, fused / plain attention", speed["ours"], speed["ours, plain attention"]),
        ratio_figure(
            "speed of 16 texts together, fused / plain attention",
            together["16 texts together"],
            together["16 texts together, plain attention"],
        ),
        ratio_figure("time, 8 votes / 1 vote", cost["8 votes"], cost["1 vote"]),
        ratio_figure("time, 3 stages / 1 stage of as many tokens", cost["3 stages"], cost["1 stage"]),
    ]
    if onnx is not None:
        rows.append(ratio_figure("decode speed, ONNX / llama", speed["ours on ONNX"], speed["ours"]))
    if checkpoint is not None:
        rows.append(ratio_figure("decode speed, ours / transformers", speed["ours"], speed["transformers"]))
    return rows
