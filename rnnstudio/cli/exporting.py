"""The command that writes a run's word vectors: export."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from rnnstudio.api import ExportContext, Exporter, ExportReport, Parameter, UserError, parameters, tr
from rnnstudio.cli.answer import DONE, Answer, steady_console
from rnnstudio.project.model import ComponentRef
from rnnstudio.project.words import number
from rnnstudio.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def export(options: argparse.Namespace, answer: Answer) -> int:
    """Write a run's word vectors into a folder."""
    registry = Registry.discover()
    exporter = exporter_named(options.format, registry)
    ref = ComponentRef(type=exporter.info.id, version=exporter.info.version,
                       params=dict(_setting(exporter, text) for text in options.set))
    if options.open:
        _refuse_to_open(exporter)
    report = export_in_terminal(options.run, ref, options.to, registry, answer, layer=options.layer,
                                which=options.which)
    answer.result({"points": report.points, "dimensions": report.dimensions,
                   "renamed": len(report.renamed), "files": report.files, "renamings": report.renamed,
                   "notes": report.notes})
    if options.open:
        _show(options.to.absolute(), answer)
    return DONE


def export_in_terminal(run: Path, exporter: ComponentRef, target: Path, registry: Registry, answer: Answer, *,
                       layer: str | None = None, which: str = "best") -> ExportReport:
    """Export a run's word vectors and say what was written."""
    from rnnstudio.engine import export as engine_export

    with _progress() as told:
        report = engine_export.export(run.absolute(), registry, exporter, target.absolute(),
                                      ExportContext(progress=told), layer=layer, which=which, folder=Path.cwd())
    answer.say(tr("Wrote {points} points of {dimensions} dimensions:", points=number(report.points),
                  dimensions=report.dimensions))
    for file in report.files:
        answer.say(f"  {file}")
    if report.renamed:
        answer.say(tr("Words that had to be written otherwise: {count}, such as {original} as {written}",
                      count=len(report.renamed), original=repr(report.renamed[0].original),
                      written=repr(report.renamed[0].written)))
    for note in report.notes:
        answer.say(note)
    return report


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Give what shows on a terminal how far it is."""
    console = steady_console()
    with Progress(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), console=console,
                  transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(tr("Exporting the word vectors"), total=None)
        yield lambda share: bar.update(task, total=1.0, completed=share)


def exporter_named(name: str, registry: Registry) -> type[Exporter]:
    """Return the exporter with an id, with an id that ends so, or the only one whose last part begins so.

    Raises:
        UserError: If there is none, or several.
    """
    if name in registry.exporters:
        return registry.exporters[name]
    last = {type_id: type_id.rsplit(".", 1)[-1] for type_id in registry.exporters}
    found = [type_id for type_id, part in last.items() if part == name] or [
        type_id for type_id, part in last.items() if part.startswith(name)]
    if len(found) == 1:
        return registry.exporters[found[0]]
    raise UserError(tr("no installed plugin has the exporter {name}; there are: {names}", name=name,
                       names=", ".join(found or registry.exporters)))


def _setting(exporter: type[Exporter], text: str) -> tuple[str, Any]:
    """Return a parameter's name and value from "name=value".

    Raises:
        UserError: If there is no such parameter, or the value isn't one.
    """
    name, equals, value = text.partition("=")
    name = name.strip().replace("-", "_")
    known = {parameter.name: parameter for parameter in parameters(exporter)}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = tr(" (did you mean {name}?)", name=near[0]) if near else ""
        wrong = tr("{exporter} has no setting {name}", exporter=exporter.info.id, name=name) + hint
        names = ", ".join(known) or tr("none at all")
        raise UserError(wrong + "; " + tr("its settings are: {names}", names=names))
    parameter = known[name]
    if not equals and parameter.kind == "bool":
        return name, True
    read = _value(parameter, value.strip())
    if not equals or not parameter.accepts(read):
        raise UserError(tr("--set {name}: expected {expected}, found {found}", name=name,
                           expected=parameter.expected(), found=value.strip()))
    return name, read


def _value(parameter: Parameter, text: str) -> Any:
    """Return the value that a text means, or the text itself where it means none."""
    if parameter.nullable and text.lower() in ("", "none", "null"):
        return None
    if parameter.kind == "bool" and text.lower() in _YES + _NO:
        return text.lower() in _YES
    if parameter.kind in ("int", "float", "choice"):
        for kind in (int, float):
            try:
                value = kind(text)
            except ValueError:
                continue
            if parameter.kind != "choice" or value in parameter.choices:
                return value
    return text


def _refuse_to_open(exporter: type[Exporter]) -> None:
    """Say before any work that what is to be written can't be shown, or by what.

    Raises:
        UserError: If TensorBoard isn't installed, or the format is none of its.
    """
    from rnnstudio import tensorboard

    if exporter.info.id != "rnnstudio.projector":
        raise UserError(tr("--open goes with --format projector: TensorBoard shows no other format"))
    tensorboard.require()


def _show(folder: Path, answer: Answer) -> None:
    """Show an export in the browser until Ctrl+C."""
    import webbrowser

    from rnnstudio import tensorboard

    with answer.busy(tr("Starting TensorBoard")):
        shown = tensorboard.start(folder)
    with shown:
        answer.say(tr("TensorBoard shows it at {address}; Ctrl+C ends it.", address=shown.address))
        webbrowser.open(shown.address)
        try:
            shown.wait()
        except KeyboardInterrupt:
            answer.say()
