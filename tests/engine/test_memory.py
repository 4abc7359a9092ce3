"""What memory is kept for the next batch, and given back after."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource
from rnnstudio.engine import memory

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    blocks = [bytearray(20 * 2**20) for _ in range(3)]
    del blocks
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

{keep}
faults(), faults()
kept = faults()
memory.give_back()
print(kept, faults())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told")
def test_that_what_is_freed_is_kept_until_it_is_given_back():
    found = {}
    for keep in ("", "memory.keep_what_is_freed()"):
        done = subprocess.run([sys.executable, "-c", PROGRAM.format(keep=keep)], capture_output=True, text=True,
                              check=True, timeout=60)
        found[bool(keep)] = [int(word) for word in done.stdout.split()]
    pages = 60 * 2**20 // 4096
    assert found[False][0] > pages / 4, "without it they are taken from the system anew each time"
    assert found[True][0] < pages / 20
    assert found[True][1] > pages / 4
