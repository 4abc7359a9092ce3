"""Evaluations made up for the pane's tests."""

from rnnstudio.runs.evaluation import (
    Cell,
    ClassScore,
    ConfidenceBin,
    Confusion,
    Evaluation,
    JudgedExample,
    LeftOut,
    NumberScore,
)

NAMES = ("cat", "dog", "owl")
COUNTS = ((8, 2, 0), (1, 9, 0), (0, 4, 6))


def score(index):
    support, given = sum(COUNTS[index]), sum(row[index] for row in COUNTS)
    hits = COUNTS[index][index]
    return ClassScore(index=index, name=NAMES[index], support=support, predicted=given, precision=hits / given,
                      recall=hits / support, f1=2 * hits / (support + given))


def examples(count, first=0):
    return tuple(JudgedExample(number=first + at + 1, text=f"text {first + at}", true="owl", predicted="dog",
                               probability=0.9 - at / 1000, true_probability=0.05) for at in range(count))


def of_classes(**changes):
    cells = tuple(Cell(row, column, count) for row, line in enumerate(COUNTS) for column, count in enumerate(line)
                  if count)
    told = {
        "id": "e1", "run": "/runs/2026-01-01_10-00-00_Animals", "part": "validation", "which": "best",
        "task": "multiclass", "examples": 30, "classes": NAMES, "per_class": tuple(map(score, range(3))),
        "metrics": {"loss": 0.5, "accuracy": 23 / 30, "f1_macro": 0.77, "precision_macro": 0.8, "recall_macro": 0.76},
        "matrices": (Confusion(order="all", classes=(0, 1, 2), cells=cells),),
        "calibration": (ConfidenceBin(0.8, 0.9, 20, 0.85, 0.7), ConfidenceBin(0.9, 1.0, 10, 0.95, 0.9)),
        "mistakes": examples(3), "left_out": (LeftOut(reason="it has no text", count=2, example="row 7"),)}
    return Evaluation(**(told | changes))


def of_numbers():
    return Evaluation(
        id="e2", run="/runs/2026-01-01_10-00-00_Sunspots", part="test", which="last", task="forecasting", examples=4,
        metrics={"loss": 0.2, "mae": 0.3, "rmse": 0.4, "r2": 0.9},
        outputs=(NumberScore(name="sunspots", mae=14.0, rmse=19.0, r2=0.88),), points=((1, 2), (3, 3), (9, 8)),
        residuals=((-1, 0, 3), (0, 1, 1)),
        mistakes=(JudgedExample(number=0, true="9", predicted="8", probability=-1.0),))
