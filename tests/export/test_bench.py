from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kpdd_edge.errors import UsageError
from kpdd_edge.export import bench_quant, bench_report
from kpdd_edge.export.bench_report import as_csv, markdown, page, pareto, read_results, recommend, table
from kpdd_edge.export.bench_worker import Energy, peak_memory_mb


def row(
    precision: str, size: float, speed: float, right: str, engine: str = "llama", memory: float = 300.0
) -> dict[str, Any]:
    correct = right.count("1")
    return {
        "engine": engine, "precision": precision, "file": f"{precision}.gguf", "size_mb": size, "bits_per_weight": 8.0,
        "decode_tokens_per_s": speed, "peak_memory_mb": memory, "accuracy": correct / len(right), "correct": correct,
        "total": len(right), "right": right, "ci95": [0.1, 0.9], "kl_divergence": 0.01, "top1_agreement": 0.98,
    }  # fmt: skip


ROWS = [
    row("F16", 270, 10, "1" * 60 + "0" * 40, memory=600),
    row("Q8_0", 145, 20, "1" * 60 + "0" * 40, memory=400),
    row("Q4_0", 90, 30, "1" * 59 + "0" * 41),
    row("Q2_K", 80, 40, "1" * 30 + "0" * 70),
    row("int4", 105, 25, "1" * 59 + "0" * 41, engine="onnx"),
]


def test_the_pareto_front() -> None:
    assert [r["precision"] for r in pareto(ROWS, "size_mb")] == ["Q2_K", "Q4_0", "Q8_0"]
    assert [r["precision"] for r in pareto(ROWS, "decode_tokens_per_s", more_is_better=True)] == [
        "Q8_0",
        "Q4_0",
        "Q2_K",
    ]


def test_recommending() -> None:
    chosen, why = recommend(ROWS)
    assert chosen is not None
    assert chosen["precision"] == "Q4_0"  # not Q2_K, which is faster and far worse
    assert "59 of 100" in why
    chosen, _ = recommend(ROWS, max_size_mb=85)
    assert chosen is not None
    assert chosen["precision"] == "Q2_K"
    chosen, why = recommend(ROWS, max_memory_mb=100)
    assert chosen is None
    assert "100 MB of memory" in why


def test_the_table_leaves_out_what_nobody_measured() -> None:
    headings, lines = table(ROWS)
    assert "J/tok" not in headings
    assert "accuracy" in headings
    assert lines[0][headings.index("accuracy")] == "60.0%"
    text = markdown(ROWS, {"cpu": "x", "tools": {"torch": "2"}})
    assert "| llama | Q8_0 | 145.0 |" in text
    assert "torch 2" in text
    assert as_csv(ROWS).splitlines()[0].startswith("engine,precision,size_mb")
    assert as_csv(ROWS).splitlines()[2].startswith("llama,Q8_0,145,")


