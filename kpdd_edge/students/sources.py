"""Where a student's file can come from: a hub repository, a wheel in a package index, a path, a plain URL.

Only the texts are read here; nothing is opened or fetched. A source names exactly one file. What it names inside an
archive or a repository is a plain relative path: no ``..``, no leading ``/``, no back-slash, no drive letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from kpdd_edge.errors import ConfigError

_REPO_PART: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_-])?")
_REVISION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PACKAGE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.!+_-]{0,63}")
_FORMS: Final = "hf://owner/repo@revision/path, pypi://package==version/path-in-wheel, file:path or https://host/path"


@dataclass(frozen=True, slots=True)
class HubSource:
    """``hf://owner/repo@revision/path``: a file of a repository on a Hugging Face hub."""

    repo: str
    revision: str
    path: str

    def __str__(self) -> str:
        return f"hf://{self.repo}@{self.revision}/{self.path}"


@dataclass(frozen=True, slots=True)
class WheelSource:
    """``pypi://package==version/path-in-wheel``: one member of a wheel, found through pip's own configuration."""

    package: str
    version: str
    member: str

    def __str__(self) -> str:
        return f"pypi://{self.package}=={self.version}/{self.member}"


@dataclass(frozen=True, slots=True)
class FileSource:
    """``file:path``: used where it lies, never copied. A relative path is inside the models package."""

    path: str

    @property
    def relative(self) -> bool:
        return not _is_absolute(self.path)

    def __str__(self) -> str:
        return f"file:{self.path}"


@dataclass(frozen=True, slots=True)
class UrlSource:
    """A plain ``https://`` address."""

    url: str

    def __str__(self) -> str:
        return self.url


Source: TypeAlias = HubSource | WheelSource | FileSource | UrlSource


def parse_source(text: str) -> Source:
    """Read one source. Raises ConfigError that says what is wrong with it."""
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise _bad(text, "it holds control characters")
    if text.startswith("hf://"):
        return _hub(text)
    if text.startswith("pypi://"):
        return _wheel(text)
    if text.startswith("file:"):
        return _file(text)
    if text.startswith("https://"):
        return _url(text)
    if text.startswith("http://"):
        raise _bad(text, "plain http is not used: anyone on the way could see or change what is asked for")
    raise _bad(text, f"it is none of {_FORMS}")


def check_inner_path(path: str) -> str | None:
    """What is wrong with a relative path inside a folder, repository or archive; None when it is safe."""
    if not path:
        return "the path is empty"
    if "\\" in path or ":" in path or "\0" in path:
        return "the path holds a back-slash, a colon or a zero byte"
    if path.startswith("/"):
        return "the path is absolute"
    if any(part in ("", ".", "..") for part in path.split("/")):
        return "the path has an empty, '.' or '..' part"
    return None


def _hub(text: str) -> HubSource:
    parts = text.removeprefix("hf://").split("/", 2)
    if len(parts) != 3:
        raise _bad(text, "the form is hf://owner/repo@revision/path")
    owner, name_at, path = parts
    name, at, revision = name_at.partition("@")
    if not at:
        revision = "main"
    if not _REPO_PART.fullmatch(owner) or not _REPO_PART.fullmatch(name) or ".." in owner + name:
        raise _bad(text, "the repository is not of the form owner/repo")
    if not _REVISION.fullmatch(revision) or ".." in revision:
        raise _bad(text, "the revision must be a branch, a tag or a commit without '/'")
    if problem := check_inner_path(path):
        raise _bad(text, problem)
    return HubSource(f"{owner}/{name}", revision, path)


def _wheel(text: str) -> WheelSource:
    requirement, slash, member = text.removeprefix("pypi://").partition("/")
    package, equals, version = requirement.partition("==")
    if not slash or not equals:
        raise _bad(text, "the form is pypi://package==version/path-in-wheel")
    if not _PACKAGE.fullmatch(package) or not _VERSION.fullmatch(version):
        raise _bad(text, "the package must be a plain name and the version an exact one")
    if problem := check_inner_path(member):
        raise _bad(text, problem)
    return WheelSource(package, version, member)


def _file(text: str) -> FileSource:
    path = text.removeprefix("file:")
    if path.startswith("//"):
        raise _bad(text, "write file:path with one path, relative or absolute, not file://")
    if not _is_absolute(path) and (problem := check_inner_path(path)):
        raise _bad(text, problem)
    return FileSource(path)


def _url(text: str) -> UrlSource:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise _bad(text, str(error)) from None
    if not host or any(c.isspace() for c in text) or not text.isascii():
        raise _bad(text, "it is not a well-formed address")
    if "@" in parts.netloc:
        raise _bad(text, "an address must not hold a user name or a password")
    if parts.fragment or not parts.path.strip("/"):
        raise _bad(text, "it must name one file and hold no '#'")
    return UrlSource(text)


def _is_absolute(path: str) -> bool:
    # A manifest may travel between systems: both forms count as absolute everywhere.
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute() or Path(path).is_absolute()


def _bad(text: str, cause: str) -> ConfigError:
    return ConfigError(f"Not a usable source: {text!r}", cause=cause)
