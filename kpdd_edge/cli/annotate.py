"""``kpdd annotate``: a large model writes key points and rationales for problems; what verifies becomes a training
file."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpdd_edge.cli.common import err, handle_errors, print_json
from kpdd_edge.errors import ConfigError, DataError, ExitCode, UsageError

if TYPE_CHECKING:
    from kpdd_edge.datasets.base import Loaded
    from kpdd_edge.sandbox.base import Sandbox
    from kpdd_edge.teacher.cache import ReplyCache
    from kpdd_edge.teacher.llm import AnnotateProgress, AnnotateReport, AnnotateSettings, Writer

app = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})

_KINDS = {"pot": ("pot",), "cot": ("cot",), "both": ("pot", "cot")}


@app.command(
    epilog="""\b
Examples:
  kpdd annotate problems.jsonl -o train.jsonl --base-url http://localhost:8000/v1
      --model Qwen/Qwen2.5-72B-Instruct --paths 4 --rationale both --concurrency 64
  kpdd annotate problems.jsonl -o train.jsonl --student my-model.gguf --paths 4
\b
Large runs: start a server that batches, on the machine with the GPUs,
  vllm serve Qwen/Qwen2.5-72B-Instruct --tensor-parallel-size 4
      --enable-prefix-caching --max-model-len 4096
