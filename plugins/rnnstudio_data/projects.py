"""The projects that come with the program."""

from __future__ import annotations

from rnnstudio.api import Template, mark
from rnnstudio_data.bundled import bundled

_START, _COURSE = mark("Start here"), mark("Course models")
_COMPARE, _WORDS, _MORE = mark("Compare recurrent layers"), mark("Words as input"), mark("More models")
_MEMORY, _OTHER, _NEXT = mark("Long memory"), mark("Other data"), mark("What comes next")


def templates() -> list[Template]:
    """Return them in the order of the start page; the first is the one that the first start opens."""
    return [
        _template("movie_reviews", mark("Movie reviews"),
                  mark("Word vectors: their average tells whether a sentence is for or against."), _START),
        _template("course_lstm", mark("Course 1: LSTM"),
                  mark("From token ids to a class: an Embedding, an LSTM, a Dense."), _COURSE),
        _template("course_gru_simple_rnn", mark("Course 2: GRU and SimpleRNN"),
                  mark("Stacking: the first recurrent layer hands the whole sequence to the second."), _COURSE),
        _template("course_bidirectional", mark("Course 3: Bidirectional"),
                  mark("Reading both ways, over rows of numbers instead of words."), _COURSE),
        _template("plain_rnn", mark("Plain RNN"),
                  mark("The oldest recurrent layer: what it read first fades."), _COMPARE),
        _template("lstm", mark("LSTM"), mark("Gates and a cell that keeps what matters over many words."), _COMPARE),
        _template("gru", mark("GRU"), mark("Two gates, no separate cell: nearly an LSTM for less."), _COMPARE),
        _template("words_as_numbers", mark("Word ids as numbers"),
                  mark("Why the number of a word is no amount: it learns badly."), _WORDS),
        _template("words_one_hot", mark("One-hot words"),
                  mark("Each word alone: a long row of zeros with a single one."), _WORDS),
        _template("words_embedded", mark("Embedded words"),
                  mark("Each word a short row of numbers, learned on the way."), _WORDS),
        _template("long_memory_forgets", mark("Long memory: SimpleRNN"),
                  mark("Two numbers to add, up to a hundred steps back: what it read first is gone."), _MEMORY),
        _template("long_memory_remembers", mark("Long memory: LSTM"),
                  mark("The same task, one layer changed: its cell carries the numbers to the end."), _MEMORY),
        _template("languages", mark("Languages"),
                  mark("Which of 22 languages is it? Pieces of words tell."), _OTHER),
        _template("surnames", mark("Surnames"),
                  mark("Where a name is from, read letter by letter."), _OTHER),
        _template("chinese_classics", mark("Chinese classics"),
                  mark("Chinese, each character a token: a line tells which of six genres it is from."), _OTHER),
        _template("digits", mark("Handwritten digits"),
                  mark("A picture as a sequence: eight steps, a row of pixels each."), _OTHER),
        _template("tang_poems", mark("Tang poems"),
                  mark("Predicts the next character; who can do that can write a poem."), _NEXT),
        _template("sunspots", mark("Sunspots"),
                  mark("Forecasts a series: next month's value from the last four years."), _NEXT),
        _template("bidirectional_lstm", mark("Bidirectional LSTM"),
                  mark("One LSTM reads forwards, its twin backwards."), _MORE),
        _template("stacked_lstm", mark("Stacked LSTM"),
                  mark("Two LSTMs, the upper one reading the states of the lower."), _MORE),
        _template("convolution_lstm", mark("Convolution and LSTM"),
                  mark("A convolution finds phrases, an LSTM reads their order."), _MORE),
        _template("attention_pooling", mark("Attention pooling"),
                  mark("Every step has its say, weighed by attention."), _MORE),
        _template("attention_between_words", mark("Attention between words"),
                  mark("Each word looks at all others; after training, Try it shows at which."), _MORE),
        _template("cells", mark("Cells of your own"),
                  mark("Recurrent layers put together from cells, step by step."), _MORE),
    ]


def _template(name: str, title: str, teaches: str, group: str) -> Template:
    return Template(id=f"rnnstudio.{name}", title=title, teaches=teaches, group=group,
                    path=bundled("projects", f"{name}.rnnstudio"))
