"""How a model is trained: the settings, which of them a choice has, and what they are unless said.

One flat struct: every setting is one name with one plain value, so that a form field, a step of undo, a difference
between two runs and an option of the command line are all the same thing. A setting that the chosen optimizer or
schedule doesn't have is kept and has no effect. ``None`` for one that it has means the choice's own default, which
``OPTIMIZERS`` and ``SCHEDULES`` name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from rnnstudio.api import Doc, Folded, Range, Task, Title, mark

Optimizer = Literal["adam", "adamw", "nadam", "rmsprop", "sgd", "adagrad", "adadelta", "lion"]
Schedule = Literal["constant", "stepwise", "exponential", "cosine", "plateau"]
Clipping = Literal["global_norm", "norm", "value"]
Quantity = Literal["loss", "accuracy", "precision", "recall", "f1", "auc", "top_5", "mae", "rmse", "r2", "perplexity"]

OPTIMIZERS: dict[Optimizer, dict[str, Any]] = {
    "adam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "weight_decay": None,
             "amsgrad": False},
    "adamw": {"learning_rate": 0.001, "weight_decay": 0.004, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7,
              "amsgrad": False},
    "nadam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "weight_decay": None},
    "rmsprop": {"learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "weight_decay": None,
                "centered": False},
    "sgd": {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False, "weight_decay": None},
    "adagrad": {"learning_rate": 0.001, "initial_accumulator_value": 0.1, "epsilon": 1e-7, "weight_decay": None},
    "adadelta": {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7, "weight_decay": None},
    "lion": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.99, "weight_decay": None},
}
"""What each optimizer has, in the order to show it, with Keras' defaults."""

SCHEDULES: dict[Schedule, dict[str, Any]] = {
    "constant": {},
    "stepwise": {"rate_epochs": 5, "rate_factor": 0.5, "lowest_rate": 0.0},
    "exponential": {"rate_epochs": 1, "rate_factor": 0.9, "lowest_rate": 0.0},
    "cosine": {"rate_epochs": None, "lowest_rate": 0.0},
    "plateau": {"rate_epochs": 3, "rate_factor": 0.5, "lowest_rate": 0.0},
}
"""What each schedule of the learning rate has, with what it is unless said."""

METRICS: dict[Task, tuple[Quantity, ...]] = {
    "binary": ("accuracy", "precision", "recall", "f1", "auc"),
    "multiclass": ("accuracy", "top_5", "precision", "recall", "f1", "auc"),
    "multilabel": ("accuracy", "precision", "recall", "f1", "auc"),
    "regression": ("mae", "rmse", "r2"),
    "forecasting": ("mae", "rmse", "r2"),
    "next_token": ("accuracy", "top_5", "perplexity"),
}
"""What can be measured beside the loss, by task, in the order told: the first one says most."""

_CHOICES = (mark("none"), mark("balanced"), mark("constant"), mark("stepwise"), mark("exponential"), mark("cosine"),
            mark("plateau"), mark("global_norm"), mark("norm"), mark("value"), mark("loss"))
"""What a form shows in another language; the rest are names."""
BETTER_HIGHER: tuple[Quantity, ...] = ("accuracy", "precision", "recall", "f1", "auc", "top_5", "r2")
"""Quantities of which more is better."""


class TrainingSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the model is trained. Annotated like a component's parameters, so the form derives from it."""

    epochs: Annotated[int, Range(1, 100_000), Doc("How often every training example is seen.")] = 10
    batch_size: Annotated[int, Range(1, 65_536), Doc("Examples in one step of the optimizer.")] = 64

    optimizer: Annotated[Optimizer, Doc("The rule that turns gradients into steps.")] = "adam"
    learning_rate: Annotated[float, Range(1e-8, 100, 0.001),
                             Doc("Size of the optimizer's steps.")] = 0.001
    beta_1: Annotated[float | None, Range(0, 0.999999, 0.01), Folded(), Title("Beta 1"),
                      Doc("How slowly the mean of past gradients forgets.")] = None
    beta_2: Annotated[float | None, Range(0, 0.999999, 0.001), Folded(), Title("Beta 2"),
                      Doc("How slowly the mean of past gradients' squares forgets.")] = None
    rho: Annotated[float | None, Range(0, 0.999999, 0.01), Folded(),
                   Doc("How slowly the mean of past gradients' squares forgets.")] = None
    momentum: Annotated[float | None, Range(0, 1, 0.1), Folded(),
                        Doc("Share of the last step that the next one repeats; 0 for none.")] = None
    nesterov: Annotated[bool, Folded(),
                        Doc("Looks ahead along the momentum before it corrects the course.")] = False
    epsilon: Annotated[float | None, Range(1e-12, 1), Folded(),
                       Doc("Added to the denominator, so that tiny gradients don't make huge steps.")] = None
    initial_accumulator_value: Annotated[
        float | None, Range(0, 1000, 0.1), Folded(), Title("First accumulator"),
        Doc("Where the sum of past gradients' squares starts; more makes the first steps smaller.")] = None
    weight_decay: Annotated[float | None, Range(0, 1, 0.001), Folded(),
                            Doc("Share of each weight, times the learning rate, taken away at every step.")] = None
    amsgrad: Annotated[bool, Folded(), Title("AMSGrad"),
                       Doc("Never forgets the largest gradient, so steps only get smaller.")] = False
    centered: Annotated[bool, Folded(),
                        Doc("Divides by the spread of the gradients, not by their size; costs memory.")] = False

    schedule: Annotated[Schedule, Title("Rate over time"),
                        Doc("How the learning rate changes: step drops it every few epochs, exponential a little "
                            "at every batch, cosine lowers it in an arc, plateau drops it when the validation loss "
                            "no longer falls.")] = "constant"
    rate_epochs: Annotated[int | None, Range(1, 100_000), Title("Epochs of the schedule"),
                           Doc("How often the rate falls, or how long.")] = None
    rate_factor: Annotated[float | None, Range(0.0001, 0.9999, 0.05), Title("Factor"),
                           Doc("What the rate is multiplied by when it falls.")] = None
    lowest_rate: Annotated[float, Range(0, 100, 0.0001), Title("Lowest rate"),
                           Doc("The rate never falls below this.")] = 0.0
    warm_up: Annotated[int, Range(0, 1_000_000, 10), Title("Warm-up batches"),
                       Doc("Batches over which the rate rises evenly to its full size; 0 for none.")] = 0

    gradient_clip: Annotated[float | None, Range(1e-6, 1e6, 0.5), Folded(), Title("Clip gradients at"),
                             Doc("Largest norm of the whole gradient; keeps recurrent networks from exploding. "
                                 "Empty for no limit.")] = None
    clip_by: Annotated[Clipping, Folded(), Title("Clip by"),
                       Doc("What the limit is for: the norm of the whole gradient, the norm of each weight matrix's "
                           "gradient, or each number in it.")] = "global_norm"

    early_stopping: Annotated[int | None, Range(1, 10_000), Folded(), Title("Stop early after"),
                              Doc("Epochs without a better validation before training ends. "
                                  "Empty to run all epochs.")] = None
    early_stopping_change: Annotated[float, Range(0, 1e6, 0.001), Folded(), Title("Smallest gain"),
                                     Doc("An epoch that gains less than this counts as no better for stopping "
                                         "early.")] = 0.0
    judged_by: Annotated[Quantity, Folded(), Title("Best epoch by"),
                         Doc("What decides on the validation part which epoch is the best, whose model is kept, and "
                             "when to stop early. It has to be measured; otherwise the loss decides.")] = "loss"
    class_weights: Annotated[Literal["none", "balanced"], Folded(),
                             Doc("Balanced: examples of rare classes count more, so that all classes weigh the "
                                 "same.")] = "none"

    measure_accuracy: Annotated[bool, Title("Accuracy"), Doc("Share of answers that are right.")] = True
    measure_precision: Annotated[bool, Title("Precision"),
                                 Doc("Share of the examples put into a class that belong there; the mean over all "
                                     "classes if there are more than two.")] = False
    measure_recall: Annotated[bool, Title("Recall"),
                              Doc("Share of a class's examples that were found; the mean over all classes if there "
                                  "are more than two.")] = False
    measure_f1: Annotated[bool, Title("F1"),
                          Doc("Harmonic mean of precision and recall; the mean over all classes if there are more "
                              "than two.")] = False
    measure_auc: Annotated[bool, Title("AUC"),
                           Doc("Chance that an example of a class is ranked above one that is not of it; 0.5 is "
                               "guessing.")] = False
    measure_top_5: Annotated[bool, Title("Top-5 accuracy"),
                             Doc("Share of examples whose class is among the five likeliest.")] = False
    measure_mae: Annotated[bool, Title("Mean absolute error"),
                           Doc("How far off the predictions are on average.")] = True
    measure_rmse: Annotated[bool, Title("Root mean squared error"),
                            Doc("Like the mean absolute error, with large misses weighing more.")] = False
    measure_r2: Annotated[bool, Title("R²"),
                          Doc("Share of the variance that is predicted: 1 is perfect, 0 no better than the "
                              "mean.")] = False
    measure_perplexity: Annotated[bool, Title("Perplexity"),
                                  Doc("Among how many equally likely tokens the model hesitates; lower is "
                                      "better.")] = True

    seed: Annotated[int, Range(0, 2**31 - 1), Folded(),
                    Doc("Seed of initial weights, dropout and shuffling.")] = 0
    checkpoint_minutes: Annotated[float, Range(0.001, 1440, 1), Folded(), Title("Minutes between checkpoints"),
                                  Doc("How much training is lost at most when the power fails. Less often where "
                                      "writing would take more than 2 % of the time.")] = 1.0
    film_words: Annotated[int, Range(0, 20_000, 500), Folded(), Title("Words filmed"),
                          Doc("Of so many of the most frequent words the vectors are kept after each epoch, to watch "
                              "them learn; 0 for none.")] = 2000
    deterministic: Annotated[bool, Folded(), Title("Repeat to the bit"),
                             Doc("Uses only operations that give the same numbers each time, also on a GPU; "
                                 "slower there.")] = False
    mixed_precision: Annotated[bool, Folded(),
                               Doc("Half precision on a GPU of compute capability 7.0 or more, where it is faster. "
                                   "On a processor it wouldn't help, and does nothing.")] = False

    def chosen(self, table: Mapping[Any, Mapping[str, Any]], choice: str) -> dict[str, Any]:
        """Return the settings that a choice has, with its own default for those left at ``None``.

        Args:
            table: ``OPTIMIZERS`` or ``SCHEDULES``.
            choice: One of its keys.
        """
        return {name: default if (value := getattr(self, name)) is None else value
                for name, default in table[choice].items()}

    def metrics(self, task: Task) -> tuple[Quantity, ...]:
        """Return the names of what is measured beside the loss, in the order told."""
        return tuple(name for name in METRICS[task] if getattr(self, f"measure_{name}"))
