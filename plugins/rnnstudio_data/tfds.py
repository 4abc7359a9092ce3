"""Data sets of TensorFlow Datasets (TFDS) that are prepared on this machine, or in a folder copied from another one.

Nothing is ever downloaded but by ``download``, which runs when the user asks. TFDS is imported where it is needed:
its import alone takes a third of a second.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from rnnstudio.api import (
    BadRow,
    Cancelled,
    Contents,
    DataSource,
    Doc,
    FilePath,
    Folded,
    Look,
    Offered,
    ReadContext,
    SourceInfo,
    UserError,
    mark,
    tr,
)
from rnnstudio_data.reading.columns import LABEL, TEXT, usual

if TYPE_CHECKING:
    import pyarrow as pa

_ABOUT, _FEATURES = "dataset_info.json", "features.json"
_ROWS_IN_A_BATCH = 1024
_PARTS = {"train": "train", "test": "test", "validation": "validation", "val": "validation", "dev": "validation"}


class Tfds(DataSource, frozen=True, kw_only=True):
    """A data set of TensorFlow Datasets with a text and a label, such as imdb_reviews."""

    info = SourceInfo(id="rnnstudio.tfds", title="TensorFlow Datasets", icon="download",
                      origin=mark("Prepared by tensorflow-datasets; see there for each set"),
                      licence=mark("The licence of the set"))

    name: Annotated[str, Offered(), Doc(
        "Name of the set, with its configuration if it has several: glue/sst2.")] = "imdb_reviews"
    folder: Annotated[str, FilePath(folder=True), Doc(
        "Folder of prepared sets, or of one of them, as copied from another machine. Empty for the usual one.")] = ""
    text_feature: Annotated[str, Offered(), Folded(), Doc("Name of the feature with the text. Empty to guess.")] = ""
    label_feature: Annotated[str, Offered(), Folded(), Doc(
        "Name of the feature with the label. Empty to guess.")] = ""

    def look(self, context: ReadContext) -> Look:
        """Say which sets are prepared, and which features the one asked for has.

        Raises:
            UserError: If the set is damaged.
        """
        sets = {"name": tuple(prepared_sets(self._root(context)))}
        folder = self._found(context)
        if folder is None:
            return Look(offers=sets)
        features = tuple(_kinds(folder))
        text, label = self._features(folder)
        return Look(offers={**sets, "text_feature": features, "label_feature": features},
                    found={"text_feature": text, "label_feature": label})

    def contents(self, context: ReadContext) -> Contents:
        """Look at what is prepared.

        Raises:
            UserError: If the set isn't prepared here, or has no text or no label.
        """
        folder = self._prepared(context)
        _, label = self._features(folder)
        return Contents(input="text", classes=_class_names(folder, label), label=label)

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text, label and part.

        Of a set with a part for training, other parts than those for training, validation and test, such as
        "unsupervised", are no examples; a set with none of these parts is divided by the program.

        Raises:
            UserError: If the set can't be read.
            Cancelled: If ``context.cancelled`` answers True.
        """
        folder = self._prepared(context)
        text, label = self._features(folder)
        classes = _class_names(folder, label)
        builder = _builder(folder)
        known = [split for split in builder.info.splits if split in _PARTS]
        done = 0
        for split in known or builder.info.splits:
            dataset = builder.as_dataset(split=split, shuffle_files=False).batch(_ROWS_IN_A_BATCH)
            for batch in dataset.as_numpy_iterator():
                if context.cancelled():
                    raise Cancelled
                kept = _labelled(batch[label], done, context)
                done += len(batch[label])
                yield _record_batch(batch[text][kept], batch[label][kept], _PARTS.get(split, ""), classes)

    def fingerprint(self, context: ReadContext) -> str | None:
        """Return the set's full name with its version, and when it was prepared."""
        folder = self._prepared(context)
        return f"{folder.parent.name}/{folder.name} {(folder / _ABOUT).stat().st_mtime_ns}"

    def lacks(self, context: ReadContext) -> str:
        """Say that the set isn't prepared, and where it was looked for; no network is touched."""
        return "" if self._found(context) is not None else self._missing(context)

    def download(self, context: ReadContext, progress: Callable[[str, float | None], None]) -> None:
        """Download and prepare the set, into the usual place or the folder asked for.

        Args:
            context: As for reading.
            progress: Told what is going on.

        Raises:
            UserError: If there is no such set, or it can't be fetched.
            Cancelled: If ``context.cancelled`` answers True.
        """
        from rnnstudio_data.tfds_download import download

        if not self.name.strip():
            raise UserError(tr("no data set is named yet; type a name such as imdb_reviews"))
        download(self.name.strip(), self._root(context), context.cancelled, progress)

    def _root(self, context: ReadContext) -> Path:
        """Return where prepared sets are looked for."""
        if self.folder.strip():
            return (context.folder or Path()).joinpath(Path(self.folder.strip()).expanduser()).absolute()
        return usual_folder()

    def _found(self, context: ReadContext) -> Path | None:
        """Return the folder of the newest prepared version, or ``None``."""
        root, name = self._root(context), self.name.strip().strip("/")
        if (root / _ABOUT).is_file():
            return root
        if not name or ".." in name:
            return None
        places = [root / name, *([root / name.rpartition("/")[2]] if self.folder.strip() else [])]
        if self.folder.strip() and root.name in (name, name.rpartition("/")[2]):
            places.append(root)
        versions = [about.parent for place in places for about in [*place.glob(f"*/{_ABOUT}"), *(
            place.glob(f"*/*/{_ABOUT}") if "/" not in name else ())]]
        return max(versions, key=lambda folder: [int(part) if part.isdigit() else 0
                                                 for part in folder.name.split(".")], default=None)

    def _prepared(self, context: ReadContext) -> Path:
        found = self._found(context)
        if found is None:
            raise UserError(self._missing(context))
        return found

    def _missing(self, context: ReadContext) -> str:
        root = self._root(context)
        others = prepared_sets(root)
        if not others:
            return tr("{name} is not prepared on this machine; it was looked for in {folder}, where no set is. "
                      "Download it, or choose the folder of a set that was copied here", name=self.name, folder=root)
        return tr("{name} is not prepared on this machine; it was looked for in {folder}, where these are: {others}. "
                  "Download it, or choose another", name=self.name, folder=root, others=", ".join(others[:12]))

    def _features(self, folder: Path) -> tuple[str, str]:
        """Return the names of the features with text and label."""
        kinds = _kinds(folder)
        texts = [name for name, kind in kinds.items() if kind.endswith("Text")]
        labels = [name for name, kind in kinds.items() if not kind.endswith("Text")]
        text = _chosen(self.text_feature.strip(), texts, usual(texts, TEXT), kinds)
        label = _chosen(self.label_feature.strip(), labels, usual(labels, LABEL), kinds)
        if not text or not label:
            raise UserError(tr("{name} has no feature for the {role}; its features are {features}", name=self.name,
                               role=tr("text") if not text else tr("label"), features=", ".join(kinds)))
        return text, label


