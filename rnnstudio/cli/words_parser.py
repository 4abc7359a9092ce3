"""What may be typed after ``words``."""

from __future__ import annotations

import argparse
from pathlib import Path

from rnnstudio.api import tr


def add_words(parser: argparse.ArgumentParser) -> None:
    """Add the questions that a run's words can be asked, each with its options."""
    parser.add_argument("run", metavar=tr("RUN"), type=Path, help=tr("the run's folder, or its name among the runs"))
    questions = parser.add_subparsers(dest="question", metavar=tr("QUESTION"), required=True)

    def question(name: str, summary: str) -> argparse.ArgumentParser:
        made = questions.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS,
                          help=tr("print the result as JSON, in the last line"))
        made.add_argument("--layer", metavar="ID", help=tr("which embedding, if the run has several"))
        made.add_argument("--which", choices=("best", "last", "checkpoint"), default="best", help=tr(
            "the weights of the best epoch, the last ones, or those that training goes on from"))
        return made

    made = question("neighbours", tr("The words nearest to a word."))
    made.add_argument("word", metavar=tr("WORD"))
    _add_near(made, metric=True)
    made = question("analogy", tr("A is to B as C is to which word?"))
    for name in "abc":
        made.add_argument(name, metavar=name.upper())
    _add_near(made)
    made = question("judge", tr("How many analogies are right, or how well cosines agree with people."))
    made.add_argument("file", metavar=tr("FILE"), type=Path, nargs="?", help=tr(
        "four words a line, or two words and a number; else Google's analogies"))
    made = question("compare", tr("The neighbours of a word in two runs."))
    made.add_argument("other", metavar=tr("OTHER_RUN"), type=Path, help=tr("the other run"))
    made.add_argument("word", metavar=tr("WORD"))
    _add_near(made, metric=True)


def _add_near(parser: argparse.ArgumentParser, metric: bool = False) -> None:
    parser.add_argument("-k", metavar="N", type=_count, default=10, help=tr("how many words; 10 unless said"))
    if metric:
        parser.add_argument("--metric", choices=("cosine", "euclidean"), default="cosine",
                            help=tr("by which distance; cosine unless said"))


def _count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(tr("expected {expected}, found {found}", expected=tr("a number from 1"),
                                        found=text))
