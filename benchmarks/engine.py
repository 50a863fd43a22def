"""The llama engine against a bare decode loop and against llama_cpp.Llama, all in one run.

    python benchmarks/engine.py [--model FILE.gguf] [--rounds 7] [--tokens 128] [--json OUT.json]

Every contender uses the same model file, threads and greedy decoding, in turn within each round; figures are medians
of the ratios of one round.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
from common import conditions, in_turn, ratio, report

from kpdd_edge.engines.base import Limits, Sampling
from kpdd_edge.engines.llama import LlamaEngine
from kpdd_edge.engines.llama_model import backend, may_repack
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
        tokens = self.model.tokenize(PROMPT)
        token = self.decode(tokens, 0)
        clock = Intervals()
        for i in range(count - 1):
            token = self.decode([token], len(tokens) + i)
            clock.tick()
        return clock.speed


def ours(engine: LlamaEngine, count: int) -> float:
    session = engine.open()
    session.feed(PROMPT)
    steps = session.generate(Limits(count))
    next(steps)
    clock = Intervals()
    for _ in steps:
        clock.tick()
    session.close()
    return clock.speed


def high_level(model: Path, threads: int) -> Any:
    import llama_cpp

    original = llama_cpp.llama_model_default_params

    def without_crash() -> Any:  # the class has no switch for this, see may_repack
        params = original()
        params.use_extra_bufts = may_repack()
        return params

    llama_cpp.llama_model_default_params = without_crash
    llama_cpp.llama_cpp.llama_model_default_params = without_crash
    llama = llama_cpp.Llama(str(model), n_ctx=2048, n_threads=threads, n_threads_batch=threads, verbose=False)

    def run(count: int) -> float:
        llama.reset()
        stream = llama.create_completion(PROMPT, max_tokens=count, temperature=0.0, stream=True, repeat_penalty=1.0)
        next(iter(stream))
        clock = Intervals()
        for _ in stream:
            clock.tick()
        return clock.speed

    return run


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="a GGUF file; default: the default student's")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tokens", type=int, default=126)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    if args.model is None:
        from kpdd_edge.students.opening import default_model_path

        args.model = default_model_path()
    engine = LlamaEngine(args.model, context=4096, parallel=16)
    bare = Bare(engine)
    llama = high_level(args.model, engine.threads)
    n = args.tokens
    speed = in_turn(
        {"bare": lambda: bare.run(n), "ours": lambda: ours(engine, n), "Llama": lambda: llama(n)}, args.rounds
    )
    cost = in_turn(
        {
            "1 vote": lambda: votes(engine, 1, n),
            "8 votes": lambda: votes(engine, 8, n),
            "1 stage": lambda: stages(engine, 1, n),
            "3 stages": lambda: stages(engine, 3, n),
        },
        args.rounds,
    )
    rows: dict[str, Any] = {f"{name}, tokens/s": round(statistics.median(v), 1) for name, v in speed.items()}
    rows["decode speed, ours / bare loop"] = ratio(speed["ours"], speed["bare"])
    rows["decode speed, ours / llama_cpp.Llama"] = ratio(speed["ours"], speed["Llama"])
    rows["time, 8 votes / 1 vote"] = ratio(cost["8 votes"], cost["1 vote"])
    rows["time, 3 stages / 1 stage of as many tokens"] = ratio(cost["3 stages"], cost["1 stage"])
    where = conditions() | {"model": args.model.name, "threads": engine.threads, "tokens": n, "rounds": args.rounds}
    report("Engine llama", rows, where, args.json)


if __name__ == "__main__":
    main()
