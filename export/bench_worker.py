"""Measuring one student file in a process of its own: speed, memory, divergence, accuracy.

``python -m kpdd_edge.export.bench_worker`` reads a job (JSON) on standard input and writes one row (JSON) on standard
output; progress goes to standard error, a JSON object a line. A fresh process per file: peak memory is the file's own,
and no file finds caches that another has warmed.
"""

from __future__ import annotations

import itertools
import json
import math
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from kpdd_edge.engines import engine_class
from kpdd_edge.engines.base import Engine, Limits
from kpdd_edge.errors import KpddError
from kpdd_edge.export.runners import passes
from kpdd_edge.export.texts import Text


def _tell(what: str, done: float) -> None:
    sys.stderr.write(json.dumps({"what": what, "done": round(done, 4)}) + "\n")
    sys.stderr.flush()


def peak_memory_mb() -> float | None:
    """The most memory this process held so far, in MiB."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    except OSError:
        pass
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return float(round(used / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1))
    except ImportError:
        pass
    try:
        import psutil

        return float(round(psutil.Process().memory_info().peak_wset / (1 << 20), 1))
    except (ImportError, AttributeError):
        return None


class Energy:
    """Joules of the processor packages by Intel's RAPL counters; None where the machine does not show them."""

    def __init__(self, root: Path = Path("/sys/class/powercap")) -> None:
        self._zones = [zone for zone in sorted(root.glob("intel-rapl:?")) if self._read(zone) is not None]
        self._before = [self._read(zone) or 0 for zone in self._zones]

    @staticmethod
    def _read(zone: Path, name: str = "energy_uj") -> int | None:
        try:
            return int((zone / name).read_text())
        except (OSError, ValueError):
            return None

    def joules(self) -> float | None:
        if not self._zones:
            return None
        total = 0
        for zone, before in zip(self._zones, self._before, strict=True):
            used = (self._read(zone) or 0) - before
            total += used if used >= 0 else used + (self._read(zone, "max_energy_range_uj") or 0)
        return total / 1e6


def measure_speed(engine: Engine, texts: list[str], *, rounds: int, tokens: int) -> dict[str, Any]:
    """Reading and writing speed over ``rounds`` rounds (and one before them that does not count).

    A round reads one text and writes up to ``tokens`` tokens greedily. Times to the first token include reading.
    """
    prompt: list[float] = []
    first: list[float] = []
    decode: list[float] = []
    intervals: list[float] = []
    joules = written = 0.0
    for i in range(rounds + 1):
        session = engine.open()
        energy = Energy()
        begin = time.perf_counter()
        count = session.feed(texts[i % len(texts)])
        times = []
        for piece in session.generate(Limits(tokens)):
            times.append(time.perf_counter())
            if piece.finish == "end":
                times.pop()  # the end token is no text
        session.close()
        if i == 0 or not times:
            continue
        used = energy.joules()
        gaps = [b - a for a, b in itertools.pairwise(times)]
        first.append(times[0] - begin)
        prompt.append(count / (times[0] - begin))
        if gaps:
            decode.append(len(gaps) / sum(gaps))
            intervals += gaps
        if used is not None:
            joules += used
            written += len(times)
        _tell("speed", i / rounds)
    if not decode:
        return {}
    return {
        "prompt_tokens_per_s": round(statistics.median(prompt), 2),
        "decode_tokens_per_s": round(statistics.mean(decode), 2),
        "decode_tokens_per_s_sd": round(statistics.stdev(decode), 2) if len(decode) > 1 else 0.0,
        "first_token_ms": round(1000 * statistics.median(first), 2),
        "token_ms_p50": round(1000 * float(np.percentile(intervals, 50)), 3),
        "token_ms_p99": round(1000 * float(np.percentile(intervals, 99)), 3),
        "joules_per_token": round(joules / written, 4) if written else None,
    }


