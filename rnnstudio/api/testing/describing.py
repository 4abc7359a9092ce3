"""What is said of a component: id, names, descriptions, defaults, icon, help. Without Keras."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

from rnnstudio.api.extras import svg_problem
from rnnstudio.api.layers import LayerInfo
from rnnstudio.api.parameters import Component, ComponentInfo, Parameter, defaults, parameters, read_parameters
from rnnstudio.api.testing.problems import Problems, brief

_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_OURS = ("rnnstudio_layers", "rnnstudio_data", "rnnstudio_exports")
_ICON = re.compile(r"[a-z0-9_]+([.-][a-z0-9_]+)*")
_TRAITS = ("recurrent", "cell", "embedding", "one-hot", "pooling", "attention")


def check_description(problems: Problems, component: Any, base: type[Component]) -> bool:
    """Note what is wrong with what a component says of itself.

    Returns:
        Whether it can be made at all, so that further checks make sense.
    """
    if not (isinstance(component, type) and issubclass(component, base)):
        problems.add(f"{component!r} is not a subclass of rnnstudio.api.{base.__name__}. Derive the class from it, "
                     "and pass the class itself, not an object of it.")
        return False
    info = getattr(component, "info", None)
    wanted = base.__annotations__["info"].removeprefix("ClassVar[").rstrip("]")
    if not isinstance(info, ComponentInfo) or wanted not in [kind.__name__ for kind in type(info).__mro__]:
        problems.add(f'it has no info. Write info = {wanted}(id="yourname.{component.__name__.lower()}", '
                     f'title="{component.__name__}", ...) in the class.')
        return False
    _check_info(problems, component, info)
    try:
        known = parameters(component)
    except Exception as error:  # noqa: BLE001 - annotations are the plugin's code
        problems.add(f"its parameters can't be used: {brief(error)}. Annotate each with int, float, bool, str or "
                     "Literal[...], or one of them | None, and give it a default.")
        return False
    fine = [_check_parameter(problems, parameter) for parameter in known]
    if all(fine):
        _check_making(problems, component)
    _check_summary(problems, info, known)
    return all(fine)


def _check_info(problems: Problems, component: type[Component], info: ComponentInfo) -> None:
    if not _ID.fullmatch(info.id):
        problems.add(f'the id "{info.id}" is not of the form "yourname.thing" in small letters, digits and _. '
                     "Project files store it, so choose it well: it can't be changed later.")
    elif info.id.startswith("rnnstudio.") and component.__module__.partition(".")[0] not in _OURS:
        problems.add(f'the id "{info.id}" begins with "rnnstudio.", which is RNN Studio\'s own. Begin it with a name '
                     "of yours.")
    problems.require(bool(info.title.strip()) and info.title == info.title.strip(),
                     "its title is empty or has spaces around it. Set info.title to what a person is to read.")
    problems.require(isinstance(info.version, int) and info.version >= 1,
                     "info.version is not a whole number from 1.")
    first = (component.__doc__ or "").strip().splitlines()
    if not first or component.__doc__ == component.__base__.__doc__:
        problems.add("it has no docstring. Its first line is what the palette says of it: one plain sentence.")
    elif not first[0].rstrip().endswith((".", "!", "?", "。")):
        problems.add(f'the first line of its docstring is no sentence: "{first[0]}". End it with a full stop, and '
                     "keep it on one line: the palette shows it.")
    if info.icon.lower().endswith(".svg"):
        wrong = svg_problem(Path(info.icon))
        problems.require(not wrong, f"{wrong}. Draw it as an SVG of 24 by 24 in currentColor, and put the file into "
                                    "the package's data.")
    else:
        problems.require(bool(_ICON.fullmatch(info.icon)),
                         f'the icon "{info.icon}" is neither a name nor the path of an SVG file.')


def _check_parameter(problems: Problems, known: Parameter) -> bool:
    if not known.doc.strip():
        problems.add(f'the parameter "{known.name}" has no description. Write {known.name}: Annotated[..., '
                     'Doc("One plain sentence.")]: it is the tooltip, and what a screen reader says.')
    elif not known.doc.rstrip().endswith((".", "!", "?", "。")):
        problems.add(f'the description of the parameter "{known.name}" is no sentence: "{known.doc}". End it with a '
                     "full stop.")
    if known.minimum is not None and known.maximum is not None and known.minimum > known.maximum:
        problems.add(f'the Range of the parameter "{known.name}" is empty: {known.minimum:g} is above '
                     f"{known.maximum:g}.")
        return False
    if not known.accepts(known.default):
        problems.add(f'the default of the parameter "{known.name}" is {known.default!r}, which its own annotation '
                     f"refuses: it wants {known.expected()}. Change the default or the annotation.")
        return False
    if known.from_data is not None and not known.nullable:
        problems.add(f'the parameter "{known.name}" is FromData but can\'t be None, which is what says "from the '
                     'data". Annotate it as int | None.')
    return True


def _check_making(problems: Problems, component: type[Component]) -> None:
    with problems.trying("making it with its default parameters"):
        if read_parameters(component, defaults(component)) != component():
            problems.add("made from its defaults it is not equal to itself. Leave __post_init__ without chance and "
                         "side effects.")
    for version in range(1, component.info.version):
        with problems.trying(f"migrate() from version {version}", "It gets the raw parameters of that version, and "
                             "returns today's; names it leaves out take their default."):
            read_parameters(component, component.migrate({}, version))


def _check_summary(problems: Problems, info: ComponentInfo, known: tuple[Parameter, ...]) -> None:
    if not isinstance(info, LayerInfo):
        return
    names = [parameter.name for parameter in known]
    for name in info.summary:
        near = difflib.get_close_matches(name, names, n=1)
        problems.require(name in names, f'info.summary names "{name}", and there is no such parameter'
                                        + (f"; did you mean {near[0]}?" if near else "."))
    for trait in info.traits:
        near = difflib.get_close_matches(trait, _TRAITS, n=1)
        problems.require(trait in _TRAITS or not near, f'the trait "{trait}" is unknown to RNN Studio; did you mean '
                                                       f'"{near[0] if near else ""}"?')
    slot = info.slot
    if slot is not None:
        problems.require(slot.most is None or slot.most >= max(slot.least, 1),
                         f"its slot holds at most {slot.most} layers and needs {slot.least}. Mend Slot(least, most).")
    if info.help:
        page = Path(f"{info.help}.en.html")
        problems.require(page.is_file(), f"its help page is missing: there is no file {page}. info.help is the path "
                                         "without .en.html; put the folder into the package's data.")
