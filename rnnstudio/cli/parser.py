"""What may be typed: the commands, their options, and the file alone that opens the window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rnnstudio import __version__
from rnnstudio.api import Parameter, parameters, tr
from rnnstudio.api.text import system_language, use_language
from rnnstudio.cli import plugins_choice, plugins_parser
from rnnstudio.cli.answer import MISUSE, Answer, answering
from rnnstudio.cli.defaults import DEFAULT_EXPORTER
from rnnstudio.cli.words_parser import add_words
from rnnstudio.project.model import TrainingSettings
from rnnstudio.project.trial import WritingSettings
from rnnstudio.registry.choice import in_force

COMMANDS = ("studio", "check", "train", "evaluate", "predict", "export", "words", "runs", "card", "plugins", "doctor")


def run(argv: Sequence[str] | None = None) -> int:
    """Parse a command line and carry it out; see ``rnnstudio.cli.main``."""
    use_language(system_language())
    parser = make_parser()
    try:
        words, choice = plugins_choice.take(sys.argv[1:] if argv is None else argv)
        options = parser.parse_args(_with_command(words))
    except ValueError as fault:
        parser.print_usage(sys.stderr)
        Answer().fault(str(fault))
        return MISUSE
    except SystemExit as stop:  # argparse has printed the help, the version or what is wrong
        return MISUSE if stop.code else 0
    with in_force(choice):
        return answering(lambda answer: _command(options)(options, answer), Answer(getattr(options, "json", False)))


def _with_command(words: list[str]) -> list[str]:
    """Put ``studio`` before a file's name, and where nothing is said."""
    if not words:
        return ["studio"]
    first = words[0]
    is_file = first.lower().endswith(".rnnstudio") or Path(first).is_file()
    return ["studio", *words] if first not in COMMANDS and not first.startswith("-") and is_file else words


def _command(options: argparse.Namespace) -> Callable[[argparse.Namespace, Answer], int]:
    match options.command:
        case "check" | "train":
            from rnnstudio.cli import work

            return {"check": work.check, "train": work.train}[options.command]
        case "export":
            from rnnstudio.cli import exporting

            return exporting.export
        case "predict":
            from rnnstudio.cli import predicting

            return predicting.predict
        case "words":
            from rnnstudio.cli import words

            return words.words
        case "runs" | "card":
            from rnnstudio.cli import runs

            return {"runs": runs.runs, "card": runs.card}[options.command]
        case "evaluate":
            from rnnstudio.cli import judge

            return judge.evaluate
        case "plugins":
            return plugins_parser.carry_out
        case "doctor":
            from rnnstudio.cli import listing

            return listing.doctor
    from rnnstudio.cli import window

    return window.studio


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="rnnstudio", allow_abbrev=False,
        description=tr("Build a recurrent network by hand, watch it learn, and see what it learned. Without a "
                       "command it opens the window: rnnstudio, or rnnstudio FILE.rnnstudio."),
        epilog=tr("Exit codes: 0 done, 1 the input is at fault, 2 misuse, 130 aborted. With --json the last line of "
                  "the output is the result as JSON."))
    parser.add_argument("--version", action="version", version=f"rnnstudio {__version__}")
    plugins_choice.add_to(parser)
    commands = parser.add_subparsers(dest="command", metavar=tr("COMMAND"), required=True)

    def command(name: str, summary: str, *, json: bool = True) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if json:
            made.add_argument("--json", action="store_true", help=tr("print the result as JSON, in the last line"))
        return made

    made = command("studio", tr("Open the window; this is what happens without a command."), json=False)
    made.add_argument("file", metavar=tr("FILE"), nargs="?", type=Path, help=tr("the project to open"))

    made = command("check", tr("Check a project: every layer's output shape and parameters, and what is wrong."))
    _add_project(made)
    made.add_argument("--summary", action="store_true", help=tr("print Keras' own summary of the model too"))

    made = command("train", tr("Train a project into a new run folder. Ctrl+C stops and keeps the model; a second "
                               "Ctrl+C aborts."))
    _add_project(made, optional=True)
    made.add_argument("--runs", metavar=tr("DIR"), type=Path,
                      help=tr("where the run's folder is made; else where the window keeps its runs"))
    made.add_argument("--resume", metavar=tr("RUN"), type=Path,
                      help=tr("go on with a run that was interrupted or stopped, in its own folder; no project is "
                              "given then"))
    made.add_argument("--more", metavar="N", type=_setting("epochs"),
                      help=tr("with --resume: epochs beyond those planned, for a run that is done too"))
    made.add_argument("--weights", metavar=tr("RUN"), type=Path,
                      help=tr("begin with the best weights of a run instead of new ones"))
    for name, metavar, summary in (("epochs", "N", tr("instead of the project's number of epochs")),
                                   ("seed", "S", tr("instead of the project's seed"))):
        made.add_argument(f"--{name}", metavar=metavar, type=_setting(name), help=summary)

    made = command("predict", tr("Ask a run's model: what it says of texts, how it goes on with one, or how its "
                                 "series goes on."))
    _add_predict(made)

    made = command("evaluate", tr("Judge the model of a run by its validation part, its test part or a file."))
    _add_evaluate(made)

    made = command("export", tr("Write the word vectors of a run."))
    _add_export(made)

    add_words(command("words", tr("Ask the word vectors of a run: neighbours, analogies, how good they are.")))

    made = command("runs", tr("List the runs, the newest first."))
    made.add_argument("--runs", metavar=tr("DIR"), type=Path,
                      help=tr("the folder they are in; else where the window keeps its runs"))

    made = command("card", tr("Write a run's card: curves, settings, layers, data and versions in one HTML file."))
    made.add_argument("run", metavar=tr("RUN"), type=Path, help=tr("the run's folder"))
    made.add_argument("--to", metavar=tr("FILE"), type=Path, required=True, help=tr("the file to write"))

    made = command("plugins", tr("List the plugins, what each adds, and what is wrong with it; or do what the verb "
                                 "says."))
    plugins_parser.add_verbs(made)
    command("doctor", tr("Show versions, device, display and folders, for a bug report."))
    return parser


