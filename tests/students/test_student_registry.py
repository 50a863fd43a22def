from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pulled import Student

from kpdd_edge.errors import ConfigError, StudentMissing, UnknownStudent, UsageError
from kpdd_edge.settings import settings_path
from kpdd_edge.students import files
from kpdd_edge.students.files import format_bytes, models_folder
from kpdd_edge.students.opening import find_student
from kpdd_edge.students.reading import write_manifest
from kpdd_edge.students.registry import Registry, complete_student, registry_from_dict


def test_the_package_pins_its_students(home: Path) -> None:
    registry = Registry.load()
    manifest, variant = registry.find()
    assert manifest.name == registry.default
    for student in registry.builtin.values():
        assert (models_folder() / f"{student.name}.md").is_file(), "every student has a card"
        for each in student.variants:
            for spec in each.files:
                assert spec.sources, "a file of the package must come from somewhere"
    assert registry.broken == {}
    assert variant is manifest.default_variant
    assert not home.exists(), "looking writes nothing"


def test_cards_have_the_front_matter_that_the_manifest_has(home: Path) -> None:
    for student in Registry.load().builtin.values():
        lines = (models_folder() / f"{student.name}.md").read_text("utf-8").splitlines()
        assert lines[0] == "---"
        front = lines[1 : lines.index("---", 1)]
        assert f"license: {student.licence.lower()}" in front
        assert f"base_model: {student.base.name}" in front
        text = "\n".join(lines)
        for spec in (spec for variant in student.variants for spec in variant.distinct):
            assert spec.sha256 in text
            assert f"{spec.size:,} bytes" in text


def test_names_variants_and_paths_are_found(home: Path, tmp_path: Path, student: Student) -> None:
    registry = Registry.load()
    assert registry.find("smollm2-135m-instruct:q4_1")[1].id == "llama-Q4_1"
    write_manifest(student(b"GGUF", "file:tiny.gguf"), tmp_path / "student.toml")
    manifest, _variant = registry.find(str(tmp_path / "student.toml"))
    assert str(manifest.variants[0].files[0].sources[0]) == f"file:{tmp_path / 'tiny.gguf'}"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("smolm2", "Did you mean 'smollm2-135m-instruct'?"),
        ("SmolLM2-135M", "Did you mean 'smollm2-135m-instruct'?"),
        ("qwen2.5-coder-0.5b-instrct", "Did you mean 'qwen2.5-coder-0.5b-instruct'?"),
        ("zzz", "There is no student called 'zzz'."),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(home: Path, name: str, says: str) -> None:
    with pytest.raises(UnknownStudent) as caught:
        Registry.load().find(name)
    assert says in caught.value.title
    assert caught.value.hint == "kpdd models list"


def test_the_path_of_a_gguf_is_answered_with_how_to_import_it(home: Path) -> None:
    with pytest.raises(UnknownStudent) as caught:
        Registry.load().find("./mine.gguf")
    assert caught.value.hint == "kpdd models import ./mine.gguf"


def test_a_registration_is_found_again_and_not_silently_replaced(home: Path, student: Student) -> None:
    registry = Registry.load()
    registry.register(student(b"GGUF", "file:/srv/tiny.gguf", name="mine"))
    registry = Registry.load()
    assert registry.names[-1] == "mine"
    assert registry.find("mine")[0].licence == "mit"
    with pytest.raises(UsageError, match="registered already"):
        registry.register(student(b"GGUF", name="mine"))
    registry.register(student(b"GGUF2", name="mine"), force=True)
    assert Registry.load().get("mine").variants[0].size == 5
    with pytest.raises(UsageError, match="belongs to a student of the package"):
        registry.register(student(b"GGUF", name="smollm2-135m-instruct"), force=True)


def test_a_broken_registration_hides_no_other(home: Path, student: Student) -> None:
    root = home / "students"
    Registry.load().register(student(b"GGUF", name="mine"))
    (root / "broken").mkdir()
    (root / "broken" / "student.toml").write_text("name = [")
    write_manifest(student(b"GGUF", name="another"), root / "misplaced" / "student.toml")
    registry = Registry.load()
    assert "mine" in registry.names
    assert set(registry.broken) == {"broken", "misplaced"}
    with pytest.raises(ConfigError) as caught:
        registry.find("broken")
    assert "kpdd models rm broken" in caught.value.hint
    assert complete_student("b") == ["broken"]


def test_completion(home: Path, student: Student) -> None:
    Registry.load().register(student(b"GGUF", name="small-one"))
    assert complete_student("sm") == ["smollm2-135m-instruct", "small-one"]
    assert complete_student("x") == []


def test_completion_imports_nothing_heavy() -> None:
    code = (
        "import sys; from kpdd_edge.students.registry import complete_student; complete_student('');"
        "heavy = 'llama_cpp numpy rich typer urllib.request http.client subprocess ssl'.split();"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_registry_says_what_is_wrong_with_it(student: Student) -> None:
    entry = student(b"GGUF").to_dict()
    cases: list[tuple[dict[str, Any], str]] = [
        ({"default": "tiny", "students": []}, "students is not a known key. Did you mean 'student'"),
        ({"default": "tyni", "student": [entry]}, "Did you mean 'tiny'"),
        ({"default": "tiny", "student": [entry, entry]}, "two students are called 'tiny'"),
        ({"default": "tiny", "student": entry}, "[[student]]"),
        ({"default": "tiny", "student": ["tiny"]}, "a table is needed here"),
    ]
    for data, says in cases:
        with pytest.raises(ConfigError) as caught:
            registry_from_dict(data, "registry.toml")
        assert says in caught.value.title
    assert list(registry_from_dict({"default": "tiny", "student": [entry]}, "x")[1]) == ["tiny"]


def test_home_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KPDD_HOME", str(tmp_path))
    assert files.home() == tmp_path
    monkeypatch.setenv("KPDD_HOME", "~/x")
    assert files.home() == Path.home() / "x"
    monkeypatch.delenv("KPDD_HOME")
    assert files.home().name == "kpdd-edge"


def test_the_home_of_nobody_is_a_path_like_any_other(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with pytest.raises(ConfigError, match="Cannot read ~nobody-of-this-name"):
        Registry.load().find("~nobody-of-this-name/student.toml")
    with pytest.raises(StudentMissing, match="There is no file ~nobody-of-this-name"):
        find_student("~nobody-of-this-name/tiny.gguf")
    monkeypatch.setenv("KPDD_HOME", "~nobody-of-this-name")
    assert files.home() == Path.cwd() / "~nobody-of-this-name"
    assert settings_path().parent == files.home()


def test_sizes_read_well() -> None:
    shown = [format_bytes(n) for n in (0, 999, 1500, 98_362_432, 491_400_064, 3_000_000_000, 999_600)]
    assert shown == ["0 B", "999 B", "1.5 kB", "98.4 MB", "491 MB", "3.0 GB", "1.0 MB"]
