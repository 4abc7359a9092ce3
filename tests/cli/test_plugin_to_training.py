"""From nothing to a training with a layer of one's own: the way that the guide describes, timed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.tf, pytest.mark.slow]

LIMIT = 120.0


def rnnstudio(*words, cwd):
    done = subprocess.run([sys.executable, "-m", "rnnstudio", *words], cwd=cwd, capture_output=True, text=True,
                          timeout=2 * LIMIT, check=False, env={**os.environ, "RNNSTUDIO_HOME": str(cwd / "home")})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_that_a_new_plugins_layer_trains_within_two_minutes(tmp_path):
    began = time.monotonic()
    rnnstudio("plugins", "new", "my-layer", cwd=tmp_path)
    project = {
        "format": "rnnstudio-project", "schema": 1, "name": "Mine",
        "data": {"source": {"type": "rnnstudio.english_reviews", "version": 1, "params": {}},
                 "encoder": {"type": "rnnstudio.words", "version": 1, "params": {"vocabulary_size": 1000}}},
        "stack": [
            {"id": "embedding_1", "type": "rnnstudio.embedding", "version": 1, "params": {"output_dim": 8}},
            {"id": "mine_1", "type": "my_layer.layer", "version": 1, "params": {"start": 2.0}},
            {"id": "pooling_1", "type": "rnnstudio.global_average_pooling_1d", "version": 1, "params": {}},
            {"id": "dense_1", "type": "rnnstudio.dense", "version": 1, "params": {}}],
    }
    (tmp_path / "mine.rnnstudio").write_text(json.dumps(project), encoding="utf-8")
    said = rnnstudio("train", "mine.rnnstudio", "--epochs", "1", "--runs", "runs", "--plugin", "my-layer", "--json",
                     cwd=tmp_path)
    took = time.monotonic() - began
    result = json.loads(said.splitlines()[-1])
    assert Path(tmp_path / result["run"]).is_dir()
    assert took < LIMIT
