"""The help pages of the bundled layers: whole, well-formed, alike in both languages, and right in their sums."""

from __future__ import annotations

import ast
import json
import math
import operator
import re
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest
import rnnstudio_data
import rnnstudio_layers

from rnnstudio.api import BuildContext, DataFacts, parameters, read_parameters
from rnnstudio.project.model import TrainingSettings

HELP = Path(rnnstudio_layers.__file__).with_name("help")
LAYERS = {layer.info.id.removeprefix("rnnstudio."): layer for layer in rnnstudio_layers.rnnstudio_layers()}
LANGUAGES = ("en", "zh_CN")
PAGES = sorted(HELP.glob("*.html"))

HEADINGS = {
    "en": ["What it computes", "Shapes", "Parameters", "When to choose it", "What it costs", "Good to know"],
    "zh_CN": ["计算方式", "形状", "参数量", "何时选用", "开销", "注意事项"],
}
ATTRIBUTES = {"p": {"class"}, "div": {"class"}, "a": {"href"}, "img": {"src", "alt"}}
PLAIN = {"h3", "ul", "li", "table", "tr", "td", "th", "i", "b", "sub", "sup", "code"}
ALONE = {"img"}
PARENTS = {"li": "ul", "tr": "table", "td": "tr", "th": "tr"}
WORDS = "\u4e00-\u9fff"
SIGNS = "\u3000-\u303f\uff00-\uffef"
CHINESE = WORDS + SIGNS

each_layer = pytest.mark.parametrize("kind", LAYERS)
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name.removesuffix(".html"))


