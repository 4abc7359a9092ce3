"""What an evaluation says in words and figures. Knows no Qt."""

from __future__ import annotations

from pathlib import Path

from rnnstudio.api import mark, tr
from rnnstudio.project.words import number
from rnnstudio.runs.evaluation import Evaluation, JudgedExample, LeftOut
from rnnstudio.studio.data.wording import examples_words, percent
from rnnstudio.studio.training.wording import value_words

_NAMES = {
    "loss": mark("Loss"), "accuracy": mark("Accuracy"), "precision": mark("Precision"), "recall": mark("Recall"),
    "f1": "F1", "auc": "AUC", "precision_macro": mark("Mean precision"), "recall_macro": mark("Mean recall"),
    "f1_macro": mark("Mean F1"), "exact_match": mark("All labels right"), "f1_micro": mark("F1 over all labels"),
    "calibration_error": mark("Calibration error"), "perplexity": mark("Perplexity"),
    "bits_per_token": mark("Bits per token"), "mae": "MAE", "rmse": "RMSE", "r2": "R²"}

_MEANINGS = {
    "loss": mark("What training minimises; the same as the validation loss there."),
    "accuracy": mark("Share of the answers that are right."),
    "precision": mark("Of those given the second class, the share that has it."),
    "recall": mark("Of those that have the second class, the share that was given it."),
    "f1": mark("The harmonic mean of precision and recall."),
    "auc": mark("The chance that an example of the second class has a higher probability of it than one of the "
                "first. 0.5 is guessing."),
    "precision_macro": mark("The mean over the classes, each counted the same."),
    "recall_macro": mark("The mean over the classes, each counted the same."),
    "f1_macro": mark("The mean over the classes, each counted the same."),
    "exact_match": mark("Share of the examples with every label right."),
    "f1_micro": mark("F1 with all labels counted together."),
    "calibration_error": mark("How far the model's probabilities lie from how often it is right. 0 is best."),
    "perplexity": mark("Among how many tokens the model hesitates, as it were. 1 is best."),
    "bits_per_token": mark("The loss in bits."),
    "mae": mark("Mean absolute error."), "rmse": mark("Root of the mean squared error."),
    "r2": mark("Share of the variance that is explained: 1 is perfect, 0 no better than always saying the mean."),
}

_KEY = {
    "binary": ("accuracy", "precision", "recall", "f1", "auc", "loss"),
    "multiclass": ("accuracy", "f1_macro", "precision_macro", "recall_macro", "loss", "calibration_error"),
    "multilabel": ("accuracy", "exact_match", "f1_micro", "f1_macro", "loss"),
    "next_token": ("perplexity", "bits_per_token", "accuracy", "loss"),
    "regression": ("mae", "rmse", "r2", "loss"),
    "forecasting": ("mae", "rmse", "r2", "loss"),
}


def is_of_numbers(found: Evaluation) -> bool:
    """Tell whether numbers were predicted."""
    return found.task in ("regression", "forecasting")


def key_figures(found: Evaluation) -> list[tuple[str, str, str]]:
    """Return name, value and meaning of the figures that say most, in reading order."""
    values = dict(found.metrics)
    if len(found.outputs) == 1:
        only = found.outputs[0]
        values |= {"mae": only.mae, "rmse": only.rmse, "r2": only.r2}
    return [(tr(_NAMES[name]), value_words(values[name]), tr(_MEANINGS[name]))
            for name in _KEY[found.task] if name in values]


def part_words(found: Evaluation) -> str:
    """Return what it was judged by: "validation part"."""
    if found.part == "file":
        return Path(found.file).name
    return tr("validation part") if found.part == "validation" else tr("test part")


def caption(found: Evaluation) -> str:
    """Return what was judged by what: "2026-11-27_Surnames · best model · validation part · 1,697 examples"."""
    model = tr("best model") if found.which == "best" else tr("last model")
    return " · ".join((Path(found.run).name, model, part_words(found), examples_words(found.examples)))


def left_out_words(left_out: tuple[LeftOut, ...]) -> str:
    """Return how many rows could not be judged and why, or ""."""
    if not left_out:
        return ""
    reasons = "; ".join(f"{number(one.count)} – {one.reason}" + (f" ({one.example})" if one.example else "")
                        for one in left_out[:3])
    return tr("Left out: {reasons}", reasons=reasons)


def outcome_words(example: JudgedExample, numbers: bool) -> str:
    """Return truth and prediction with how sure the model was, for who can't see them drawn."""
    if numbers:
        return tr("true {true}, predicted {predicted}, error {error}", true=example.true, predicted=example.predicted,
                  error=f"{example.probability:.4g}")
    return tr("true {true}, predicted {predicted}, probability {share}", true=example.true or tr("none"),
              predicted=example.predicted or tr("none"), share=percent(example.probability))


def place_words(example: JudgedExample) -> str:
    """Return where an example stands: "row 17, line 18"."""
    if not example.number:
        return ""
    row = tr("row {number}", number=number(example.number))
    return f"{row}, {tr('line {line}', line=number(example.line))}" if example.line else row


def cell_words(true: str, predicted: str, count: int) -> str:
    """Return what a cell of the matrix holds, in a sentence."""
    if true == predicted:
        return tr("{true}: {examples} told right", true=true, examples=examples_words(count))
    return tr("{true} taken for {predicted}: {examples}", true=true, predicted=predicted,
              examples=examples_words(count))
