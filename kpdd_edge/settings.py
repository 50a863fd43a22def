"""The settings file: the options of a solve, the app's theme and keys, as TOML in the user's configuration folder.

::

    theme = "kpdd-light"

    [solve]                     # the fields of kpdd_edge.options.SolverOptions
    votes = 8

    [keys]                      # binding → keys, as the settings screen of the app lists them
    "solve.go" = "f5,ctrl+enter"

The options are declared in :mod:`kpdd_edge.options` and nowhere else; only what differs from their defaults is written.
Reading never guesses, and writing never loses a file that could not be read: it is kept beside the new one.
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kpdd_edge.errors import ConfigError, StorageError, did_you_mean
from kpdd_edge.options import SolverOptions, options_from

FILE_NAME: Final = "config.toml"
DEFAULT_THEME: Final = "kpdd-dark"
MAX_BYTES: Final = 1 << 20

_TABLES: Final = ("theme", "solve", "keys")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user has chosen. ``keys`` maps the id of a binding of the app to its keys, separated by commas."""

    options: SolverOptions = SolverOptions()
    theme: str = DEFAULT_THEME
    keys: Mapping[str, str] = field(default_factory=dict)

    def with_options(self, **values: Any) -> Settings:
        """These settings with some options changed. Raises ConfigError for a name or value that cannot be."""
        return dataclasses.replace(self, options=options_from(values, self.options))

    def to_dict(self) -> dict[str, Any]:
        """The tables of the file; what is as it is by default is left out."""
        plain = SolverOptions()
        solve = {
            f.name: value
            for f in dataclasses.fields(SolverOptions)
            if (value := getattr(self.options, f.name)) != getattr(plain, f.name)
        }
        data: dict[str, Any] = {} if self.theme == DEFAULT_THEME else {"theme": self.theme}
        if solve:
            data["solve"] = solve
        if self.keys:
            data["keys"] = dict(sorted(self.keys.items()))
        return data


def settings_path() -> Path:
    """``$KPDD_HOME/config.toml`` where that variable is set, else the file in the platform's configuration folder."""
    given = os.environ.get("KPDD_HOME")
    if given:
        from kpdd_edge.students.files import home

        return home() / FILE_NAME
    import platformdirs

    return Path(platformdirs.user_config_dir("kpdd-edge", appauthor=False)) / FILE_NAME


def load_settings(path: Path | None = None) -> Settings:
    """The settings in ``path`` (:func:`settings_path` unless given); the defaults where there is no file.

    Raises ConfigError that names the file and the key: not TOML, an unknown key, a value that cannot be.
    """
    file = path if path is not None else settings_path()
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise _bad(file, error.strerror or str(error)) from error
    if len(raw) > MAX_BYTES:
        raise _bad(file, f"It is over {MAX_BYTES:,} bytes.")
    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _bad(file, f"It is not valid TOML: {error}") from None
    try:
        return settings_from_dict(data)
    except ConfigError as error:
        cause = " ".join(part for part in (str(error.title), error.cause) if part)
        raise _bad(file, cause) from error


def settings_from_dict(data: Mapping[str, Any]) -> Settings:
    """Check plain data. Raises ConfigError."""
    for key in data:
        if key not in _TABLES:
            raise ConfigError(f"{key!r} is not a known key.{did_you_mean(key, _TABLES)}")
    theme, solve, keys = data.get("theme", DEFAULT_THEME), data.get("solve", {}), data.get("keys", {})
    if not isinstance(theme, str) or not theme:
        raise ConfigError("'theme' must be a name")
    if not isinstance(solve, dict):
        raise ConfigError("'solve' must be a table: [solve]")
    if not isinstance(keys, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in keys.items()):
        raise ConfigError("'keys' must be a table of texts: [keys]")
    return Settings(options_from(solve, where="[solve]"), theme, keys)


def save_settings(settings: Settings, path: Path | None = None) -> Path | None:
    """Write ``settings``; returns where an unreadable file that stood there was kept, else None.

    Raises StorageError; the old file is then as it was.
    """
    import tomli_w

    from kpdd_edge.students.files import storage_error, write_atomic

    file = path if path is not None else settings_path()
    kept = None
    try:
        load_settings(file)
    except ConfigError:
        kept = file.with_name(file.name + ".unreadable")
        try:
            file.replace(kept)
        except OSError as error:
            raise storage_error(error, file) from error
    try:
        write_atomic(file, tomli_w.dumps(settings.to_dict()).encode())
    except StorageError as error:
        error.hint = error.hint or "set KPDD_HOME to a folder you may write to"
        raise
    return kept


def _bad(file: Path, cause: str) -> ConfigError:
    return ConfigError(f"The settings in {file} cannot be used", cause=cause, hint=f"mend or remove {file}")
