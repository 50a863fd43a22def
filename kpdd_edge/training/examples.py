"""Training examples: problems with rationales as token ids, and which of them the student learns to write.

Each piece of an example is tokenized on its own, as in solving (:mod:`kpdd_edge.keypoints`). A student learns the
pieces it writes and the first tokens after each, the stop string, by which it ends a section. Questions of text and
format are dealt with once, here; the loop sees only numbers.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpdd_edge.datasets.jsonl import read
from kpdd_edge.errors import ConfigError, DataError
from kpdd_edge.events import StageName
from kpdd_edge.keypoints import STOP, segments
from kpdd_edge.options import step_range
from kpdd_edge.problem import KeyPoints, Problem
from kpdd_edge.teacher.program_shape import name_last_step
from kpdd_edge.training.config import SourceConfig, TrainConfig

Encode = Callable[[str], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Example:
    """``ids`` are token ids; ``learned`` says for each whether the loss counts its prediction; ``name`` whose it is.

    ``source`` is what an encoder reads; ``ids`` is then the decoder's side, its start token in front.
    """

    ids: tuple[int, ...]
    learned: tuple[bool, ...]
    name: str = ""
    source: tuple[int, ...] = ()

    @property
    def tokens(self) -> int:
        return len(self.ids) + len(self.source)

    @property
    def loss_tokens(self) -> int:
        return sum(self.learned)


@dataclass(frozen=True, slots=True)
class Seq2Seq:
    """The tokens that an encoder–decoder's texts are framed with: its decoder begins with ``start``, and a text for
    its encoder ends with ``input_end``, one by its decoder with ``end``."""

    start: int
    end: int
    input_end: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Examples to train on, problems held out to be solved, and what was left out and why."""

    examples: tuple[Example, ...]
    held_out: tuple[Problem, ...]
    dropped: dict[str, int]
    held_out_examples: tuple[Example, ...] = ()

    @property
    def tokens(self) -> int:
        return sum(example.tokens for example in self.examples)

    @property
    def loss_tokens(self) -> int:
        return sum(example.loss_tokens for example in self.examples)

    def digest(self) -> str:
        """A hash of the examples in their order: a run only goes on with the same."""
        digest = hashlib.sha256()
        for example in self.examples:
            whole = (example.ids, example.learned)
            digest.update(repr((*whole, example.source) if example.source else whole).encode())
        return digest.hexdigest()


def student_stages(
    students: str, arm: Sequence[StageName]
) -> dict[str, tuple[tuple[StageName, ...], tuple[StageName, ...]]]:
    """For each student of a split: its name, the stages before it that it reads, and those that it writes."""
    points = tuple(stage for stage in arm if stage != "solve")
    if students == "joint" or not points:
        return {"joint": ((), tuple(arm))}
    if students == "two":
        return {"points": ((), points), "solve": (points, ("solve",))}
    return {**{stage: (points[:i], (stage,)) for i, stage in enumerate(points)}, "solve": (points, ("solve",))}


def make_example(
    problem: Problem,
    kind: str,
    rationale: str,
    encode: Encode,
    *,
    reads: Sequence[StageName],
    writes: Sequence[StageName],
    begin: Sequence[int] = (),
) -> Example:
    """One example of a decoder-only student; ``begin`` is what its tokenizer puts in front of any text.

    Raises ValueError when a stage's content is missing.
    """
    ids: list[int] = [*begin]
    learned: list[bool] = [False] * len(begin)
    pieces = segments(problem.text, problem.key_points or KeyPoints(), kind, rationale, (*reads, *writes))
    given = 1 + 2 * len(reads)
    ends = False
    for i, (text, written) in enumerate(pieces):
        tokens = encode(text)
        counts = written and i >= given
        end = _stop_tokens(tokens, encode) if ends else 0
        ids += tokens
        learned += [counts or j < end for j in range(len(tokens))]
        ends = counts
    return Example(tuple(ids), tuple(learned), problem.id)


def _stop_tokens(tokens: Sequence[int], encode: Encode) -> int:
    """How many of the first tokens of a piece that begins with the stop string a student must write to have ended."""
    stop = encode(STOP)
    same = 0
    while same < min(len(stop), len(tokens)) and stop[same] == tokens[same]:
        same += 1
    return same if same == len(stop) else min(same + 1, len(tokens))


def make_turns(
    problem: Problem,
    kind: str,
    rationale: str,
    encode: Encode,
    form: Seq2Seq,
    *,
    reads: Sequence[StageName],
    writes: Sequence[StageName],
) -> Iterator[Example]:
    """The examples of an encoder–decoder student, one for each stage.

    Raises ValueError as :func:`make_example`, and for a program with indented lines: T5 tells no spaces apart.
    """
    if "solve" in writes and kind == "pot" and any(line[:1].isspace() for line in rationale.split("\n")):
        raise ValueError("indented lines, which this tokenizer cannot write")
    pieces = segments(problem.text, problem.key_points or KeyPoints(), kind, rationale, (*reads, *writes))
    given = 1 + 2 * len(reads)
    source: list[int] = []
    for i, (text, written) in enumerate(pieces):
        tokens = encode(text)
        if written and i >= given:
            ids = (form.start, *tokens, form.end)
            learned = (False, *(True for _ in ids[1:]))
            yield Example(ids, learned, problem.id, (*source, *form.input_end))
        source += tokens


