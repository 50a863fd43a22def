"""How good a student is in the middle of its training: by solving held-out problems as its users will.

The model is exported to a temporary GGUF file (F16) and run by the project's own solver. Where llama.cpp cannot run
it, it writes through transformers instead, slower and with the same texts. A student that writes key points alone
solves nothing; it is scored by how likely it finds the key points of held-out problems.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import torch

from kpdd_edge import rationales
from kpdd_edge.answer import Answer, read_answer, same_answer
from kpdd_edge.engines.base import Engine
from kpdd_edge.errors import ContextFull, KpddError, ProblemError, StudentDamaged, UsageError
from kpdd_edge.events import StageName
from kpdd_edge.export.checkpoint import open_checkpoint
from kpdd_edge.export.gguf_write import write_gguf
from kpdd_edge.export.publishing import scratch
from kpdd_edge.keypoints import STOP, header, open_problem, read_core_question, read_information, write_section
from kpdd_edge.options import SolverOptions
from kpdd_edge.problem import KeyPoints, Problem
from kpdd_edge.sandbox import open_sandbox
from kpdd_edge.sandbox.base import RunLimits, Sandbox
from kpdd_edge.solver import Solver
from kpdd_edge.students.student import Student
from kpdd_edge.training.cpu import NAME
from kpdd_edge.training.examples import Example
from kpdd_edge.training.loading import Base, save_student
from kpdd_edge.training.loss import CompletionLoss, collate

MAX_TOKENS = {"core": 96, "info": 320, "solve": 320}


class Validator:
    """Scores ``base.model`` on ``problems``, from 0 to 1.

    ``reads`` are stages that other students write: their key points are given. ``writes`` are its own; ``examples``
    are the held-out ones in its format, for a student that writes no solutions. ``scratch_at`` is a path beside which
    temporary files may be written.
    """

    def __init__(
        self,
        base: Base,
        problems: Sequence[Problem],
        examples: Sequence[Example],
        *,
        reads: Sequence[StageName],
        writes: Sequence[StageName],
        kinds: Sequence[str],
        scratch_at: Path,
        threads: int = 0,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.base = base
        self.problems = problems
        self.examples = examples
        self.reads = tuple(reads)
        self.writes = tuple(writes)
        self.kinds = tuple(kinds)
        self.scratch_at = scratch_at
        self.threads = threads
        self.tell = tell
        self._exports = True

    def __call__(self, _model: Any) -> float:
        if "solve" not in self.writes:
            return self.likelihood()
        if self._exports:
            try:
                return self.by_solver()
            except (UsageError, StudentDamaged) as error:
                self._exports = False
                self.tell(f"llama.cpp cannot run this model, which is validated more slowly: {error.title}")
        return self.by_generating()

    def likelihood(self) -> float:
        """The geometric mean of the probabilities of the tokens that are learned."""
        loss = CompletionLoss(self.base.model)
        device = next(self.base.model.parameters()).device
        total, count = 0.0, 0
        with torch.no_grad():
            for example in self.examples:
                batch = collate([example], pad=self.base.pad, seq2seq=bool(example.source))
                total += float(loss(batch.to(device)))
                count += example.loss_tokens
        return math.exp(-total / max(1, count))

    def by_solver(self) -> float:
        """The share of problems solved, greedily. Raises UsageError, StudentDamaged where it cannot be exported."""
        stages = (*self.reads, *self.writes)
        needed = 2 * self.base.parameters
        with (
            scratch(self.scratch_at, "model", needed=needed) as folder,
            scratch(self.scratch_at, "gguf", needed=needed) as file,
        ):
            save_student(self.base, folder, {}, dtype=torch.float16)
            checkpoint = (
                open_checkpoint(self.base.folder, adapter=folder) if self.base.adapters else open_checkpoint(folder)
            )
            write_gguf(checkpoint, file)

            def maker(_progress: object, _cancel: object) -> Engine:
                from kpdd_edge.engines.llama import LlamaEngine

                return LlamaEngine(file, context=9 * 1024, parallel=9, threads=self.threads or None, separate=True)

            options = SolverOptions(rationale=self.kinds[0], max_tokens=MAX_TOKENS["solve"], retries=0)
            made = Student("validation", dict.fromkeys(stages, maker), stages=stages, kinds=self.kinds)
            with made as student, Solver(options, student=student) as solver:
                return self._share(self._solve(solver))

    def _solve(self, solver: Solver) -> list[tuple[Problem, Answer | None]]:
        if not self.reads:
            found = solver.stream_many(self.problems, parallel=8)
            return [(p, None if isinstance(result, KpddError) else result.answer) for p, result in found]
        solved: list[tuple[Problem, Answer | None]] = []
        for problem in self.problems:
            try:
                solved.append((problem, solver.solve(problem, key_points=problem.key_points).answer))
            except (ProblemError, ContextFull):
                solved.append((problem, None))
        return solved

    def by_generating(self) -> float:
        """The same through transformers, one problem after another."""
        with closing(open_sandbox()) as sandbox:
            return self._share([(problem, self._answer(problem, sandbox)) for problem in self.problems])

    def _share(self, answers: Sequence[tuple[Problem, Answer | None]]) -> float:
        right = sum(same_answer(answer, read_answer(problem.gold or "")) for problem, answer in answers)
        return right / max(1, len(answers))

    def _answer(self, problem: Problem, sandbox: Sandbox) -> Answer | None:
        kind = rationales.get(self.kinds[0])
        pieces, lead = [open_problem(problem.text)], ""
        points = KeyPoints()
        for stage in (*self.reads, *self.writes):
            if stage in self.reads:
                given = problem.key_points or KeyPoints()
            else:
                text = self.write([*pieces, lead + header(stage, kind.name)], MAX_TOKENS[stage])
                if stage == "solve":
                    rationale = kind.parse(text)
                    return None if rationale is None else kind.execute(rationale, sandbox, RunLimits(seconds=5.0))[1]
                given = (
                    KeyPoints(read_core_question(text), points.information)
                    if stage == "core"
                    else KeyPoints(points.core_question, read_information(text))
                )
            points = given
            if body := write_section(stage, points):
                pieces += [lead + header(stage, kind.name), body]
                lead = "\n"
        return None

    def write(self, pieces: Sequence[str], most: int) -> str:
        """What the model writes behind ``pieces``, up to the next header."""
        from transformers import StoppingCriteriaList

        model = self.base.model.get_base_model() if self.base.adapters else self.base.model
        ids = [*self.base.begin, *(t for piece in pieces for t in self.base.encode(piece))]
        form = self.base.form
        if form is not None:
            ids += form.input_end
        first = len(ids) if form is None else 1
        framed = {} if form is None else {"decoder_start_token_id": form.start, "eos_token_id": form.end}
        attention = model.config._attn_implementation
        if attention == NAME:
            model.set_attn_implementation("sdpa")  # ours knows no cache
        try:
            with torch.no_grad():
                made = model.generate(
                    torch.tensor([ids], device=model.device),
                    attention_mask=torch.ones(1, len(ids), dtype=torch.long, device=model.device),
                    do_sample=False,
                    max_new_tokens=most,
                    use_cache=True,
                    pad_token_id=self.base.pad,
                    **framed,
                    stopping_criteria=StoppingCriteriaList([lambda seen, _scores: self._ended(seen[:, first:])]),
                )
        finally:
            if attention == NAME:
                model.set_attn_implementation(NAME)
        return self._decode(made[0, first:].tolist()).split(STOP)[0]

    def _ended(self, written: Any) -> Any:
        ended = [STOP in self._decode(row[-12:].tolist()) for row in written]
        return torch.tensor(ended, device=written.device)

    def _decode(self, ids: Sequence[int]) -> str:
        text = str(self.base.tokenizer.decode(ids, skip_special_tokens=True))
        # An encoder–decoder's word pieces begin with a space, and so does each of its lines.
        return text.replace("\n ", "\n") if self.base.form is not None else text
