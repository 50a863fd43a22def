from __future__ import annotations

import struct
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulled import Make

from kpdd_edge.students import gguf_header
from kpdd_edge.students.gguf_header import NotGGUF, check_magic, read_header


def put(tmp_path: Path, raw: bytes) -> Path:
    path = tmp_path / "x.gguf"
    path.write_bytes(raw)
    return path


def head(tensors: int = 0, keys: int = 0, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, keys)


def key(name: str, kind: int, value: bytes) -> bytes:
    return struct.pack("<Q", len(name)) + name.encode() + struct.pack("<I", kind) + value


def test_reads_what_a_file_says_of_itself(tmp_path: Path, gguf: Make) -> None:
    more = {"kpdd.prompt": "trained", "kpdd.kinds": ["pot", "cot"], "kpdd.stages": "core, solve", "kpdd.flag": True}
    header = read_header(put(tmp_path, gguf(more, values=640)))
    assert (header.version, header.tensors, header.parameters) == (3, 1, 640)
    assert (header.architecture, header.name, header.licence, header.type) == ("llama", "Tiny Adder", "mit", "model")
    assert (header.precision, header.context_length, header.parts) == ("F16", 512, 1)
    assert header.text("kpdd.prompt") == "trained"
    assert header.texts("kpdd.kinds") == ("pot", "cot")
    assert header.texts("kpdd.stages") == ("core", "solve")
    assert header.metadata["kpdd.flag"] is True
    assert header.number("kpdd.flag", 7) == 7
    assert "tokenizer.ggml.tokens" not in header.metadata  # too long to keep
    assert header.data_bytes == header.size
    assert not header.truncated


def test_every_cut_of_a_file_is_noticed(tmp_path: Path, gguf: Make) -> None:
    raw = gguf()
    inside_header = len(raw) - 1024
    for length in range(0, len(raw), 7):
        path = put(tmp_path, raw[:length])
        if length < inside_header - 32:
            with pytest.raises(NotGGUF):
                read_header(path)
        elif length >= inside_header:
            assert read_header(path).truncated


HUGE = (1 << 64) - 1
HOSTILE = {
    "empty": (b"", "not a GGUF"),
    "another file": (b"PK\3\4" + b"\0" * 60, "not a GGUF"),
    "version 1": (head(version=1), "version 1"),
    "big-endian": (b"GGUF" + struct.pack(">I", 3) + b"\0" * 16, "big-endian"),
    "tensor count": (head(tensors=HUGE), "claims 18446744073709551615 tensors"),
    "key count": (head(keys=HUGE), "claims 18446744073709551615 metadata keys"),
    "key count beyond the file": (head(keys=4000), "ends inside its header"),
    "key length": (head(keys=1) + struct.pack("<Q", HUGE), "ends inside its header"),
    "long key": (head(keys=1) + key("k" * 5000, 4, struct.pack("<I", 1)), "far too long"),
    "empty key": (head(keys=1) + key("", 4, struct.pack("<I", 1)), "empty"),
    "key twice": (head(keys=2) + 2 * key("a", 4, struct.pack("<I", 1)), "comes twice"),
    "unknown type": (head(keys=1) + key("a", 99, b""), "unknown type 99"),
    "text length": (head(keys=1) + key("a", 8, struct.pack("<Q", HUGE)), "ends inside its header"),
    "list of lists": (head(keys=1) + key("a", 9, struct.pack("<IQ", 9, 1)) + b"\0" * 64, "list of the type 9"),
    "list count of numbers": (head(keys=1) + key("a", 9, struct.pack("<IQ", 4, HUGE)), "ends inside its header"),
    "list count of texts": (head(keys=1) + key("a", 9, struct.pack("<IQ", 8, HUGE)), "over 2,000,000 texts"),
    "list text length": (
        head(keys=1) + key("a", 9, struct.pack("<IQQ", 8, 1000, HUGE)) + b"\0" * 64,
        "ends inside its header",
    ),
    "alignment 0": (head(keys=1) + key("general.alignment", 4, struct.pack("<I", 0)), "alignment 0"),
    "alignment text": (head(keys=1) + key("general.alignment", 8, struct.pack("<Q", 1) + b"x"), "alignment 'x'"),
    "tensor name": (head(tensors=1) + struct.pack("<Q", HUGE), "ends inside its header"),
    "tensor axes": (head(tensors=1) + struct.pack("<Q", 1) + b"t" + struct.pack("<I", 1 << 30), "dimensions"),
    "tensor size": (
        head(tensors=1) + struct.pack("<Q", 1) + b"t" + struct.pack("<IQQQQIQ", 4, HUGE, HUGE, HUGE, HUGE, 0, 0),
        "larger than any file",
    ),
    "tensor offset": (
        head(tensors=1) + struct.pack("<Q", 1) + b"t" + struct.pack("<IQIQ", 1, 1, 0, HUGE),
        "larger than any file",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_headers_are_refused_quickly(tmp_path: Path, case: str) -> None:
    raw, says = HOSTILE[case]
    begin = time.process_time()
    with pytest.raises(NotGGUF, match=says):
        read_header(put(tmp_path, raw))
    assert time.process_time() - begin < 1


def test_a_long_text_is_cut_and_stepped_over(tmp_path: Path, gguf: Make) -> None:
    header = read_header(put(tmp_path, gguf({"general.name": "x" * 100_000, "zz.after": 5})))
    assert len(header.name) == gguf_header.MAX_TEXT
    assert header.metadata["zz.after"] == 5


def test_the_largest_allowed_vocabulary_costs_at_most_seconds(tmp_path: Path) -> None:
    count = gguf_header.MAX_ELEMENTS
    raw = head(keys=1) + key("tokens", 9, struct.pack("<IQ", 8, count)) + b"\0" * 8 * count
    begin = time.process_time()
    assert read_header(put(tmp_path, raw)).metadata == {}
    assert time.process_time() - begin < 5


def test_magic(tmp_path: Path, gguf: Make) -> None:
    assert check_magic(put(tmp_path, gguf())) is None
    assert check_magic(put(tmp_path, b"GGU")) == "it is not a GGUF file"


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_altered_bytes_never_do_worse_than_being_refused(tmp_path: Path, gguf: Make, data: Any) -> None:
    raw = bytearray(gguf())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1025))] = data.draw(st.integers(0, 255))
    try:
        header = read_header(put(tmp_path, bytes(raw)))
    except NotGGUF:
        return
    assert header.size == len(raw)
    _ = header.name, header.licence, header.type, header.precision, header.context_length, header.parts
    assert header.truncated in (True, False)


def test_block_sizes_agree_with_ggml() -> None:
    ctypes = pytest.importorskip("ctypes")
    llama_cpp = pytest.importorskip("llama_cpp")
    libraries = sorted((Path(llama_cpp.__file__).parent / "lib").glob("*ggml-base*"))
    if not libraries:
        pytest.skip("this build of llama-cpp-python has no library of that name")
    ggml = ctypes.CDLL(str(libraries[0]))
    ggml.ggml_blck_size.restype = ctypes.c_int64
    ggml.ggml_type_size.restype = ctypes.c_size_t
    found = {kind: (ggml.ggml_blck_size(kind), ggml.ggml_type_size(kind)) for kind in gguf_header._BLOCKS}
    assert found == gguf_header._BLOCKS
