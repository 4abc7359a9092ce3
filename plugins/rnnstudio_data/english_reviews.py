"""Movie reviews that come with the program, so that the first training needs neither a file nor a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rnnstudio.api import Cancelled, Contents, DataSource, ReadContext, SourceInfo, UserError, mark, tr
from rnnstudio_data.bundled import bundled
from rnnstudio_data.sets import EDITION

if TYPE_CHECKING:
    import pyarrow as pa

_FILE = bundled("datasets", "english_reviews", "reviews.tsv")


class EnglishReviews(DataSource, frozen=True, kw_only=True):
    """10,072 sentences from English movie reviews, each negative or positive."""

    info = SourceInfo(
        id="rnnstudio.english_reviews", title="Movie reviews", icon="message-square-text",
        origin=mark("Sentences by Pang and Lee, rated by Hutto and Gilbert (2014), from vaderSentiment 0.5"),
        licence=mark("Ratings MIT, texts CC BY 4.0"))

    def contents(self, context: ReadContext) -> Contents:
        """Say that it is text of two classes."""
        return Contents(input="text", task="binary", classes=("negative", "positive"))

    def fingerprint(self, context: ReadContext) -> str | None:
        """The file never changes within an edition."""
        return EDITION

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield text and label (0 or 1), a part of the file at a time.

        Raises:
            UserError: If the file is missing or damaged, as after an incomplete installation.
            Cancelled: If ``context.cancelled`` answers True.
        """
        import pyarrow as pa
        from pyarrow import csv

        try:
            with csv.open_csv(
                _FILE, csv.ReadOptions(block_size=2**18),
                csv.ParseOptions(delimiter="\t", quote_char=False),
                csv.ConvertOptions(column_types={"text": pa.string(), "label": pa.int32()},
                                   include_columns=["text", "label"]),
            ) as reader:
                for batch in reader:
                    if context.cancelled():
                        raise Cancelled
                    yield batch
        except (OSError, pa.ArrowInvalid, pa.ArrowKeyError) as error:
            raise UserError(tr("{path}, which comes with the program, can't be read: {reason}; install the program "
                               "again", path=_FILE, reason=error)) from error
