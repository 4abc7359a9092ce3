"""Rows and figures, made up."""

from rnnstudio.project.preview import ClassCount, DataPreview, DataProfile, Piece, PreviewRow, SeriesPreview


def review(number: int, text: str, label: str, unknown: str = "", split: str = "train") -> PreviewRow:
    pieces = tuple(Piece(word, 1 if word == unknown else 2 + index) for index, word in enumerate(text.split()))
    return PreviewRow(number=number, line=number + 1, text=text, label=label, split=split, length=len(pieces),
                      pieces=pieces, ids=tuple(piece.id for piece in pieces))


REVIEWS = DataPreview(input="text", padded_to=6, rows=(
    review(1, "A fine film", "positive"), review(2, "Dull beyond any gorgeous words", "negative", "gorgeous"),
    review(3, "Bad", "negative", split="validation")))
PROFILE = DataProfile(
    task="binary", proposed="fake.binary", examples=100, training=80, validation=20, vocabulary=50,
    lengths=((1, 10), (10, 80), (100, 10)), unknown_training=0.02, unknown_validation=0.055,
    classes=(ClassCount(name="positive", training=60, validation=15), ClassCount(name="negative", training=20,
                                                                                 validation=5)))
SERIES = SeriesPreview(names=("warmth", "rain"), steps=tuple(range(100)), total=100, window=12, first=12, ahead=3,
                       values=tuple((step % 12, 5 - step % 5) for step in range(100)),
                       parts=(("train", 0, 70), ("validation", 70, 85), ("test", 85, 100)))
NUMBERS = DataPreview(input="values", series=SERIES, padded_to=12, rows=tuple(
    PreviewRow(number=1 + start, length=12, values=SERIES.values[start:start + 12]) for start in range(5)))
