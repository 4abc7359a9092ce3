"""The proof with the real reader: TensorBoard on an export, its Projector in a browser, both without a network."""

from __future__ import annotations

import importlib.util
import json
import shutil
import time
import urllib.request

import numpy as np
import pytest
from rnnstudio_exports.projector import EmbeddingProjector

from rnnstudio import tensorboard
from rnnstudio.api import EmbeddingTable, ExportContext, UserError

pytestmark = pytest.mark.slow

FLAGS = ("--headless=new", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
         "--ignore-gpu-blocklist", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--window-size=1440,900",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
WORDS = [
    "[PAD]", "[UNK]", "the", "don't", "a\tb", "tab\t", "007", "1e5", "0x1F", "-1", '"quoted"', '"', "it's", "\\n",
    "😀", "👩\u200d👩\u200d👧", "床前明月光", "naïve", "", " ", "\u3000", "x", "x", "x (2)", "שלום", "مرحبا", "a\nb",
    "\r", "\ufeffword", "<b>bold</b>", "&amp;", "NaN", "null", "__proto__", "constructor", "two words", "#1", "%20"]
PATIENCE = 90.0
SEEN = """
function find(root, tag) {
  for (const each of root.querySelectorAll("*")) {
    if (each.localName === tag) return each;
    const inside = each.shadowRoot && find(each.shadowRoot, tag);
    if (inside) return inside;
  }
  return null;
}
const projector = find(document, "vz-projector");
const data = projector && projector.dataSet;
if (!data || !data.points[0].metadata || !Object.keys(data.points[0].metadata).length) return null;
return {
  points: data.points.map(point => point.metadata),
  vectors: data.points.map(point => Array.from(point.vector)),
  shown: projector.shadowRoot.textContent.replace(/\\s+/g, " "),
};
"""


def exported(folder, **settings):
    vectors = np.random.default_rng(0).normal(size=(len(WORDS), 8)).astype(np.float32)
    shares = np.full((len(WORDS), 2), [0.25, 0.75], np.float32)
    shares[0] = np.nan
    table = EmbeddingTable(name="words & more", vectors=vectors, tokens=WORDS, counts=range(len(WORDS)),
                           classes=("bad", "good"), association=shares)
    report = EmbeddingProjector(**settings).export(table, folder, ExportContext())
    written = list(WORDS)
    for change in report.renamed:
        assert written[change.row] == change.original
        written[change.row] = change.written
    return vectors, written


@pytest.fixture(scope="module")
def browser():
    """Chromium, driven by its own driver: nothing is fetched to drive it."""
    places = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
    missing = [name for name, place in places.items() if place is None]
    if missing:
        pytest.skip(f"there is no {' and no '.join(missing)} here to look at the Projector with")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = places["chromium"]
    for flag in FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(places["chromedriver"]))
    yield driver
    driver.quit()


def seen_in(browser, address):
    """Return what the Projector shows, once it has all of it."""
    browser.get(address)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        browser.switch_to.default_content()
        while frames := browser.find_elements("tag name", "iframe"):  # the plugin's, and in it the Projector's own
            browser.switch_to.frame(frames[0])
        if (seen := browser.execute_script(SEEN)) is not None:
            return seen
        time.sleep(0.3)
    raise AssertionError("the Projector shows nothing")


@pytest.mark.parametrize("settings", [{}, {"classes": True}])
def test_that_the_projector_shows_every_word_beside_its_vector(tmp_path, browser, settings):
    vectors, written = exported(tmp_path, **settings)
    with tensorboard.start(tmp_path) as shown:
        seen = seen_in(browser, shown.address)
    key = "word" if settings else "label"
    assert [point[key] for point in seen["points"]] == written
    assert np.array_equal(np.array(seen["vectors"], np.float32), vectors)
    assert f"Points: {len(WORDS)} " in seen["shown"]
    assert "Dimension: 8" in seen["shown"]
    if settings:
        assert [point["count"] for point in seen["points"]] == list(range(len(WORDS)))
        assert [point["P(good)"] for point in seen["points"]] == [None] + [0.75] * (len(WORDS) - 1)


def test_that_the_server_reads_the_same_and_ends_with_who_started_it(tmp_path):
    if importlib.util.find_spec("tensorboard") is None:
        pytest.skip("tensorboard is not installed")
    vectors, written = exported(tmp_path)
    with tensorboard.start(tmp_path) as shown:
        assert shown.address.startswith("http://127.0.0.1:")
        base = shown.address.split("#")[0] + "data/plugin/projector/"

        def get(path):
            with urllib.request.urlopen(base + path, timeout=30) as answer:
                return answer.read()

        info = json.loads(get("info?run=."))["embeddings"]
        assert [entry["tensorShape"] for entry in info] == [list(vectors.shape)]
        name = info[0]["tensorName"]
        assert get(f"metadata?run=.&name={name}").decode() == "\n".join(written) + "\n"
        assert np.array_equal(np.frombuffer(get(f"tensor?run=.&name={name}"), np.float32), vectors.ravel())
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(base, timeout=5)


def test_that_what_keeps_it_from_starting_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(tensorboard, "require", lambda: None)
    monkeypatch.setattr(tensorboard, "command", lambda folder: [
        tensorboard.sys.executable, "-c", "raise SystemExit('no port is free')"])
    with pytest.raises(UserError, match="TensorBoard could not be started: no port is free"):
        tensorboard.start(tmp_path)
    monkeypatch.setattr(tensorboard, "command", lambda folder: [
        tensorboard.sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(UserError, match="could not be started"):
        tensorboard.start(tmp_path, patience=0.2)


def test_that_where_it_is_not_installed_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setattr(tensorboard.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r'not installed; this installs it: pip install "rnnstudio\[tensorboard\]"'):
        tensorboard.require()
