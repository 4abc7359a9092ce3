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
from rnnstudio.api.text import tr

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
        problems.add(tr("{item} is not a subclass of rnnstudio.api.{base}. Derive the class from it, and pass the "
                        "class itself, not an object of it.", item=repr(component), base=base.__name__))
        return False
    info = getattr(component, "info", None)
    wanted = base.__annotations__["info"].removeprefix("ClassVar[").rstrip("]")
    if not isinstance(info, ComponentInfo) or wanted not in [kind.__name__ for kind in type(info).__mro__]:
        problems.add(tr('it has no info. Write info = {wanted}(id="yourname.{lower}", title="{name}", ...) in the '
                        "class.", wanted=wanted, lower=component.__name__.lower(), name=component.__name__))
        return False
    _check_info(problems, component, info)
    try:
        known = parameters(component)
    except Exception as error:  # noqa: BLE001 - annotations are the plugin's code
        problems.add(tr("its parameters can't be used: {error}. Annotate each with int, float, bool, str or "
                        "Literal[...], or one of them | None, and give it a default.", error=brief(error)))
        return False
    fine = [_check_parameter(problems, parameter) for parameter in known]
    if all(fine):
        _check_making(problems, component)
    _check_summary(problems, info, known)
    return all(fine)


def _check_info(problems: Problems, component: type[Component], info: ComponentInfo) -> None:
    if not _ID.fullmatch(info.id):
        problems.add(tr('the id "{id}" is not of the form "yourname.thing" in small letters, digits and _. Project '
                        "files store it, so choose it well: it can't be changed later.", id=info.id))
    elif info.id.startswith("rnnstudio.") and component.__module__.partition(".")[0] not in _OURS:
        problems.add(tr("the id \"{id}\" begins with \"rnnstudio.\", which is RNN Studio's own. Begin it with a "
                        "name of yours.", id=info.id))
    problems.require(bool(info.title.strip()) and info.title == info.title.strip(),
                     tr("its title is empty or has spaces around it. Set info.title to what a person is to read."))
    problems.require(isinstance(info.version, int) and info.version >= 1,
                     tr("info.version is not a whole number from 1."))
    first = (component.__doc__ or "").strip().splitlines()
    if not first or component.__doc__ == component.__base__.__doc__:
        problems.add(tr("it has no docstring. Its first line is what the palette says of it: one plain sentence."))
    elif not first[0].rstrip().endswith((".", "!", "?", "。")):
        problems.add(tr('the first line of its docstring is no sentence: "{line}". End it with a full stop, and '
                        "keep it on one line: the palette shows it.", line=first[0]))
    if info.icon.lower().endswith(".svg"):
        wrong = svg_problem(Path(info.icon))
        problems.require(not wrong, tr("{wrong}. Draw it as an SVG of 24 by 24 in currentColor, and put the file "
                                       "into the package's data.", wrong=wrong))
    else:
        problems.require(bool(_ICON.fullmatch(info.icon)),
                         tr('the icon "{icon}" is neither a name nor the path of an SVG file.', icon=info.icon))


def _check_parameter(problems: Problems, known: Parameter) -> bool:
    if not known.doc.strip():
        problems.add(tr('the parameter "{name}" has no description. Write {name}: Annotated[..., Doc("One plain '
                        'sentence.")]: it is the tooltip, and what a screen reader says.', name=known.name))
    elif not known.doc.rstrip().endswith((".", "!", "?", "。")):
        problems.add(tr('the description of the parameter "{name}" is no sentence: "{doc}". End it with a full stop.',
                        name=known.name, doc=known.doc))
    if known.minimum is not None and known.maximum is not None and known.minimum > known.maximum:
        problems.add(tr('the Range of the parameter "{name}" is empty: {low} is above {high}.', name=known.name,
                        low=f"{known.minimum:g}", high=f"{known.maximum:g}"))
        return False
    if not known.accepts(known.default):
        problems.add(tr('the default of the parameter "{name}" is {value}, which its own annotation refuses: it '
                        "wants {expected}. Change the default or the annotation.", name=known.name,
                        value=repr(known.default), expected=known.expected()))
        return False
    if known.from_data is not None and not known.nullable:
        problems.add(tr("the parameter \"{name}\" is FromData but can't be None, which is what says \"from the "
                        'data". Annotate it as int | None.', name=known.name))
    return True


def _check_making(problems: Problems, component: type[Component]) -> None:
    with problems.trying(tr("making it with its default parameters")):
        if read_parameters(component, defaults(component)) != component():
            problems.add(tr("made from its defaults it is not equal to itself. Leave __post_init__ without chance "
                            "and side effects."))
    for version in range(1, component.info.version):
        with problems.trying(tr("migrate() from version {version}",
                                version=version), tr("It gets the raw parameters of that version, "
                                                                     "and returns today's; names it leaves out take "
                                                                     "their default.")):
            read_parameters(component, component.migrate({}, version))


def _check_summary(problems: Problems, info: ComponentInfo, known: tuple[Parameter, ...]) -> None:
    if not isinstance(info, LayerInfo):
        return
    names = [parameter.name for parameter in known]
    for name in info.summary:
        near = difflib.get_close_matches(name, names, n=1)
        problems.require(name in names, tr(
            'info.summary names "{name}", and there is no such parameter; did you mean {near}?', name=name,
            near=near[0]) if near else tr('info.summary names "{name}", and there is no such parameter.', name=name))
    for trait in info.traits:
        near = difflib.get_close_matches(trait, _TRAITS, n=1)
        problems.require(trait in _TRAITS or not near, tr('the trait "{trait}" is unknown to RNN Studio; did you '
                                                          'mean "{near}"?', trait=trait,
                                                          near=near[0] if near else ""))
    slot = info.slot
    if slot is not None:
        problems.require(slot.most is None or slot.most >= max(slot.least, 1),
                         tr("its slot holds at most {most} layers and needs {least}. Mend Slot(least, most).",
                            most=slot.most, least=slot.least))
    if info.help:
        page = Path(f"{info.help}.en.html")
        problems.require(page.is_file(), tr("its help page is missing: there is no file {page}. info.help is the "
                                            "path without .en.html; put the folder into the package's data.",
                                            page=page))
