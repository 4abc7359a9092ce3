"""Tasks on the sequences themselves: which token comes next, which values follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import Contents, Doc, LearningTask, Range, TaskInfo, Title, UserError, Window, tr

if TYPE_CHECKING:
    import pyarrow as pa


class NextToken(LearningTask, frozen=True, kw_only=True):
    """Predicts at each token the one that follows; a model that learned it writes text.

    The texts are laid end to end and cut into windows. Back-propagation through time goes back to a window's first
    token and no further: the window is where it is truncated (Williams and Peng 1990).
    """

    info = TaskInfo(id="rnnstudio.next_token", title="The next token", icon="pencil", kind="next_token")
    window_length: Annotated[int, Range(2, 10_000, 10), Title("Window"), Doc(
        "Tokens that the model reads at a time. Back-propagation through time is truncated to it: what stands "
        "further back can't be learned from.")] = 100

    def proposed(self, contents: Contents, labels: pa.Array | None) -> float:
        """Suit text without labels."""
        if contents.task is not None:
            return float(contents.task == "next_token")
        return 0.8 if labels is None and contents.input in ("text", "ids") else 0.0

    def window(self, contents: Contents) -> Window:
        """Return windows side by side, each token predicted once.

        Raises:
            UserError: If the data holds numbers.
        """
        if contents.input == "values":
            raise UserError(tr("the next token can be predicted of text only, but the data holds numbers; choose "
                               "another task"))
        return Window(steps=self.window_length, first=1, ahead=self.window_length, stride=self.window_length)


class Forecasting(LearningTask, frozen=True, kw_only=True):
    """Predicts the next values of a series from those before."""

    info = TaskInfo(id="rnnstudio.forecasting", title="The next values", icon="chart-line", kind="forecasting")
    window_length: Annotated[int, Range(1, 100_000), Title("Window"), Doc(
        "Time steps that the model sees. Back-propagation through time goes back no further.")] = 48
    horizon: Annotated[int, Range(1, 10_000), Doc("How many time steps are predicted.")] = 1
    target: Annotated[str, Doc("The feature that is predicted, by its name. Empty for all.")] = ""
    stride: Annotated[int, Range(1, 100_000), Title("Steps between windows"), Doc(
        "1 makes as many examples as there can be.")] = 1
    standardized: Annotated[bool, Doc(
        "Bring each feature to mean 0 and standard deviation 1, by the training part. Networks learn badly from "
        "numbers far from 0.")] = True

    def proposed(self, contents: Contents, labels: pa.Array | None) -> float:
        """Suit numbers without labels."""
        if contents.task is not None:
            return float(contents.task == "forecasting")
        return 0.8 if labels is None and contents.input == "values" else 0.0

    def window(self, contents: Contents) -> Window:
        """Return windows a stride apart.

        Raises:
            UserError: If the data is no series of numbers, or lacks the feature.
        """
        if contents.input != "values":
            raise UserError(tr("values can be predicted of series of numbers only; choose another task"))
        return Window(steps=self.window_length, first=self.window_length, ahead=self.horizon, stride=self.stride,
                      features=self._features(contents), standardized=self.standardized)

    def _features(self, contents: Contents) -> tuple[int, ...]:
        name = self.target.strip()
        if not name:
            return ()
        if name not in contents.names:
            raise UserError(tr('the series has no feature "{name}"; its features are: {names}', name=name,
                               names=", ".join(contents.names) or "?"))
        return (contents.names.index(name),)