and point --base-url at it; the examples in front of every problem are then
evaluated once. Give --concurrency what the server can batch.
\b
The key comes from KPDD_TEACHER_KEY, else OPENAI_API_KEY. It is sent to the host
of --base-url only, and OPENAI_API_KEY only over https or to this machine.
Every reply is kept: a run that was stopped, however abruptly, asks only for
what is missing when the same command is given again.
\b
Exit codes: 0 done, 1 done but nothing was worth keeping, 2 bad usage or input,
3 student missing or damaged, 4 the server or this machine failed, 130 stopped."""
)
def annotate(
    source: Annotated[str, typer.Argument(metavar="IN", help="JSONL or CSV file, or a data set (kpdd data list).")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT.jsonl", help="The training file to write.")],
    base_url: Annotated[str, typer.Option(metavar="URL", help="An OpenAI-compatible server.")] = "",
    model: Annotated[str, typer.Option(metavar="NAME", help="The server's name of the model.")] = "",
    student: Annotated[
        str, typer.Option("--student", "-s", metavar="NAME|GGUF", help="A model on this machine instead of a server.")
    ] = "",
    rationale: Annotated[str, typer.Option("--rationale", "-r", help="pot (programs), cot (steps) or both.")] = "pot",
    paths: Annotated[int, typer.Option("--paths", "-k", min=1, max=64, help="Rationales of each kind a problem.")] = 1,
    temperature: Annotated[
        float | None, typer.Option(min=0.0, max=2.0, help="Default: 0 for one path, 0.7 for several.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Path i is asked for with this seed plus i.")] = 0,
    max_tokens: Annotated[int, typer.Option(min=16, max=32768, help="Longest reply, in tokens.")] = 1024,
    layout: Annotated[
        str, typer.Option(help="inline: numbers where they are used; named: each named first.")
    ] = "inline",
    cap: Annotated[int, typer.Option(min=0, help="Rationales of a kind a problem may keep; 0: all.")] = 8,
    path: Annotated[Path | None, typer.Option(metavar="DIR", help="Where a named data set lies.")] = None,
    split: Annotated[str | None, typer.Option(help="Which split; the data set's first one if left out.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many problems.")] = None,
    allow_scoring: Annotated[
        bool, typer.Option("--allow-scoring-data", help="Annotate data that is meant only for scoring.")
    ] = False,
    concurrency: Annotated[int, typer.Option("--concurrency", "-c", min=1, max=1024, help="Requests at a time.")] = 8,
    rpm: Annotated[float, typer.Option(min=0, help="Requests a minute at most; 0: no limit.")] = 0,
    choices: Annotated[int, typer.Option(min=1, max=64, help="Paths that one request may ask for (n).")] = 1,
    retries: Annotated[int, typer.Option(min=0, max=100, help="How often a request is tried again.")] = 6,
    request_timeout: Annotated[float, typer.Option(min=1, help="Seconds for one request.")] = 300,
    price_in: Annotated[float | None, typer.Option(min=0, help="Price of a million tokens read.")] = None,
    price_out: Annotated[float | None, typer.Option(min=0, help="Price of a million tokens written.")] = None,
    cache: Annotated[Path | None, typer.Option(metavar="FILE", help="Where replies are kept.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask again for what was answered before.")] = False,
    parallel: Annotated[int, typer.Option(min=1, max=64, help="With --student: problems at a time.")] = 8,
    threads: Annotated[int, typer.Option(min=0, max=1024, help="With --student; 0: one for each core.")] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is not this run's.")] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object at the end.")] = False,
) -> None:
    """Have a large model write key points and rationales for training; keep what verifies."""
    with handle_errors(json_output=json_output), ExitStack() as stack:
        from kpdd_edge.sandbox import open_sandbox
        from kpdd_edge.teacher.cache import ReplyCache, default_path
        from kpdd_edge.teacher.llm import AnnotateSettings
        from kpdd_edge.teacher.prompts import LAYOUTS

        if bool(base_url) == bool(student):
            raise UsageError(
                "Say who writes: --base-url URL --model NAME, or --student NAME", hint="kpdd annotate --help"
            )
        if base_url and not model:
            raise UsageError(
                "Which of the server's models?", hint=f"curl {base_url.rstrip('/')}/models, then --model NAME"
            )
        if rationale not in _KINDS:
            raise ConfigError(f"There is no rationale {rationale!r}", cause="There are: pot, cot, both.")
        chosen = next((name for name in LAYOUTS if name == layout), None)
        if chosen is None:
            raise ConfigError(f"There is no layout {layout!r}", cause=f"There are: {', '.join(LAYOUTS)}.")
        warmth = temperature if temperature is not None else (0.0 if paths == 1 else 0.7)
        settings = AnnotateSettings(_KINDS[rationale], paths, warmth, seed, max_tokens, chosen, cap)
        loaded = _load(source, path, split, allow_scoring)
        replies = stack.enter_context(ReplyCache(cache or default_path()))
        sandbox = stack.enter_context(closing(open_sandbox()))
        writer: Writer
        if base_url:
            writer = _server(
                base_url, model, settings, replies, concurrency, choices, fresh, request_timeout, retries, rpm
            )
        else:
            writer = _local(stack, student, settings, replies, sandbox, parallel, threads, fresh)
        prices = None if price_in is None and price_out is None else (price_in or 0.0, price_out or 0.0)
        report = _run(loaded, limit, writer, out, sandbox, settings, prices, overwrite)
        if json_output:
            print_json({"input": source, **report.to_dict()})
        else:
            _tell(report)
        raise typer.Exit(ExitCode.ANSWERED if report.kept else ExitCode.NO_ANSWER)


def _load(source: str, path: Path | None, split: str | None, allow_scoring: bool) -> Loaded:
    from kpdd_edge import datasets

    if Path(source).is_file():
        loaded = datasets.load("file", Path(source), split, need_gold=False)
    elif (Path(source).suffix or "/" in source) and not source.startswith(datasets.HUB_PREFIX):
        raise DataError(f"{source} is not a file", hint="kpdd data list, for the data sets that are known by name")
    else:
        loaded = datasets.load(source, path, split)
    for line in loaded.account():
        err().print(line, markup=False)
    if not loaded.problems:
        raise DataError(
            f"{source} holds no problem", hint='one object a line: {"id": "1", "problem": "...", "answer": "12"}'
        )
    if not allow_scoring:
        loaded.check_training()
    return loaded


def _server(
    base_url: str,
    model: str,
    settings: AnnotateSettings,
    replies: ReplyCache,
    concurrency: int,
    choices: int,
    fresh: bool,
    timeout: float,
    retries: int,
    rpm: float,
) -> Writer:
    from kpdd_edge.teacher.llm_client import ChatClient, Endpoint, find_key
    from kpdd_edge.teacher.llm_server import ServerWriter

    endpoint = Endpoint.parse(base_url)
    key, note = find_key(endpoint, os.environ)
    if note:
        err().print(note, style="yellow", markup=False)
    client = ChatClient(endpoint, key=key, timeout=timeout, retries=retries, rpm=rpm)
    return ServerWriter(client, model, settings, replies, concurrency=concurrency, choices=choices, fresh=fresh)


def _local(
    stack: ExitStack,
    name: str,
    settings: AnnotateSettings,
    replies: ReplyCache,
    sandbox: Sandbox,
    parallel: int,
    threads: int,
    fresh: bool,
) -> Writer:
    from dataclasses import replace

    from kpdd_edge.cli.pulling import file_progress
    from kpdd_edge.options import SolverOptions
    from kpdd_edge.students.opening import open_student
    from kpdd_edge.teacher.llm_local import LocalWriter

    options = SolverOptions(student=name, threads=threads)
    # The examples of every kind have a session of their own, and each needs room.
    room = parallel + 2 * (len(settings.kinds) - 1)
    with file_progress() as (progress, pulling):
        sized = replace(options, votes=settings.paths, max_tokens=settings.max_tokens)
        student = stack.enter_context(open_student(sized, parallel=room, progress=progress, cancel=pulling))
    return LocalWriter(student, options, settings, replies, sandbox, parallel=parallel, fresh=fresh)


def _run(
    loaded: Loaded,
    limit: int | None,
    writer: Writer,
    out: Path,
    sandbox: Sandbox,
    settings: AnnotateSettings,
    prices: tuple[float, float] | None,
    overwrite: bool,
) -> AnnotateReport:
    from kpdd_edge.cli.bars import work_bar
    from kpdd_edge.teacher.llm import annotate as run_annotation

    with work_bar("Annotating") as (show, cancel):
        steps = run_annotation(
            loaded.problems[:limit],
            writer,
            out,
            sandbox,
            settings=settings,
            prices=prices,
            overwrite=overwrite,
            cancel=cancel,
        )
        while True:
            try:
                now = next(steps)
            except StopIteration as stop:
                report: AnnotateReport = stop.value
                return report
            show(now.done, now.total, _note(now, prices), now.remaining_s)


def _note(now: AnnotateProgress, prices: tuple[float, float] | None) -> str:
    from kpdd_edge.teacher.llm import cost

    parts = [f"{now.kept / now.done:.0%} kept"]
    parts.append(f"{(now.usage.prompt_tokens + now.usage.completion_tokens) / 1000:.0f}k tokens")
    if prices is not None:
        parts.append(f"cost {cost(now.usage, prices):.2f}")
    if now.trouble:
        parts.append(f"({now.trouble})")
    return "  ".join(parts)


def _tell(report: AnnotateReport) -> None:
    def say(text: str, style: str = "") -> None:
        err().print(text, style=style or None, markup=False)

    usage = report.usage
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in report.rationales.items()) or "none"
    say(f"{report.kept:,} of {report.problems:,} problems kept ({report.rate:.1%}), rationales: {kinds}.")
    say(f"Training file: {report.out}")
    say(
        f"Replies: {usage.asked:,} asked for, {usage.cached:,} known before. Tokens: {usage.prompt_tokens:,} read, "
        f"{usage.completion_tokens:,} written" + (f", {usage.unknown:,} replies did not say" if usage.unknown else "")
    )
    if report.cost is not None:
        say(f"Cost of this run: {report.cost:.2f}")
    for title, counts in (("Unreadable", report.unreadable), ("Rejected", report.rejected)):
        if counts:
            say(f"{title}: " + ", ".join(f"{count:,} {reason}" for reason, count in counts.items()))
    for note in report.notes:
        say(f"Note: {note}")
    if report.incomplete:
        why = ", ".join(f"{count:,} {reason}" for reason, count in report.failures.items())
        say(
            f"{report.incomplete:,} problems lack replies ({why}). The same command asks again for just these.",
            "yellow",
        )