def test_the_page_is_self_contained(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    written = bench_report.write_reports(ROWS, tmp_path, {"cpu": "<a & b>", "tools": {}})
    names = {p.name for p in written}
    assert {"quant.json", "quant.md", "quant.csv", "quant.html", "accuracy-size.png", "accuracy-memory.svg"} <= names
    text = (tmp_path / "quant.html").read_text()
    assert text.count("data:image/png;base64,") == 3
    assert "http" not in text
    assert "&lt;a &amp; b&gt;" in text
    assert (tmp_path / "accuracy-speed.png").read_bytes()[:4] == b"\x89PNG"
    assert [r["precision"] for r in read_results(tmp_path)] == [r["precision"] for r in ROWS]
    assert "<script" not in page([{**ROWS[0], "precision": "<script>"}], {}, {}, "")


def test_results_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a benchmark"):
        read_results(tmp_path)
    (tmp_path / "quant.json").write_text('{"rows": [3]}')
    with pytest.raises(UsageError, match="not a benchmark"):
        read_results(tmp_path)


def test_recommend_command(tmp_path: Path) -> None:
    from kpdd_edge.cli.bench import app

    (tmp_path / "quant.json").write_text(json.dumps({"rows": ROWS}))
    done = CliRunner().invoke(app, ["recommend", str(tmp_path), "--max-size", "0.1GB", "--min-speed", "35", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["recommended"]["precision"] == "Q2_K"
    assert CliRunner().invoke(app, ["recommend", str(tmp_path), "--max-ram", "1 MB"]).exit_code == 1
    assert CliRunner().invoke(app, ["recommend", str(tmp_path), "--max-ram", "much"]).exit_code == 2


def test_energy_counters(tmp_path: Path) -> None:
    assert Energy(tmp_path).joules() is None
    zone = tmp_path / "intel-rapl:0"
    zone.mkdir()
    (zone / "energy_uj").write_text("900")
    (zone / "max_energy_range_uj").write_text("1000")
    energy = Energy(tmp_path)
    (zone / "energy_uj").write_text("2900")
    assert energy.joules() == pytest.approx(0.002)
    (zone / "energy_uj").write_text("100")  # the counter went round
    assert energy.joules() == pytest.approx(0.0002)
    assert (peak_memory_mb() or 0) > 10


@pytest.fixture(scope="module")
def tiny_files(checkpoint: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    pytest.importorskip("onnx")
    pytest.importorskip("gguf")
    from kpdd_edge.export.cards import make_card
    from kpdd_edge.export.quantise import QuantRecipe
    from kpdd_edge.export.to_gguf import VerifyOptions, export_gguf
    from kpdd_edge.export.to_onnx import export_onnx

    folder = tmp_path_factory.mktemp("bench")
    checks = VerifyOptions(threads=1, positions=50, enforce=False)
    card = make_card(checkpoint("llama"), name="tiny", stages=("solve",))
    export_gguf(checkpoint("llama"), folder / "f16.gguf", [QuantRecipe("F16")], checks=checks, card=card)
    export_onnx(checkpoint("llama"), folder / "int8", ["int8"], checks=checks, card=card)
    return folder / "f16.gguf", folder / "int8"


def test_measuring_and_resuming(tiny_files: tuple[Path, Path], tmp_path: Path) -> None:
    from kpdd_edge.export.bench_files import look_at, reference_of

    files = [look_at(path) for path in reversed(tiny_files)]
    assert [f.label for f in files] == ["onnx-int8", "llama-F16"]
    assert reference_of(files).label == "llama-F16"
    assert files[1].student["stages"] == ("solve",)
    settings = bench_quant.BenchSettings(
        problems=2, texts=2, rounds=2, tokens=8, max_tokens=16, parallel=2, context=1024, threads=1
    )
    problems = bench_quant.default_problems(2)
    seen: list[str] = []
    rows = bench_quant.bench_quant(files, tmp_path, problems, settings, progress=lambda what, _d, _e: seen.append(what))
    first, second = rows
    assert (first["engine"], first["precision"], first["reference"]) == ("llama", "F16", True)
    assert first["kl_divergence"] == 0.0
    assert 0 <= second["kl_divergence"] < 0.05
    assert second["top1_agreement"] > 0.9
    assert second["mcnemar_p"] == 1.0
    assert first["perplexity"] == pytest.approx(second["perplexity"], rel=0.1)
    assert first["total"] == len(first["right"]) == 2
    assert all(r["decode_tokens_per_s"] > 0 and r["peak_memory_mb"] > 0 and r["load_s"] >= 0 for r in rows)
    assert any("accuracy" in what for what in seen)
    # Again: nothing is measured, also after a line was cut short.
    with (tmp_path / "rows.jsonl").open("a") as log:
        log.write('{"key": "half')
    again: list[str] = []
    assert (
        bench_quant.bench_quant(files, tmp_path, problems, settings, progress=lambda what, _d, _e: again.append(what))
        == rows
    )
    assert again == []


def test_a_file_that_cannot_be_measured(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    from kpdd_edge.errors import StudentMissing
    from kpdd_edge.export.bench_files import check_precisions, look_at

    with pytest.raises(StudentMissing):
        look_at(tmp_path / "none.gguf")
    (tmp_path / "x.gguf").write_bytes(b"nonsense")
    with pytest.raises(UsageError, match="cannot be measured"):
        look_at(tmp_path / "x.gguf")
    assert check_precisions(["q4_k_m", "INT8", "Q4_K_M"]) == ["Q4_K_M", "int8"]
    with pytest.raises(UsageError, match="Did you mean"):
        check_precisions(["Q4_KM"])


def test_files_are_exported_where_they_are_missing(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    from kpdd_edge.export.bench_files import export_missing

    said: list[str] = []

    def progress(what: str, _done: float) -> None:
        said.append(what)

    files = export_missing(str(checkpoint("llama")), ["F16", "int8"], tmp_path, progress=progress)
    assert [(f.engine, f.precision) for f in files] == [("llama", "F16"), ("onnx", "int8")]
    assert files[0].bits_per_weight == pytest.approx(16, abs=0.2)
    assert any("verifying" in what for what in said)
    said.clear()
    assert export_missing(str(checkpoint("llama")), ["F16", "int8"], tmp_path, progress=progress) == files
    assert said == []
    with pytest.raises(UsageError, match="another student"):
        export_missing(str(checkpoint("qwen2")), ["F16"], tmp_path, progress=progress)


def test_decoding_against_others(
    tiny_files: tuple[Path, Path], checkpoint: Callable[[str], Path], tmp_path: Path
) -> None:
    from kpdd_edge.cli.bench import app

    model, onnx = map(str, tiny_files)
    words = ["decode", model, "--onnx", onnx, "--checkpoint", str(checkpoint("llama")), "--rounds", "1"]
    words += ["--tokens", "9", "--threads", "1", "-o", str(tmp_path)]
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    rows = {row["figure"]: row for row in told["rows"]}
    assert rows["decode speed, ours / bare loop"]["value"] > 0
    assert rows["decode speed, ONNX / llama"]["unit"] == "ratio"
    assert rows["decode, llama_cpp.Llama"]["value"] > 0
    assert rows["decode, 16 texts together, plain attention"]["value"] > 0
    assert rows["decode speed, ours / transformers"]["value"] > 0
    assert told["conditions"]["model"] == "f16.gguf"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["decode.csv", "decode.html", "decode.json", "decode.md"]
    assert json.loads((tmp_path / "decode.json").read_text())["rows"] == told["rows"]
    assert "| decode speed, ours / bare loop |" in (tmp_path / "decode.md").read_text()


def test_the_sandbox_is_measured() -> None:
    from kpdd_edge.export.bench_sandbox import bench_sandbox

    seen: list[float] = []
    rows = {row["figure"]: row for row in bench_sandbox(rounds=10, progress=lambda _w, done, _l: seen.append(done))}
    assert 0 < rows["Monty, schoolbook program, median"]["value"] < 1000
    assert rows["first call, Monty"]["value"] > 0
    assert seen == sorted(seen)
    assert seen[0] == 0


def test_solving_is_measured_in_whole_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    from kpdd_edge.errors import EngineError
    from kpdd_edge.export import bench_solve

    # A stand-in for the command: what is tested is how processes are started, timed and read.
    script = (
        "import json, sys\n"
        "if '--json' in sys.argv: print(json.dumps({'timings': {'prefill_s': 1, 'decode_s': 2, 'run_s': 3}}))\n"
        "elif 'solve' in sys.argv: print('\\nQuestion\\nHow many?')\n"
        "sys.exit(1 if '--votes' in sys.argv else 0)\n"
    )
    monkeypatch.setattr(bench_solve, "KPDD", [sys.executable, "-c", script])
    rows = {row["figure"]: row for row in bench_solve.bench_solve(rounds=1)}
    assert rows["solving 3 problems, 8 votes"]["value"] == 18
    assert rows["time of a solve, 8 votes / 1 vote"]["value"] == 1
    assert 0 < rows["kpdd solve, to the first word"]["value"] < 30
    monkeypatch.setattr(bench_solve, "KPDD", [sys.executable, "-c", "import sys; sys.exit('no student')"])
    with pytest.raises(EngineError) as caught:
        bench_solve.bench_solve(rounds=1)
    assert "no student" in caught.value.cause or caught.value.exit_code == 4
