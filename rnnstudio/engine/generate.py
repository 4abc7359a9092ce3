"""Has a model that learned to predict the next token write, a token at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, UserError, tr
from rnnstudio.engine.asked import Asked
from rnnstudio.engine.probabilities import Floats
from rnnstudio.engine.ragged import Ragged
from rnnstudio.engine.sampling import choose, narrowed
from rnnstudio.project.trial import Score, WritingSettings, WrittenToken

_OTHERS = 5
_BROKEN = "�"


class Writer:
    """A text on its way.

    The model sees the last tokens only, as many as a window in training had. Padding and the unknown token are never
    written. One number is drawn for each token, so going on gives what one longer writing would have given.

    Args:
        asked: The model.
        prompt: How the text begins; numbers with spaces between for a model on ids. It may be empty where the
            vocabulary has a token that ends a text: then a new text begins.
        settings: Length, temperature, limits, seed.
        after: Ids written before, to go on behind them.

    Raises:
        UserError: If the model predicts no tokens, or there is nothing to begin with.
    """

    def __init__(self, asked: Asked, prompt: str, settings: WritingSettings, after: Sequence[int] = ()) -> None:
        if asked.trained.facts.task != "next_token":
            raise UserError(tr("{name} doesn't predict the next token, so it can't write; its task is another",
                               name=asked.trained.project.name))
        self._asked = asked
        self._settings = settings
        self._end = asked.trained.encoder.end_id if asked.trained.encoder is not None else None
        begin = self._begin(prompt)
        self.unknown = sum(index == UNKNOWN_ID for index in begin)
        """Tokens of the beginning that the model doesn't know."""
        if begin and self.unknown == len(begin):
            raise UserError(tr("the model knows none of the tokens of this beginning; try another"))
        if not begin and self._end is None:
            raise UserError(tr("type the beginning of a text for the model to go on with"))
        self._start = [self._end] if not begin and self._end is not None else begin
        self._written = list(after)
        self._random = np.random.default_rng(settings.seed)
        self._random.random(len(after))
        self.ended = False
        """True once the token that ends a text was written, if that was to end it."""

    def _begin(self, prompt: str) -> list[int]:
        if self._asked.trained.encoder is not None:
            return list(self._asked.encoder.encode([prompt])[0])
        most = self._asked.trained.facts.vocabulary_size or 0
        try:
            found = [int(word) for word in prompt.replace(",", " ").split()]
        except ValueError:
            found = [-1]
        if any(not 0 <= index < most for index in found):
            raise UserError(tr("this model was trained on numbers from 0 to {last}; type such numbers, with spaces "
                               "between", last=most - 1))
        return found

    def tokens(self) -> Iterator[WrittenToken]:
        """Yield the tokens one by one, until the length is reached or the text ends."""
        text = self._text()
        goes_on = bool(self._written) and self._written[-1] == self._end and self._settings.stop_at_end
        for _ in range(self._settings.length):
            model = self._next()
            token = choose(narrowed(model, self._settings.temperature, self._settings.top_k, self._settings.top_p),
                           float(self._random.random()))
            self._written.append(token)
            before, text = text, self._text() if token != self._end else text
            added = "\n" * goes_on + self._added(before, text, token)
            goes_on = False
            yield WrittenToken(token, added, float(model[token]), self._likeliest(model))
            if text.endswith(_BROKEN):  # the first byte of a character; the next token brings the rest
                text = text.rstrip(_BROKEN)
            if token == self._end and self._settings.stop_at_end:
                self.ended = True
                return

    def _next(self) -> Floats:
        """Return the probabilities of the next token, padding and unknown left out."""
        window = self._asked.window
        known = [*self._start, *self._written][-(window.steps if window else 1000):]
        seen = Ragged.joined(np.array(known, np.int32), np.array([len(known)], np.int64))
        found: Floats = self._asked.probabilities(seen)[0, len(known) - 1]
        if self._asked.trained.encoder is not None:
            found = found.copy()
            found[[PADDING_ID, UNKNOWN_ID]] = 0.0
            found /= found.sum()
        return found

    def _text(self) -> str:
        """Return beginning and what was written as text."""
        ids = [index for index in (*self._start, *self._written) if index != self._end]
        if self._asked.trained.encoder is None:
            return " ".join(map(str, ids))
        return self._asked.encoder.decode(ids)

    def _added(self, before: str, text: str, token: int) -> str:
        if token == self._end:
            return "" if self._settings.stop_at_end else "\n"
        added = text.removeprefix(before) if text.startswith(before) else self._name(token)
        return added.rstrip(_BROKEN)

    def _likeliest(self, model: Floats) -> tuple[Score, ...]:
        order = np.argsort(-model, kind="stable")[:_OTHERS]
        return tuple(Score(self._name(int(index)), float(model[index])) for index in order if model[index] > 0)

    def _name(self, token: int) -> str:
        return str(token) if self._asked.trained.encoder is None else str(self._asked.encoder.tokens[token])