def _add_predict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar=tr("RUN"), type=Path, help=tr("the run's folder, or its name among the runs"))
    parser.add_argument("texts", metavar=tr("TEXT"), nargs="*", help=tr(
        "texts, or the beginning of one for a model that writes; - reads standard input, each line a text"))
    parser.add_argument("--file", metavar=tr("FILE"), type=Path, help=tr(
        "texts from a file: a line each, or a column of a CSV, TSV or JSON Lines file"))
    parser.add_argument("--column", metavar=tr("NAME"), default="", help=tr("the column with the text; else guessed"))
    parser.add_argument("--to", metavar=tr("FILE"), type=Path, help=tr("write the predictions of --file to a CSV"))
    parser.add_argument("--which", choices=("best", "last"), default="best", help=tr(
        "the weights of the best epoch, or the last ones"))
    parser.add_argument("--attention", action="store_true", help=tr(
        "also tell which tokens the model's attention layers weigh"))
    writing = {parameter.name: parameter for parameter in parameters(WritingSettings)}
    for name, metavar, summary in (
            ("temperature", "T", tr("a model that writes: below 1 careful, above 1 bold, 0 always the likeliest")),
            ("top_k", "K", tr("choose among so many of the likeliest tokens")),
            ("top_p", "P", tr("choose among the likeliest tokens that together reach this probability")),
            ("seed", "S", tr("the same seed gives the same text")),
            ("length", "N", tr("tokens to write, or steps to forecast behind the end"))):
        parser.add_argument(f"--{name.replace('_', '-')}", metavar=metavar, type=_within(writing[name]), help=summary)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar=tr("RUN"), type=Path, help=tr("the run's folder"))
    parser.add_argument("--to", metavar=tr("DIR"), type=Path, required=True, help=tr("the folder to write into"))
    parser.add_argument("--format", "--exporter", metavar=tr("FORMAT"), default=DEFAULT_EXPORTER, help=tr(
        "projector, word2vec, numpy, parquet, or another exporter of the installed plugins by its id; projector "
        "unless said"))
    parser.add_argument("--set", metavar=tr("NAME=VALUE"), action="append", default=[], help=tr(
        "a setting of the format, such as digits=4, binary=true or most_frequent=10000; may be repeated, and a name "
        "that there isn't lists all"))
    parser.add_argument("--layer", metavar=tr("LAYER"), help=tr(
        "the embedding, by its name or its node's id, if there are several"))
    parser.add_argument("--which", metavar=tr("MOMENT"), default="best", help=tr(
        "the vectors of the best epoch: best, of the end: last, of where training stands: checkpoint, or "
        "of an epoch: its number; best unless said"))
    parser.add_argument("--open", action="store_true", help=tr(
        "show what was written in TensorBoard, if it is installed, until Ctrl+C"))


def _within(known: Parameter) -> Callable[[str], float]:
    """Return what reads a number from the command line, with the bounds of its form field."""
    def read(text: str) -> float:
        for kind in (int, float):
            try:
                value = kind(text)
            except ValueError:
                continue
            if known.accepts(value):
                return value
        raise argparse.ArgumentTypeError(tr("expected {expected}, found {found}", expected=known.expected(),
                                            found=text))

    return read


def _setting(name: str) -> Callable[[str], float]:
    """Return what reads a training setting from the command line."""
    return _within(next(parameter for parameter in parameters(TrainingSettings) if parameter.name == name))


def _add_project(parser: argparse.ArgumentParser, optional: bool = False) -> None:
    parser.add_argument("project", metavar=tr("PROJECT"), nargs="?" if optional else None,
                        help=tr("a .rnnstudio file, or a bundled project's name, such as movie_reviews"))


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar=tr("RUN"), type=Path, help=tr("the run's folder"))
    by = parser.add_mutually_exclusive_group()
    by.add_argument("--part", choices=("validation", "test"), default="validation",
                    help=tr("which part of the run's own data; validation unless said"))
    by.add_argument("--data", metavar=tr("FILE"), type=Path,
                    help=tr("a file with the columns of the run's data, instead of a part of it"))
    parser.add_argument("--which", choices=("best", "last"), default="best",
                      help=tr("the model of the best epoch, or the one at the end; best unless said"))
    parser.add_argument("--skip-unknown", action="store_true",
                      help=tr("leave out examples of the file with labels that the run doesn't know"))
