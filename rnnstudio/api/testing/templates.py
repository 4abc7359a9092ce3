"""The contract of a template: a project file that is there and can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rnnstudio.api.exports import Template
from rnnstudio.api.testing.problems import Problems, brief
from rnnstudio.api.text import tr

SUFFIX = ".rnnstudio"


def check_template(template: Template) -> None:
    """Check a template: its words, and that its file is a project with layers that have ids and types.

    Whether its layers fit together the builder says: ``rnnstudio check FILE``.

    Args:
        template: What the hook returns.

    Raises:
        AssertionError: With everything that is wrong, and what to do about each.
    """
    problems = Problems(f"check_template({getattr(template, 'id', template)!s})")
    if problems.require(isinstance(template, Template), tr("{item} is not a rnnstudio.api.Template.",
                                                           item=repr(template))):
        for name in ("id", "title", "teaches"):
            problems.require(bool(getattr(template, name).strip()), tr("it has no {name}.", name=name))
        problems.require("." in template.id, tr('the id "{id}" is not of the form "yourname.template".',
                                                id=template.id))
        _check_file(problems, Path(template.path))
    problems.tell()


def _check_file(problems: Problems, path: Path) -> None:
    problems.require(path.suffix == SUFFIX, tr("its file {file} does not end with {suffix}.", file=path.name,
                                               suffix=SUFFIX))
    problems.require(path.is_absolute(), tr("the path {path} is relative, and the program runs in any folder. Write "
                                            "Path(__file__).with_name(...).", path=path))
    try:
        project = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problems.add(tr("its file can't be read: {error}. Save the project with RNN Studio, and put the file into "
                        "the package's data.", error=brief(error)))
        return
    stack = project.get("stack") if isinstance(project, dict) else None
    if problems.require(isinstance(stack, list), tr("{file} is no project: it has no stack. Save it with RNN Studio.",
                                                    file=path.name)):
        assert isinstance(stack, list)
        problems.require(all(_is_layer(node) for node in stack), tr("{file}: a layer of its stack has no id or "
                                                                    "type. Save it with RNN Studio.", file=path.name))


def _is_layer(node: Any) -> bool:
    return isinstance(node, dict) and isinstance(node.get("type"), str) and isinstance(node.get("id"), str)