def usual_folder() -> Path:
    """Return where TFDS keeps prepared sets, without importing it."""
    return Path(os.environ.get("TFDS_DATA_DIR") or "~/tensorflow_datasets").expanduser()


def prepared_sets(folder: Path) -> list[str]:
    """Return the names of the sets that are prepared in a folder, with their configuration; reads nothing else."""
    found = set()
    for pattern in (f"*/*/{_ABOUT}", f"*/*/*/{_ABOUT}"):
        for about in folder.glob(pattern):
            found.add("/".join(about.parent.relative_to(folder).parts[:-1]))
    return sorted(found)


def _chosen(asked: str, known: list[str], guessed: int | None, kinds: dict[str, str]) -> str:
    if asked:
        return asked if asked in kinds else ""
    if guessed is not None:
        return known[guessed]
    return known[0] if known else ""


def _kinds(folder: Path) -> dict[str, str]:
    """Return the kind of each feature, as TFDS wrote it down."""
    try:
        raw = json.loads((folder / _FEATURES).read_text(encoding="utf-8"))
        features = raw["featuresDict"]["features"]
        return {name: str(kind.get("pythonClassName", "")) for name, kind in features.items()}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UserError(tr("{path} is damaged: {reason}; copy or prepare the set again", path=folder / _FEATURES,
                           reason=error)) from error


def _class_names(folder: Path, label: str) -> tuple[str, ...]:
    path = folder / f"{label}.labels.txt"
    return tuple(path.read_text(encoding="utf-8").split("\n")[:-1]) if path.is_file() else ()


def _builder(folder: Path) -> Any:
    import tensorflow_datasets as tfds

    try:
        return tfds.builder_from_directory(str(folder))
    except Exception as error:  # whatever TFDS raises of a folder that isn't whole
        raise UserError(tr("{path} can't be read as a prepared set: {reason}", path=folder,
                           reason=_brief(error))) from error


def _labelled(labels: Any, before: int, context: ReadContext) -> Any:
    """Return which examples have a label; TFDS writes -1 where there is none."""
    import numpy as np

    if labels.dtype.kind not in "iu":
        return np.arange(len(labels))
    for at in np.flatnonzero(labels < 0):
        context.bad_row(BadRow(reason=tr("it has no label"), line=before + int(at) + 1))
    return np.flatnonzero(labels >= 0)


def _record_batch(texts: Any, labels: Any, part: str, classes: tuple[str, ...]) -> pa.RecordBatch:
    import pyarrow as pa

    values = [label.decode("utf-8", "replace") for label in labels] if labels.dtype == object else labels
    kind = pa.string() if labels.dtype == object else None
    if kind is None and not classes and labels.dtype.kind in "iub":
        kind = pa.int64()
    columns = {"text": pa.array([text.decode("utf-8", "replace") for text in texts], pa.string()),
               "label": pa.array(values, kind)}
    if part:
        columns["split"] = pa.array([part] * len(texts), pa.string())
    return pa.record_batch(columns)


def _brief(error: BaseException) -> str:
    """Return what TFDS says without the list of all its sets."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]