class Reader(HTMLParser):
    """Reads a page strictly: every element is known, closed and where it may be."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.links, self.pictures, self.found = [], [], [], {}
        self.feed(text)
        self.close()
        assert self.open == [], "left open"

    def inside(self):
        return self.open[-1][0] if self.open else None

    def handle_starttag(self, tag, attrs):
        assert tag in PLAIN or tag in ATTRIBUTES, tag
        assert dict(attrs).keys() <= ATTRIBUTES.get(tag, set()), (tag, attrs)
        assert tag not in PARENTS or self.inside() == PARENTS[tag], f"{tag} in the wrong place"
        known = dict(attrs)
        kind = f"{tag}.{known['class']}" if "class" in known else tag
        assert kind in {"p.eq", "div.note"} or "class" not in known, kind
        if tag == "a":
            self.links.append(known["href"])
        if tag == "img":
            assert known["alt"].strip(), "a picture needs words for those who can't see it"
            self.pictures.append(known["src"])
        if tag not in ALONE:
            self.open.append((tag, kind, []))

    def handle_endtag(self, tag):
        assert self.inside() == tag, f"</{tag}> ends nothing"
        _, kind, words = self.open.pop()
        text = "".join(words)
        self.found.setdefault(kind, []).append(text)
        if self.open:
            self.open[-1][2].append(text)

    def handle_data(self, data):
        if self.open:
            self.open[-1][2].append(data)
        else:
            assert not data.strip(), f"text outside of a paragraph: {data!r}"

    def handle_decl(self, decl):
        raise AssertionError(decl)

    handle_comment = handle_pi = unknown_decl = handle_decl


@cache
def text_of(path):
    return path.read_text(encoding="utf-8")


@cache
def read(path):
    return Reader(text_of(path))


def page(kind, language):
    return HELP / f"{kind}.{language}.html"


def kind_of(path):
    return path.name.split(".")[0]


def language_of(path):
    return path.name.split(".")[1]


def sentences(path):
    """Return the words of each block of a page."""
    return [text for kind in ("p", "p.eq", "h3", "li", "td", "th", "div.note")
            for text in read(path).found.get(kind, [])]


@each_layer
def test_that_every_layer_has_a_page_in_each_language(kind):
    assert Path(LAYERS[kind].info.help).resolve() == (HELP / kind).resolve()
    assert [language for language in LANGUAGES if not page(kind, language).is_file()] == []


def test_that_every_page_is_of_a_layer():
    assert {(kind_of(found), language_of(found)) for found in PAGES} == {
        (kind, language) for kind in LAYERS for language in LANGUAGES}


@each_page
def test_that_a_page_is_well_formed(page):
    text = text_of(page)
    read(page)
    assert re.fullmatch(r"<p>.*>\n", text, re.DOTALL)
    assert not re.search("http|www|\ufeff|\r|  +<(?!li|tr)", text, re.IGNORECASE)


@each_page
def test_that_a_page_has_all_its_sections(page):
    assert read(page).found["h3"] == HEADINGS[language_of(page)]
    assert read(page).found["p.eq"]


@each_page
def test_that_links_and_pictures_lead_somewhere(page):
    assert {link.removeprefix("layer:rnnstudio.") for link in read(page).links} <= LAYERS.keys()
    assert all(link.startswith("layer:rnnstudio.") for link in read(page).links)
    assert [name for name in read(page).pictures if not (HELP / name).is_file()] == []


def catalogue():
    found = resources.files("rnnstudio_resources") / "translations" / "zh_CN.json"
    return json.loads(found.read_text(encoding="utf-8"))


@each_page
def test_that_a_link_says_what_the_layer_is_called(page):
    known = catalogue() if language_of(page) == "zh_CN" else {}
    for link, words in zip(read(page).links, read(page).found.get("a", []), strict=True):
        title = LAYERS[link.removeprefix("layer:rnnstudio.")].info.title
        assert words == known.get(title, words if known else title)


@each_page
def test_that_a_page_doesnt_link_to_itself(page):
    assert f"layer:rnnstudio.{kind_of(page)}" not in read(page).links


def test_that_every_picture_is_shown():
    assert {found.name for found in HELP.glob("*.svg")} == {name for found in PAGES for name in read(found).pictures}


@pytest.mark.parametrize("kind", sorted({kind_of(found) for found in PAGES}))
def test_that_both_languages_say_the_same(kind):
    english, chinese = (read(page(kind, language)) for language in LANGUAGES)
    for element in ("p.eq", "code"):
        assert english.found.get(element) == chinese.found.get(element)
    for element in ("h3", "p", "li", "tr", "th", "td", "div.note", "table"):
        assert len(english.found.get(element, ())) == len(chinese.found.get(element, ())), element
    assert english.pictures == chinese.pictures
    assert set(english.links) == set(chinese.links)


@each_page
def test_that_a_page_is_in_its_language(page):
    if language_of(page) == "en":
        assert re.findall(f"[{CHINESE}]", text_of(page)) == []
    else:
        found = read(page).found
        prose = [words for kind in ("p", "h3", "li", "div.note") for words in found.get(kind, ())]
        assert [words for words in prose if words and words not in found.get("code", ())
                and not re.search(f"[{CHINESE}]", words)] == []


@pytest.mark.parametrize("page", [found for found in PAGES if language_of(found) == "zh_CN"],
                         ids=lambda page: kind_of(page))
def test_that_chinese_is_typeset_in_one_way(page):
    for words in sentences(page):
        assert re.findall(f"[{WORDS}][,.;:?!]|[{WORDS}][A-Za-z0-9]|[A-Za-z0-9][{WORDS}]", words) == [], words
        assert re.findall(f"[{CHINESE}] +[{CHINESE}]| [{SIGNS}]|[{SIGNS}] ", words) == [], words


def titles():
    """Return what the program calls the parameters that pages may name."""
    components = [*LAYERS.values(), *rnnstudio_data.rnnstudio_encoders(), TrainingSettings]
    return {found.title for component in components for found in parameters(component)}


@pytest.mark.parametrize("kind", sorted({kind_of(found) for found in PAGES}))
def test_that_parameters_are_called_what_the_program_calls_them(kind):
    english, chinese = (set(read(page(kind, language)).found.get("b", ())) for language in LANGUAGES)
    assert english <= titles()
    known = {words for title, words in catalogue().items() if title in english}
    assert known <= chinese
    assert len(english) == len(chinese)


OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def value(text):
    """Return what a sum comes to, as people write it: ``4 × (8,000 + 64)``."""
    def of(node):
        match node:
            case ast.Constant(value=number):
                return number
            case ast.BinOp(left, sign, right):
                return OPERATORS[type(sign)](of(left), of(right))
        raise AssertionError(ast.dump(node))

    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text).replace("×", "*").replace("−", "-").replace("·", "*")
    return of(ast.parse(plain.strip(), mode="eval").body)


def sums(words):
    return [found.partition(" = ")[::2] for found in words if " = " in found]


def counted(kind):
    """Return the results of the sums in a page's section on parameters."""
    section = text_of(page(kind, "en")).split("<h3>")[3]
    return [value(result) for _, result in sums(Reader(section.partition("</h3>")[2]).found.get("code", ()))]


