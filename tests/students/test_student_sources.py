from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.errors import ConfigError
from kpdd_edge.students.sources import FileSource, HubSource, UrlSource, WheelSource, check_inner_path, parse_source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hf://Own/repo-1.5@main/a/b.gguf", HubSource("Own/repo-1.5", "main", "a/b.gguf")),
        ("hf://own/repo@0123abc/x.gguf", HubSource("own/repo", "0123abc", "x.gguf")),
        ("pypi://some-pkg==1.0.post1/some_pkg/x.gguf", WheelSource("some-pkg", "1.0.post1", "some_pkg/x.gguf")),
        ("file:student.gguf", FileSource("student.gguf")),
        ("file:/srv/models/x.gguf", FileSource("/srv/models/x.gguf")),
        (r"file:C:\models\x.gguf", FileSource(r"C:\models\x.gguf")),
        ("https://example.org:8443/x.gguf?v=1", UrlSource("https://example.org:8443/x.gguf?v=1")),
    ],
)
def test_reads_each_form_and_writes_it_back(text: str, expected: object) -> None:
    assert parse_source(text) == expected
    assert str(parse_source(text)) == text


def test_a_hub_source_without_revision_means_main() -> None:
    assert parse_source("hf://own/repo/x.gguf") == HubSource("own/repo", "main", "x.gguf")


def test_relative_and_absolute_files_are_told_apart() -> None:
    relative = {"x.gguf": True, "/x.gguf": False, r"D:\x.gguf": False, "sub/x.gguf": True}
    assert {path: FileSource(path).relative for path in relative} == relative


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hf://own/repo@main/../x", "'..'"),
        ("hf://own/repo@main//etc/passwd", "absolute"),
        ("hf://own/repo@../x/y", "revision"),
        ("hf://own/..@main/x", "owner/repo"),
        ("hf://own@main/x", "owner/repo"),
        ("hf://own/repo@main", "hf://owner/repo@revision/path"),
        ("pypi://pkg==1.0/../../x", "'..'"),
        ("pypi://pkg==1.0//x", "absolute"),
        ("pypi://pkg==1.0/a\\b", "back-slash"),
        ("pypi://pkg>=1.0/x", "pypi://package==version"),
        ("pypi://--index-url==1.0/x", "plain name"),
        ("pypi://pkg==1.0 --pre/x", "exact"),
        ("pypi://pkg==*/x", "exact"),
        ("file:../x.gguf", "'..'"),
        ("file:", "empty"),
        ("file:///x.gguf", "file://"),
        ("http://example.org/x", "plain http"),
        ("https://user:secret@example.org/x", "password"),
        ("https:///x", "well-formed"),
        ("https://example.org/", "one file"),
        ("https://example.org/x#y", "one file"),
        ("https://example.org/a b", "well-formed"),
        ("https://example.org:port/x", "ort"),
        ("ftp://example.org/x", "none of"),
        ("x.gguf", "none of"),
        ("pypi://pkg==1.0/a\nb", "control"),
    ],
)
def test_refuses_what_could_lead_astray(text: str, why: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_source(text)
    assert why in caught.value.cause
    assert repr(text) in caught.value.title


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(["hf://a/b@c/", "pypi://a==1/", "file:", "https://h/", ""]), st.text(max_size=40))
def test_any_text_is_a_safe_source_or_a_config_error(head: str, rest: str) -> None:
    try:
        source = parse_source(head + rest)
    except ConfigError:
        return
    assert parse_source(str(source)) == source
    inner = {HubSource: "path", WheelSource: "member"}.get(type(source))
    if inner:
        path = getattr(source, inner)
        assert check_inner_path(path) is None
        assert ".." not in path.split("/")
        assert not path.startswith("/")