@dataclass(frozen=True, slots=True)
class Turn:
    """What is given, and what the data would have the student write, the stop string behind it included."""

    prompt: tuple[int, ...]
    completion: tuple[int, ...]


def turns(examples: Sequence[Example]) -> list[Turn]:
    """The stages of decoder-only examples, one after another."""
    found: list[Turn] = []
    for example in dict.fromkeys(examples):
        start = None
        for i, learned in enumerate(example.learned):
            if learned and start is None:
                start = i
            # A stage ends with the stop string; the rest of the next header is given.
            if start is not None and (i + 1 == example.tokens or not example.learned[i + 1]):
                found.append(Turn(example.ids[:start], example.ids[start : i + 1]))
                start = None
    return found


def read_problems(config: TrainConfig) -> tuple[list[tuple[Problem, SourceConfig]], Counter[str]]:
    """Every problem of the configured files with its source, in file order. Raises DataError."""
    dropped: Counter[str] = Counter()
    found: list[tuple[Problem, SourceConfig]] = []
    for number, source in enumerate(config.data):
        problems = list(read(Path(source.file), dropped))
        if source.sure:
            sure = [p for p in problems if p.meta.get("wiring", "sure") == "sure"]
            dropped["wiring not sure"] += len(problems) - len(sure)
            problems = sure
        if (steps := step_range(source.steps)) is not None:
            fit = [p for p in problems if p.steps in range(steps[0], steps[1] + 1)]
            dropped["another number of steps"] += len(problems) - len(fit)
            problems = fit
        if source.limit and source.limit < len(problems):
            chosen = random.Random(f"{config.optim.seed}:{number}").sample(range(len(problems)), source.limit)
            problems = [problems[i] for i in sorted(chosen)]
        found += [(problem, source) for problem in problems]
    return found, dropped


def build_training_set(
    config: TrainConfig,
    encode: Encode,
    *,
    student: str = "joint",
    begin: Sequence[int] = (),
    form: Seq2Seq | None = None,
) -> TrainingSet:
    """Everything a student of the configuration is trained on; ``form`` is given for an encoder–decoder.

    Raises DataError (a file is missing, nothing of the asked kind is in it), ConfigError (no such student).
    """
    plan = student_stages(config.student.students, config.stages)
    if student not in plan:
        raise ConfigError(f"There is no student {student!r} here", cause=f"There are: {', '.join(plan)}.")
    reads, writes = plan[student]
    problems, dropped = read_problems(config)
    held = _hold_out([p for p, _ in problems], config)
    held_ids = {id(p) for p in held}
    examples: list[Example] = []
    held_out: list[Example] = []
    # A file may be given twice, for two kinds of rationales: what one of them trains on is not held out.
    trained = {problem.text for problem, _ in problems if id(problem) not in held_ids}
    held = tuple(problem for problem in held if problem.text not in trained)
    held_ids = {id(p) for p in held}
    for problem, source in problems:
        rationales = _rationales(problem, source, config, writes)
        if not rationales:
            dropped[f"no rationale of this kind ({source.kinds or ', '.join(config.kinds)})"] += 1
        for kind, text in rationales:
            try:
                if form is None:
                    made = [make_example(problem, kind, text, encode, reads=reads, writes=writes, begin=begin)]
                else:
                    made = list(make_turns(problem, kind, text, encode, form, reads=reads, writes=writes))
            except ValueError as error:
                dropped[str(error)] += 1
                continue
            fitting = [example for example in made if example.tokens <= config.run.max_tokens]
            if id(problem) in held_ids:
                held_out += fitting
                continue
            if len(fitting) < len(made):
                dropped["too long"] += len(made) - len(fitting)
            for example in fitting:
                examples += [example] * source.repeat
    if not examples:
        raise DataError(
            f"No problem can be learned from: {', '.join(s.file for s in config.data)}",
            cause="; ".join(f"{reason}: {count}" for reason, count in sorted(dropped.items()))
            or "The files are empty.",
            hint="kpdd data build and kpdd data template write training files; kpdd data stats FILE shows one",
        )
    return TrainingSet(tuple(examples), held, dict(dropped), tuple(held_out))


def _rationales(
    problem: Problem, source: SourceConfig, config: TrainConfig, writes: Sequence[StageName]
) -> list[tuple[str, str]]:
    if "solve" not in writes:  # a student of key points alone needs no rationale
        return [("pot", "-")]
    kinds = tuple(source.kinds.split(",")) if source.kinds else config.kinds
    unknown = [kind for kind in kinds if kind not in config.kinds]
    if unknown:
        raise ConfigError(f"The student writes {', '.join(config.kinds)}, but {source.file} is to give {unknown[0]!r}")
    question = (problem.key_points or KeyPoints()).core_question or ""
    named = config.student.last_step == "named"
    return [
        (r.kind, name_last_step(r.text, question) if named and r.kind == "pot" else r.text)
        for r in problem.rationales
        if r.kind in kinds
    ]


def _hold_out(problems: Sequence[Problem], config: TrainConfig) -> tuple[Problem, ...]:
    """Problems with a known answer, chosen by the seed, at most a tenth of all."""
    answered = [i for i, p in enumerate(problems) if p.gold is not None]
    # On-policy distillation validates nothing.
    count = 0 if config.distil.teacher else min(config.run.validation, len(answered) // 10)
    chosen = random.Random(f"{config.optim.seed}:held out").sample(answered, count)
    return tuple(problems[i] for i in sorted(chosen))
