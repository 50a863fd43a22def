"""Configurations: unknown keys, changes by option, those of the package; and ``kpdd train`` from outside."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")
pytest.importorskip("transformers")

import tomli_w
from typer.testing import CliRunner

from kpdd_edge.cli.train import app
from kpdd_edge.errors import ConfigError
from kpdd_edge.training.config import TrainConfig, config_from, load_config, settings
from kpdd_edge.training.configs import about, configs
from kpdd_edge.training.estimate import PEAKS, peak_flops
from kpdd_edge.training.run import students_of

LEAST = {"output": "out", "student": {"base": "b"}, "data": [{"file": "f.jsonl"}]}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"optm": {}}, "Did you mean 'optim'"),
        ({"optim": {"epoch": 2}}, "Did you mean 'epochs'"),
        ({"learning_rate": 1e-4}, "Did you mean 'learning_rate'"),
        ({"optim": {"epochs": "two"}}, "should be of type float"),
        ({"optim": {"epochs": -1}}, "should be between"),
        ({"student": {"base": "b", "students": "four"}}, "one of joint, two, three"),
        ({"data": [{"file": "f", "limits": 3}]}, "Did you mean 'limit'"),
        ({"data": [{"file": "f", "steps": "3-2"}]}, "'3-2' is no number of steps"),
        ({"data": []}, "no training file"),
        ({"output": ""}, "no output folder"),
        ({"student": {}}, "names no base"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        config_from({**LEAST, **change})


def test_changes_go_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(tomli_w.dumps({**LEAST, "optim": {"epochs": 2}}))
    changed = load_config(path, {"optim.epochs": 3, "lora.rank": 4, "data.0.limit": 7})
    assert (changed.optim.epochs, changed.lora.rank, changed.data[0].limit) == (3.0, 4, 7)
    given, left = settings(path, changed)
    assert given == {"output": "out", "student.base": "b", "optim.epochs": 3.0}
    assert left["optim.learning_rate"] == 5e-4
    for key, says in (("data.3.limit", "there is no '3'"), ("output.x", "no table"), ("optim.epoch", "Did you mean")):
        with pytest.raises(ConfigError, match=says):
            load_config(path, {key: 1})


def test_what_does_not_change_the_weights_may_change_between_two_calls() -> None:
    one = config_from({**LEAST, "run": {"log_steps": 3, "threads": 2}}).learned()
    other = config_from({**LEAST, "output": "elsewhere"}).learned()
    assert one == other
    assert config_from({**LEAST, "optim": {"seed": 1}}).learned() != one
    assert "distil" not in one
    assert "distil" in config_from({**LEAST, "distil": {"teacher": "t"}}).learned()


@pytest.mark.parametrize("name", sorted(configs()))
def test_every_configuration_of_the_package_is_sound(name: str) -> None:
    path = configs()[name]
    config = load_config(path)
    text = path.read_text()
    assert isinstance(config, TrainConfig)
    assert config.output == f"runs/{name}"
    assert config.student.licence == "Apache-2.0"
    assert f"accelerate launch -m kpdd_edge.cli.main train {name}\n" in text
    assert "--num_machines 2" in text
    assert text.count("--set optim.accumulate=") == 2  # as many as there are processes
    assert len(about(path)) > 30
    if name.startswith("flan-t5"):
        assert list(students_of(config)) == ["core", "info", "solve"]
        assert (config.optim.learning_rate, config.optim.epochs) == (5e-4, 10)


def test_the_asked_configurations_are_there() -> None:
    flan = {f"flan-t5-{size}-{kind}" for size in ("small", "base", "large") for kind in ("pot", "cot")}
    assert {"smollm2-135m-pot", "smollm2-135m-mixed", "qwen2.5-coder-0.5b-lora", *flan} <= set(configs())


def test_peaks_are_found_by_the_longest_name() -> None:
    assert peak_flops("NVIDIA H100 80GB HBM3") == PEAKS["H100"]
    assert peak_flops("NVIDIA H100 PCIe") == PEAKS["H100 PCIe"]
    assert peak_flops("NVIDIA A100-SXM4-40GB") == 312e12
    assert peak_flops("NVIDIA L40S") == 362e12
    assert peak_flops("Tesla T4") == 65e12
    for other in ("Some other device", "NVIDIA RTX A4000", "NVIDIA RTX A1000", "Quadro T400"):
        assert peak_flops(other) is None


def test_the_command_trains_and_says_what_comes_next(
    tmp_path: Path, data: Path, tiny: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    path = tmp_path / "tiny.toml"
    values = {
        "output": str(tmp_path / "run"),
        "student": {"base": str(tiny("llama"))},
        "data": [{"file": str(data)}],
        "run": {"precision": "fp32", "validation": 0, "threads": 1},
        "optim": {"epochs": 0.2, "batch_tokens": 1500},
    }
    path.write_text(tomli_w.dumps(values))
    runner = CliRunner()
    dry = runner.invoke(app, [str(path), "--dry-run", "--json"])
    assert dry.exit_code == 0, dry.output
    assert json.loads(dry.stdout)["students"][0]["examples"] == 60
    plain = runner.invoke(app, [str(path), "--dry-run"])
    assert "arXiv 2204.02311" in plain.stdout
    adapted = ["--set", "lora.rank=4", "--set", "lora.targets=q_proj,up_proj"]
    low = json.loads(runner.invoke(app, [str(path), "--dry-run", "--json", *adapted]).stdout)["students"][0]
    settings = json.loads((tiny("llama") / "config.json").read_text())
    width, inner, layers = settings["hidden_size"], settings["intermediate_size"], settings["num_hidden_layers"]
    heads = settings["num_attention_heads"] * (settings.get("head_dim") or width // settings["num_attention_heads"])
    assert low["trained"] == 4 * layers * ((width + heads) + (width + inner))
    odd = runner.invoke(app, [str(path), "--dry-run", "--set", "lora.rank=4", "--set", "lora.targets=w_proj"])
    assert (odd.exit_code, "No adapter can be put on" in odd.output) == (2, True)
    assert not (tmp_path / "run").exists()
    first = runner.invoke(app, [str(path), "--set", "optim.epochs=0.4"])
    assert first.exit_code == 0, first.output
    assert "Overridden: optim.epochs = 0.4" in first.stderr
    assert "Inherited: " in first.stderr
    assert "optim.learning_rate = 0.0005" in first.stderr
    assert f"Next:  kpdd export gguf {tmp_path / 'run' / 'student'}" in first.stdout
    other = runner.invoke(app, [str(path), "--json"])
    assert other.exit_code == 2
    assert "another configuration" in json.loads(other.stdout)["error"]["title"]
    assert "--restart" in json.loads(other.stdout)["error"]["next"]
    again = runner.invoke(app, [str(path), "--restart", "--json"])
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)["students"][0]["steps"] >= 1


def test_the_command_lists_configurations_and_knows_near_names() -> None:
    runner = CliRunner()
    listed = runner.invoke(app, ["--list"])
    assert listed.exit_code == 0
    assert "flan-t5-large-cot" in listed.stdout
    missed = runner.invoke(app, ["smollm2-135m-pott"])
    assert missed.exit_code == 2
    assert "Did you mean 'smollm2-135m-pot'" in missed.stderr


def test_an_interrupt_saves_and_names_the_next_command(tmp_path: Path, data: Path, tiny: Callable[[str], Path]) -> None:
    path = tmp_path / "long.toml"
    values = {
        "output": str(tmp_path / "run"),
        "student": {"base": str(tiny("llama"))},
        "data": [{"file": str(data)}],
        "run": {"precision": "fp32", "validation": 0, "threads": 1, "log_steps": 1},
        "optim": {"epochs": 1000, "batch_tokens": 1500},
    }
    path.write_text(tomli_w.dumps(values))
    command = [sys.executable, "-m", "kpdd_edge.cli.main", "train", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    log = tmp_path / "run" / "log.jsonl"
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline and process.poll() is None and not (log.exists() and log.stat().st_size):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert f"Next:  kpdd train {path}  goes on from there" in said
    assert json.loads((tmp_path / "run" / "state" / "state.json").read_text())["step"] >= 1
    assert not (tmp_path / "run" / "student").exists()
