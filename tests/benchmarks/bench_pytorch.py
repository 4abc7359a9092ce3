"""Seconds per epoch: ours against an equivalent PyTorch script on the processor.

The same LSTM(64) on the same long reviews in the same batches, which are sorted by length for both; PyTorch packs
them as its tutorials do. Both use all cores and their own defaults. Epochs take turns; the best of each side counts,
as a busy machine only ever makes one slower. Needs torch (``pip install rnnstudio[bench]``); without it nothing is
measured.

    python tests/benchmarks/bench_pytorch.py
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import numpy as np
from bench_bucketing import BATCH, VOCABULARY, long_reviews, lstm
from ratio import skip, tell

from rnnstudio.engine import device
from rnnstudio.engine.batches import training_batches

LIMIT = 0.6
EPOCHS = 2
WHAT = "an epoch of LSTM(64), ours / PyTorch on the processor"

Pairs = list[tuple[Any, Any, Any]]


def torch_epoch(torch: Any) -> Any:
    """Return a function that trains an epoch of (ids, lengths, labels) with a model of its own."""
    torch.manual_seed(0)

    class Reviews(torch.nn.Module):  # type: ignore[name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.embedding = torch.nn.Embedding(VOCABULARY, 64, padding_idx=0)
            self.lstm = torch.nn.LSTM(64, 64, batch_first=True)
            self.dense = torch.nn.Linear(64, 1)

        def forward(self, ids: Any, lengths: Any) -> Any:
            packed = torch.nn.utils.rnn.pack_padded_sequence(
                self.embedding(ids), lengths, batch_first=True, enforce_sorted=False)
            return self.dense(self.lstm(packed)[1][0][-1])

    model = Reviews()
    optimizer = torch.optim.Adam(model.parameters())
    loss_of = torch.nn.BCEWithLogitsLoss()

    def epoch(batches: Pairs) -> float:
        total = 0.0
        for ids, lengths, labels in batches:
            optimizer.zero_grad()
            loss = loss_of(model(ids, lengths), labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(batches)

    return epoch


def main() -> int:
    """Print both sides' best epochs and the ratio."""
    try:
        import torch
    except ImportError:
        skip(WHAT, "torch is not installed; pip install rnnstudio[bench]")
        return 0
    engine = device.load()
    print(f"Python {sys.version.split()[0]}, tensorflow {engine.tensorflow}, keras {engine.keras}, torch "
          f"{torch.__version__} with {torch.get_num_threads()} threads, {engine.device}, "
          f"load {os.getloadavg()[0]:.1f}")
    part, _ = long_reviews()
    model, epoch = lstm(0), torch_epoch(torch)
    ours, theirs = [], []
    for number in range(EPOCHS + 1):
        batches = training_batches(part, BATCH, number, 1)
        began = time.perf_counter()
        loss = model.fit(batches.dataset, steps_per_epoch=len(batches.sizes), verbose=0, shuffle=False)
        ours.append(time.perf_counter() - began)
        same = [(torch.from_numpy(inputs.astype(np.int64)), torch.from_numpy((inputs != 0).sum(axis=1)),
                 torch.from_numpy(labels.copy())) for inputs, labels in
                training_batches(part, BATCH, number, 1).dataset.as_numpy_iterator()]
        began = time.perf_counter()
        other = epoch(same)
        theirs.append(time.perf_counter() - began)
        print(f"epoch {number}: ours {ours[-1]:.1f} s, loss {loss.history['loss'][0]:.3f}; PyTorch {theirs[-1]:.1f} "
              f"s, loss {other:.3f}", flush=True)
    best, least = min(ours[1:]), min(theirs[1:])  # the first one traces
    print(f"best of {EPOCHS}: ours {best:.2f} s, PyTorch {least:.2f} s")
    return int(not tell(WHAT, best / least, LIMIT))


if __name__ == "__main__":
    sys.exit(main())