@each_page
def test_that_worked_examples_come_to_what_they_say(page):
    for left, right in sums(read(page).found.get("code", ())):
        assert math.isclose(value(left), value(right)), f"{left} = {right}"


STEPS = (None, None)
IDS = (None, 7)


def layer(kind, *inner, **raw):
    return kind, raw, inner


EXAMPLES = {
    "embedding": [(layer("embedding", output_dim=16, input_dim=8_000), IDS)],
    "one_hot": [(layer("lstm", units=64), (*STEPS, 8_000))],
    "integer": [(layer("lstm", units=64), (*STEPS, 1))],
    "lstm": [(layer("lstm", units=64), (*STEPS, 16))],
    "gru": [(layer("gru", units=64), (*STEPS, 16)), (layer("gru", units=64, reset_after=False), (*STEPS, 16))],
    "simple_rnn": [(layer("simple_rnn", units=64), (*STEPS, 16))],
    "lstm_cell": [(layer("lstm_cell", units=64), (None, 16))],
    "gru_cell": [(layer("gru_cell", units=64), (None, 16))],
    "simple_rnn_cell": [(layer("simple_rnn_cell", units=64), (None, 16))],
    "rnn": [(layer("rnn", layer("lstm_cell", units=32), layer("gru_cell", units=24)), (*STEPS, 16))],
    "bidirectional": [(layer("bidirectional", layer("lstm", units=32)), (*STEPS, 16))],
    "attention_pooling": [(layer("attention_pooling", units=32), (*STEPS, 64))],
    "multi_head_attention": [(layer("multi_head_attention", num_heads=4, key_dim=16), (*STEPS, 64))],
    "separable_conv_1d": [(layer("separable_conv_1d", filters=32, kernel_size=5), (*STEPS, 16)),
                          (layer("conv_1d", filters=32, kernel_size=5), (*STEPS, 16))],
    "residual": [(layer("residual", layer("dense", units=32)), (*STEPS, 64))],
    "self_attention": [(layer("self_attention", num_heads=2, key_dim=32), (*STEPS, 64))],
    "time_distributed": [(layer("time_distributed", layer("dense", units=8)), (*STEPS, 64))],
    "conv_1d": [(layer("conv_1d", filters=32, kernel_size=5), (*STEPS, 16))],
    "dense": [(layer("dense", units=16), (None, 64))],
    "flatten": [(layer("dense", units=32), (None, 320))],
    "layer_normalization": [(layer("layer_normalization"), (*STEPS, 64))],
    "batch_normalization": [(layer("batch_normalization"), (*STEPS, 64))],
}
"""The layers that the pages' sums count, by page, each with what comes into it."""

NOTHING_TO_COUNT = ("masking", "reshape", "repeat_vector", "zero_padding_1d", "cropping_1d", "activation",
                    "dropout", "spatial_dropout_1d", "gaussian_noise", "max_pooling_1d", "average_pooling_1d",
                    "global_max_pooling_1d", "global_average_pooling_1d")


def built(kind, raw, inner, name="example"):
    children = tuple(built(*each, name=f"{name}_{at}") for at, each in enumerate(inner))
    facts = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=8_000)
    return read_parameters(LAYERS[kind], raw).build(
        BuildContext(name=name, facts=facts, children=children, seed=1))


def test_that_every_page_with_a_sum_is_checked_against_keras():
    assert EXAMPLES.keys() | set(NOTHING_TO_COUNT) == LAYERS.keys()
    assert {kind: len(counted(kind)) for kind in LAYERS} == {
        kind: len(EXAMPLES.get(kind, ())) for kind in LAYERS}


@pytest.mark.tf
@pytest.mark.parametrize("kind", EXAMPLES)
def test_that_the_counts_are_those_of_keras(kind):
    found = []
    for example, shape in EXAMPLES[kind]:
        made = built(*example)
        made.build(shape)
        found.append(made.count_params())
    assert found == counted(kind)


@pytest.mark.tf
@pytest.mark.parametrize("kind", NOTHING_TO_COUNT)
def test_that_layers_said_to_have_nothing_to_learn_have_nothing(kind):
    made = built(kind, {}, ())
    made.build((None, 4) if kind == "repeat_vector" else (None, 8, 4))
    assert sum(math.prod(weight.shape) for weight in made.trainable_weights) == 0
