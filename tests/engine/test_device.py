"""TensorFlow is loaded without a word, and what it trains on has a name."""

import importlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from rnnstudio.engine import device

pytestmark = pytest.mark.tf


def test_that_loading_prints_nothing_but_what_others_print_and_leaves_out_what_takes_long():
    script = ("from rnnstudio.engine import device; import os\n"
              "with device._quiet_stderr():\n"
              "    os.write(2, b'from someone else\\n')\n"
              "loaded = device.load()\n"
              "assert device.load() is loaded and loaded.seconds > 0\n"
              "import keras, sys, tensorflow as tf; tf.constant(1) + 1\n"
              "assert 'sklearn' not in sys.modules\n"
              "from sklearn.base import BaseEstimator\n"
              "print(keras.backend.backend(), loaded.device)")
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert ended.stderr == "from someone else\n"
    backend, device = ended.stdout.strip().split(" ", 1)
    assert backend == "tensorflow"
    assert device.startswith("CPU, ") or "GPU" in device or "NVIDIA" in device


def test_that_loading_without_a_console_works():
    script = ("import sys, os; os.close(2); sys.stderr = sys.__stderr__ = None\n"
              "from rnnstudio.engine import device; print(device.load().keras)")
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout.startswith("3.")


def test_that_a_package_is_left_out_in_the_thread_that_loads_alone(tmp_path, monkeypatch):
    (tmp_path / "left_out_of_one_thread.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    name = "left_out_of_one_thread"
    with device._without(name):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(name)
        with ThreadPoolExecutor(1) as other:
            assert other.submit(importlib.import_module, name).result().__name__ == name
    monkeypatch.delitem(sys.modules, name)
    assert importlib.import_module(name)
    monkeypatch.delitem(sys.modules, name)
