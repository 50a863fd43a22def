from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.errors import ConfigError
from kpdd_edge.students.reading import manifest_from_dict, read_manifest, write_manifest

A, B, C, D = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)


def entry(role: str, filename: str, sha256: str = A, **more: Any) -> dict[str, Any]:
    return {"role": role, "filename": filename, "size": 10, "sha256": sha256} | more


def data() -> dict[str, Any]:
    """A split student with every key in use."""
    return {
        "name": "split-three",
        "title": "Split in three",
        "description": "For tests.",
        "licence": "mit",
        "format_version": 1,
        "kinds": ["pot", "cot"],
        "stages": ["core", "info", "solve"],
        "prompt": "trained",
        "context": 1024,
        "parameters": 1000,
        "base": {"name": "Tiny", "licence": "apache-2.0"},
        "variant": [
            {
                "engine": "llama",
                "precision": "Q4_K_M",
                "default": True,
                "file": [
                    entry("model", "base.gguf", A, sources=["hf://o/r@main/base.gguf", "file:base.gguf"]),
                    entry("adapter.core", "core.gguf", B),
                    entry("model.solve", "solve.gguf", C),
                ],
            },
            {
                "engine": "onnx",
                "precision": "int8",
                "default": False,
                "file": [
                    entry("model", "onnx/model.onnx", C),
                    entry("data", "onnx/model.onnx.data", D),
                    entry("tokenizer", "tokenizer.json", D),
                ],
            },
        ],
        "score": [
            {
                "dataset": "ours",
                "correct": 3,
                "total": 4,
                "rationale": "pot",
                "strategy": "greedy",
                "commit": "abc1234",
                "variant": "onnx-int8",
            }
        ],
    }


def test_every_key_survives_a_round_trip_through_toml(tmp_path: Path) -> None:
    manifest = manifest_from_dict(data(), "test")
    assert manifest.to_dict() == data()
    old = {**data(), "sampling": {"temperature": 0.7}}
    assert manifest_from_dict(old, "test") == manifest, "a key of old manifests that nothing used is passed over"
    write_manifest(manifest, tmp_path / "student.toml")
    again = read_manifest(tmp_path / "student.toml")
    assert again == manifest.anchored(tmp_path)
    assert str(again.variants[0].files[0].sources[1]) == f"file:{tmp_path}/base.gguf"
    assert [p.name for p in tmp_path.iterdir()] == ["student.toml"]


def test_a_stage_gets_its_own_file_before_the_common_one() -> None:
    manifest = manifest_from_dict(data(), "test")
    variant = manifest.default_variant
    names = {}
    for stage in manifest.stages:
        model, adapter = manifest.files_for_stage(variant, stage)
        names[stage] = (model.filename, adapter.filename if adapter else None)
    assert names == {
        "core": ("base.gguf", "core.gguf"),
        "info": ("base.gguf", None),
        "solve": ("solve.gguf", None),
    }
    assert manifest.split
    tokenizer = manifest.variants[1].file("tokenizer", "core")
    assert tokenizer is not None
    assert tokenizer.filename == "tokenizer.json"
    assert manifest.variants[1].file("encoder") is None


def test_a_stage_that_the_student_lacks_is_an_error() -> None:
    plain = data()
    plain["stages"] = ["solve"]
    plain["variant"] = [plain["variant"][1] | {"default": True}]
    manifest = manifest_from_dict(plain, "test")
    assert not manifest.split
    with pytest.raises(ConfigError, match="no stage 'core'"):
        manifest.files_for_stage(manifest.default_variant, "core")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, "llama-Q4_K_M"),
        ("q4_k_m", "llama-Q4_K_M"),
        ("onnx", "onnx-int8"),
        ("INT8", "onnx-int8"),
        ("onnx-int8", "onnx-int8"),
    ],
)
def test_a_variant_is_found_by_id_precision_or_engine(name: str | None, expected: str) -> None:
    assert manifest_from_dict(data(), "test").variant(name).id == expected


def test_an_unknown_variant_says_which_there_are() -> None:
    with pytest.raises(ConfigError) as caught:
        manifest_from_dict(data(), "test").variant("Q4_K_S")
    assert "Did you mean 'Q4_K_M'" in caught.value.title or "'llama-Q4_K_M'" in caught.value.title
    assert "llama-Q4_K_M, onnx-int8" in caught.value.cause