def _log_softmax(rows: Any) -> Any:
    shifted = rows - rows.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def measure_divergence(job: dict[str, Any]) -> dict[str, Any]:
    """Perplexity on the job's texts (only what the student writes counts), and how far the distributions are from the
    reference's, which the first job writes down as float16 log-probabilities."""
    runner = _runner(job)
    reference = Path(job["reference"])
    writes = bool(job["write_reference"])
    known: dict[str, Any] = {} if writes else _load(reference)
    kept: dict[str, Any] = {}
    loss = count = 0.0
    divergence = agree = compared = 0.0
    comparable = True
    lead = _lead(job)
    texts = [Text(tuple((str(piece), bool(own)) for piece, own in pieces), lead) for pieces in job["texts"]]
    everything = [one for text in texts for one in passes(runner, text)]
    for i, one in enumerate(everything):
        given = one.decoder or one.ids[one.skip :]
        rows = _log_softmax(runner.logits(one.ids, one.decoder, one.skip).astype(np.float32)[one.own])
        places = np.flatnonzero(one.own)
        inner = places < len(given) - 1  # the last token has no successor
        targets = np.array(given)[places[inner] + 1]
        loss -= float(rows[inner][np.arange(len(targets)), targets].sum())
        count += len(targets)
        if writes:
            kept[f"rows{i}"], kept[f"ids{i}"] = rows.astype(np.float16), np.array(given)
        elif comparable:
            same = f"ids{i}" in known and np.array_equal(known[f"ids{i}"], given)
            other = known.get(f"rows{i}")
            if not same or other is None or other.shape != rows.shape:
                comparable = False  # another vocabulary: distributions over other things
                continue
            p = other.astype(np.float32)
            divergence += float(np.maximum((np.exp(p) * (p - rows)).sum(1), 0).sum())
            agree += int((p.argmax(1) == rows.argmax(1)).sum())
            compared += len(rows)
        _tell("divergence", (i + 1) / len(everything))
    runner.close()
    if writes:
        temporary = reference.with_name(reference.name + ".tmp.npz")
        np.savez(temporary, **kept)
        temporary.replace(reference)
    own = {"kl_divergence": 0.0, "top1_agreement": 1.0} if writes else {"kl_divergence": None, "top1_agreement": None}
    if comparable and compared:
        own = {"kl_divergence": round(divergence / compared, 6), "top1_agreement": round(agree / compared, 5)}
    return {"perplexity": round(math.exp(loss / max(count, 1)), 4), "positions": int(count), **own}


def _lead(job: dict[str, Any]) -> str:
    """The examples that a prompted student is shown."""
    if job["prompt"] != "few-shot":
        return ""
    from kpdd_edge.fewshot import examples_text

    return examples_text(job["kinds"][0])


def _load(path: Path) -> dict[str, Any]:
    try:
        with np.load(path) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError):
        return {}


def _runner(job: dict[str, Any]) -> Any:
    if job["engine"] == "llama":
        from kpdd_edge.export.runners import LlamaRunner

        return LlamaRunner(Path(job["path"]), context=2560, threads=job["threads"] or None)
    from kpdd_edge.export.onnx_runner import OnnxRunner

    return OnnxRunner(Path(job["path"]), threads=job["threads"] or None)


def measure_accuracy(engine: Engine, job: dict[str, Any]) -> dict[str, Any]:
    """Solve the job's problems greedily, several at a time; which are right, in the job's order."""
    from kpdd_edge.evaluation.results import make_item
    from kpdd_edge.evaluation.stats import wilson
    from kpdd_edge.fewshot import examples_text
    from kpdd_edge.options import SolverOptions
    from kpdd_edge.problem import Problem
    from kpdd_edge.solver import Solver
    from kpdd_edge.students.student import Student

    stages = tuple(job["stages"])
    maker = lambda _progress, _cancel: engine  # noqa: E731
    student = Student(
        job["name"],
        dict.fromkeys(stages, maker),
        stages=stages,
        kinds=tuple(job["kinds"]),
        examples=examples_text if job["prompt"] == "few-shot" else None,
    )
    problems = [Problem(text=p["text"], id=p["id"], gold=p["gold"]) for p in job["problems"]]
    right: dict[str, bool] = {}
    tokens = 0
    begin = time.perf_counter()
    kind, length, threads = job["kinds"][0], job["max_tokens"], job["threads"]
    # Second answers would hide some of what a precision loses.
    options = SolverOptions(rationale=kind, max_tokens=length, threads=threads, retries=0)
    with Solver(options, student=student) as solver:
        for problem, result in solver.stream_many(problems, parallel=job["parallel"]):
            item = make_item(problem, result)
            right[problem.id] = bool(item["correct"])
            tokens += item["tokens"]["completion"]
            _tell("accuracy", len(right) / len(problems))
    correct = sum(right.values())
    return {
        "correct": correct,
        "total": len(problems),
        "accuracy": round(correct / len(problems), 5),
        "ci95": wilson(correct, len(problems)).to_list(),
        "right": "".join("1" if right.get(p.id) else "0" for p in problems),
        "solve_s": round(time.perf_counter() - begin, 2),
        "solve_tokens": tokens,
    }


def run(job: dict[str, Any]) -> dict[str, Any]:
    """All measurements of one file."""
    kind = engine_class(job["engine"])
    begin = time.perf_counter()
    # The examples have a session of their own beside the problems'.
    engine = kind(job["path"], threads=job["threads"] or None, context=job["context"], parallel=job["parallel"] + 2)
    row: dict[str, Any] = {"load_s": round(time.perf_counter() - begin, 3), "threads": engine.threads}
    row |= measure_speed(engine, job["speed_texts"], rounds=job["rounds"], tokens=job["tokens"])
    row["peak_memory_mb"] = peak_memory_mb()
    if job["problems"]:
        row |= measure_accuracy(engine, job)
    engine.close()
    if job["texts"]:
        row |= measure_divergence(job)
    return row


if __name__ == "__main__":
    try:
        answer: dict[str, Any] = {"row": run(json.load(sys.stdin))}
    except KpddError as error:
        answer = {"error": {"title": error.title, "cause": error.cause, "hint": error.hint}}
    sys.stdout.write(json.dumps(answer) + "\n")
