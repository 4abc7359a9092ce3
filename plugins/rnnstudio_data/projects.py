"""The projects that come with the program."""

from __future__ import annotations

from rnnstudio.api import Template, mark
from rnnstudio_data.bundled import bundled


def templates() -> list[Template]:
    """Return them, the one that the first start opens before the three of the course."""
    return [
        Template(id="rnnstudio.movie_reviews", title=mark("Movie reviews"),
                 teaches=mark("Word vectors: their average tells whether a sentence is for or against."),
                 path=bundled("projects", "movie_reviews.rnnstudio")),
        Template(id="rnnstudio.course_lstm", title=mark("Course 1: LSTM"),
                 teaches=mark("From token ids to a class: an Embedding, an LSTM, a Dense."),
                 path=bundled("projects", "course_lstm.rnnstudio")),
        Template(id="rnnstudio.course_gru_simple_rnn", title=mark("Course 2: GRU and SimpleRNN"),
                 teaches=mark("Stacking: the first recurrent layer hands the whole sequence to the second."),
                 path=bundled("projects", "course_gru_simple_rnn.rnnstudio")),
        Template(id="rnnstudio.course_bidirectional", title=mark("Course 3: Bidirectional"),
                 teaches=mark("Reading both ways, over rows of numbers instead of words."),
                 path=bundled("projects", "course_bidirectional.rnnstudio")),
    ]