def change(path: str, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(data())
    *way, last = path.split("/")
    table: Any = changed
    for step in way:
        table = table[int(step) if step.isdigit() else step]
    if value is ...:
        del table[last]
    else:
        table[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("licens", "mit", "licens: is not a known key. Did you mean 'licence'"),
        ("variant/0/file/0/sorces", [], "variant 1: file 1: sorces: is not a known key. Did you mean 'sources'"),
        ("licence", ..., "licence: is missing"),
        ("name", "Has Spaces", "name: 'Has Spaces' must be lower-case"),
        ("name", "../up", "name: '../up'"),
        ("name", "con", "cannot be a folder's name"),
        ("format_version", 99, "speaks text format 99"),
        ("format_version", "1", "format_version: must be a whole number, not '1'"),
        ("kinds", ["pott"], "'pott' is none of pot, cot. Did you mean 'pot'"),
        ("kinds", [], "kinds: must not be empty"),
        ("kinds", ["pot", "pot"], "kinds: holds a value twice"),
        ("stages", ["solve", "core"], "stages: ['solve', 'core'] is none of"),
        ("prompt", "fewshot", "Did you mean 'few-shot'"),
        ("context", True, "context: must be a whole number"),
        ("context", 1, "context: 1 is not from 64"),
        ("base", "Tiny", "base: must be a table"),
        ("variant", [], "variant: at least one"),
        ("variant/1/default", True, "exactly one must have default = true, not 2"),
        ("variant/0/default", False, "exactly one must have default = true, not 0"),
        ("variant/0/engine", "lama", "Did you mean 'llama'"),
        ("variant/0/precision", "../x", "precision"),
        ("variant/0/file/0/role", "modle", "Did you mean 'model'"),
        ("variant/0/file/1/role", "adapter.cor", "Did you mean 'core'"),
        ("variant/0/file/0/filename", "../../x.gguf", "not a plain file name"),
        ("variant/0/file/0/filename", "/x.gguf", "not a plain file name"),
        ("variant/0/file/0/filename", "a/b/c.gguf", "not a plain file name"),
        ("variant/0/file/0/filename", "student.toml", "not a plain file name"),
        ("variant/0/file/0/filename", "x.gguf.part", "not a plain file name"),
        ("variant/0/file/0/size", -1, "size"),
        ("variant/0/file/0/sha256", "A" * 64, "sha256"),
        ("variant/0/file/0/sources", ["http://x/y"], "sources: Not a usable source: 'http://x/y'"),
        ("variant/0/file/0/sources", "file:x", "sources: must be a list"),
        ("variant/0/file/1/filename", "BASE.gguf", "two different files are called"),
        ("variant/0/file/0/role", "model.core", "no model for stage 'info'"),
        ("score/0/correct", 5, "correct: 5 is not from 0 to 4"),
        ("score/0/commit", "", "commit: must not be empty"),
        ("score/0/variant", "onnx-int4", "no variant 'onnx-int4' Did you mean 'onnx-int8'"),
        ("score/0/rationale", "sat", "'sat' is not among its kinds"),
    ],
)
def test_an_error_names_the_key(path: str, value: Any, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        manifest_from_dict(change(path, value), "registry.toml")
    assert says in caught.value.title
    assert caught.value.title.startswith("registry.toml")


def test_files_that_are_no_manifests(tmp_path: Path) -> None:
    path = tmp_path / "student.toml"
    with pytest.raises(ConfigError, match="Cannot read"):
        read_manifest(path)
    for raw in (b"\xff\xfe", b"name = ", b"a" * (2 << 20), b"x = " + b"[" * 5000):
        path.write_bytes(raw)
        with pytest.raises(ConfigError):
            read_manifest(path)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
PATHS = [
    *data(),
    "base/name",
    *(f"variant/0/{key}" for key in data()["variant"][0]),
    *(f"variant/0/file/0/{key}" for key in data()["variant"][0]["file"][0]),
    *(f"score/0/{key}" for key in data()["score"][0]),
]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PATHS), JUNK)
def test_any_junk_in_any_place_is_a_config_error_or_fine(path: str, value: Any) -> None:
    try:
        manifest = manifest_from_dict(change(path, value), "test")
    except ConfigError:
        return
    assert manifest_from_dict(manifest.to_dict(), "again") == manifest
    tomli_w.dumps(manifest.to_dict())
