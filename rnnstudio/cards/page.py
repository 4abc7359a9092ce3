"""The run card: one HTML file that says all there is to say of a run, without script, network or other files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from rnnstudio import __version__
from rnnstudio.api import UserError, tr, whole_file
from rnnstudio.api.text import language
from rnnstudio.cards import facts
from rnnstudio.cards.curves import Drawn, svg
from rnnstudio.cards.style import STYLE
from rnnstudio.project.describing import model_words
from rnnstudio.project.metric_words import value_words
from rnnstudio.project.model import Project
from rnnstudio.project.words import number
from rnnstudio.registry import Registry
from rnnstudio.runs.epochs import metric_names, read_epochs
from rnnstudio.runs.listing import Entry, read_entry

SUFFIX = ".html"
MOST_CURVES = 6
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What must not stand in a page, in whatever way it is written."""


def write_card(run: Path, target: Path, registry: Registry) -> None:
    """Write a run's card, whole, in the language in use.

    Args:
        run: The run's folder.
        target: The file.
        registry: Knows the titles of layers and settings; what is missing in it is called by its id.

    Raises:
        UserError: If the folder is no run, or the file can't be written.
    """
    entry = read_entry(run)
    if entry.info is None:
        raise UserError(entry.problem)
    page = card(entry, registry)
    with whole_file(target) as file:
        file.write_text(page, encoding="utf-8", newline="\n")


def card(entry: Entry, registry: Registry) -> str:
    """Return a run's card as HTML."""
    project = facts.readable_project(entry.path)
    title = _text(entry.name)
    model = _text(model_words(registry.component_class, project)) if project is not None else ""
    parts = [
        f"<h1>{title}</h1>", f'<p class="model">{model}</p>' if model else "",
        f'<p class="headline">{_text(facts.headline(entry))}</p>', *_notes(entry),
        _section(tr("Curves"), _curves(entry)),
        _section(tr("Metrics"), _metrics(entry)),
        _section(tr("Training"), _pairs(facts.course(entry, project))),
        _section(tr("Layers"), _layers(entry, registry)),
        _section(tr("Data"), _pairs(facts.data_facts(entry))),
        _section(tr("Settings"), _settings(registry, project)),
        _section(tr("Versions"), _pairs(facts.version_rows(entry))),
    ]
    made = _text(tr("Written by RNN Studio {version} from the run {name}.", version=__version__,
                    name=entry.path.name))
    return "\n".join((
        "<!DOCTYPE html>", f'<html lang="{language().replace("_", "-")}">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{title}</title>", f"<style>{STYLE}</style>", "</head>", "<body>", "<main>",
        *(part for part in parts if part), f"<footer>{made}</footer>", "</main>", "</body>", "</html>", ""))


def _text(words: str) -> str:
    """Return a text as it may stand in HTML, in an attribute too."""
    return escape(_NO_TEXT.sub("\ufffd", words), quote=True)


def _section(title: str, body: str) -> str:
    return f"<section><h2>{_text(title)}</h2>{body}</section>" if body else ""


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    lines = [f'<tr><th scope="row">{_text(name)}</th><td>{_text(value)}</td></tr>' for name, value in rows]
    return f'<table class="pairs">{"".join(lines)}</table>' if lines else ""


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], numbers: set[int]) -> str:
    """Return a table; ``numbers`` are the columns aligned right. Spaces before a cell's text indent it."""
    def cell(tag: str, index: int, words: str) -> str:
        indent = len(words) - len(words.lstrip(" "))
        kind = ' class="number"' if index in numbers else ""
        return f"<{tag}{kind}>{'&#160;' * (2 * indent)}{_text(words.strip())}</{tag}>"

    head = "".join(cell("th", index, title) for index, title in enumerate(titles))
    body = "".join(f"<tr>{''.join(cell('td', index, words) for index, words in enumerate(row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _notes(entry: Entry) -> list[str]:
    notes = entry.own.notes.strip()
    return [f'<section><h2>{_text(tr("Notes"))}</h2><p class="notes">{_text(notes)}</p></section>'] if notes else []


def _metrics(entry: Entry) -> str:
    rows = facts.metric_rows(entry)
    if not rows:
        return ""
    titles = (tr("Metric"), tr("Best epoch, validation"), tr("Best epoch, training"), tr("Last epoch, validation"))
    return _table(titles, ((facts.metric_title(row.name), _value(row.best), _value(row.training), _value(row.last))
                           for row in rows), {1, 2, 3})


def _value(value: float) -> str:
    return value_words(value)


def _layers(entry: Entry, registry: Registry) -> str:
    rows = facts.layer_rows(registry, entry)
    if not rows:
        return ""
    total = ("", "", tr("In all"), number(facts.parameters_in_all(entry)))
    return _table((tr("Layer"), tr("Type"), tr("Output shape"), tr("Parameters")), [*rows, total], {3})


def _settings(registry: Registry, project: Project | None) -> str:
    if project is None:
        return f"<p>{_text(tr('The project of this run can’t be read.'))}</p>"
    return _pairs(facts.setting_rows(registry, project))


def _curves(entry: Entry) -> str:
    """Return a picture for each metric, the loss first, or a sentence if no epoch was finished."""
    try:
        found = read_epochs(entry.path)
    except UserError as error:
        return f"<p>{_text(str(error))}</p>"
    epochs = found["epoch"]
    if not epochs:
        return f"<p>{_text(tr('No epoch was finished.'))}</p>"
    best = entry.info.best_epoch if entry.info is not None else 0
    figures = []
    for name in metric_names(found)[:MOST_CURVES]:
        title = facts.metric_title(name)
        training, validation = (list(zip(epochs, found.get(column, ()), strict=False))
                                for column in (name, f"val_{name}"))
        picture = svg(Drawn(title=title, training=training, validation=validation, best=best))
        if picture:
            figures.append(f"<figure><figcaption>{_text(title)}</figcaption>{picture}</figure>")
    legend = "".join(f'<span class="key {kind}">{_text(words)}</span>' for kind, words in (
        ("training", tr("training")), ("validation", tr("validation")), ("best", tr("best epoch"))))
    return f'<p class="legend">{legend}</p><div class="figures">{"".join(figures)}</div>' if figures else ""
