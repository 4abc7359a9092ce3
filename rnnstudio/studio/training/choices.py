"""What a person chose about charts, kept for the next window and the next run."""

from __future__ import annotations

from collections.abc import Sequence

from rnnstudio.studio.settings import Settings
from rnnstudio.studio.training.kinds import ChartKind, first_kinds

_SHOWN, _HIDDEN, _LOG, _SMOOTHING = "charts/shown", "charts/hidden", "charts/log", "charts/smoothing"


class Choices:
    """Charts switched on and off, those with a logarithmic scale, and the place of the smoothing's slider.

    Args:
        settings: Where they are kept; without, they last as long as this object.
    """

    def __init__(self, settings: Settings | None) -> None:
        self._settings = settings
        self._here: dict[str, list[str]] = {}

    def chosen(self, kinds: Sequence[ChartKind]) -> list[ChartKind]:
        """Return which of the charts there are is shown: what usually is, but for what a person switched."""
        first, shown, hidden = first_kinds(kinds), self._texts(_SHOWN), self._texts(_HIDDEN)
        return [kind for kind in kinds if kind.key in shown or (kind in first and kind.key not in hidden)]

    def show(self, key: str, on: bool) -> None:
        """Keep that a chart is to be shown or not."""
        self._switch(_SHOWN, key, on)
        self._switch(_HIDDEN, key, not on)

    def is_log(self, key: str) -> bool:
        """Tell whether a chart has a logarithmic scale."""
        return key in self._texts(_LOG)

    def set_log(self, key: str, on: bool) -> None:
        """Keep that a chart has a logarithmic scale or not."""
        self._switch(_LOG, key, on)

    @property
    def smoothing(self) -> int | None:
        """The slider's place, if a person moved it."""
        texts = self._texts(_SMOOTHING)
        return int(texts[0]) if texts and texts[0].isdecimal() else None

    @smoothing.setter
    def smoothing(self, place: int) -> None:
        self._put(_SMOOTHING, [str(place)])

    def _switch(self, name: str, key: str, on: bool) -> None:
        self._put(name, sorted((set(self._texts(name)) - {key}) | ({key} if on else set())))

    def _texts(self, name: str) -> list[str]:
        return self._here.get(name, []) if self._settings is None else self._settings.texts(name)

    def _put(self, name: str, values: list[str]) -> None:
        if self._settings is None:
            self._here[name] = values
        else:
            self._settings.put_texts(name, values)
