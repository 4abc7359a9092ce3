"""What the window remembers between starts: language, looks, sizes, recent files. An INI file, readable by hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from rnnstudio.runs.places import config_folder

MOST_RECENT = 10


class Settings:
    """Typed access to the settings file; a value that is missing or nonsense is its default."""

    def __init__(self, file: Path | None = None) -> None:
        self._store = QSettings(str(file or config_folder() / "settings.ini"), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """Return a text."""
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def flag(self, key: str, default: bool = False) -> bool:
        """Return a yes or no."""
        return self.text(key, "true" if default else "false") == "true"

    def blob(self, key: str) -> QByteArray | None:
        """Return bytes that Qt made, such as a splitter's state."""
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else None

    def put(self, key: str, value: str | bool | QByteArray) -> None:
        """Store a value."""
        self._store.setValue(key, ("true" if value else "false") if isinstance(value, bool) else value)

    @property
    def is_first_start(self) -> bool:
        """True until a window was closed once."""
        return not self._store.contains("window/geometry")

    @property
    def recent(self) -> list[Path]:
        """Project files opened or saved last, the newest first, without those that are gone."""
        return [path for path in self.all_recent if path.is_file()]

    @property
    def all_recent(self) -> list[Path]:
        """The same with those that are gone, which may come back with a disk or a network."""
        return [Path(line) for line in self.texts("files/recent")]

    def add_recent(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        paths = [path, *(other for other in self.all_recent if other != path)]
        self._put_recent(paths[:MOST_RECENT])

    def forget_recent(self, path: Path) -> None:
        """Take a file off the recent ones."""
        self._put_recent([other for other in self.all_recent if other != path])

    def _put_recent(self, paths: list[Path]) -> None:
        self.put_texts("files/recent", [str(path) for path in paths])

    def texts(self, key: str) -> list[str]:
        """Return a list of texts."""
        return [line for line in self.text(key).split("\n") if line]

    def put_texts(self, key: str, values: list[str]) -> None:
        """Store a list of texts, none of which has a line break."""
        self.put(key, "\n".join(values))

    @property
    def recent_layers(self) -> list[str]:
        """The types of the layers added last, the newest first."""
        return self.texts("palette/recent")

    @recent_layers.setter
    def recent_layers(self, types: list[str]) -> None:
        self.put_texts("palette/recent", types)
