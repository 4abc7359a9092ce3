"""What this machine has and lacks for a window: a display, the system's libraries.

Standard library only: ``scripts/setup.py`` asks here before anything is installed, with whatever Python there is.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

Display = Literal["", "chosen", "native", "wayland", "x11"]

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
    "libxcb.so.1": "libxcb1",
}
"""What Qt needs even without a display, with the Debian package that has it."""

X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""What a window on an X display needs besides."""

DESKTOP_TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}
"""Programs that make a desktop without a screen, on which the tests use a real mouse."""
BROWSER_TOOLS = {"chromium": "chromium", "chromedriver": "chromium-driver"}
"""A browser without a screen, in which the tests look at an export as a person would."""

_BY_PROVIDED_NAME = ("dnf", "zypper")


def display() -> Display:
    """Return what a window would appear on, or "" if there is nothing that answers.

    ``chosen`` means that ``QT_QPA_PLATFORM`` names a platform of its own, such as ``offscreen`` or ``vnc``;
    ``native`` is Windows and macOS.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if platform and not platform.startswith(("xcb", "wayland")):
        return "chosen"
    if sys.platform in ("win32", "darwin"):
        return "native"
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if wayland and Path(os.environ.get("XDG_RUNTIME_DIR", "/"), wayland).exists():
        return "wayland"
    return "x11" if _x_server_answers(os.environ.get("DISPLAY", "")) else ""


def _x_server_answers(name: str) -> bool:
    """Tell whether something listens at an X display such as ``:0`` or ``localhost:10.0``."""
    host, _, number = name.rpartition(":")
    number = number.split(".")[0]
    if not number.isdecimal():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return any(_connects(socket.AF_UNIX, address) for address in (path, "\0" + path))
    return _connects(socket.AF_INET, (host, 6000 + int(number)))


def _connects(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family) as link:
        link.settimeout(1)
        try:
            link.connect(address)
        except OSError:
            return False
        return True


def missing_libraries(shown_on: Display) -> dict[str, str]:
    """Return the system libraries that Qt needs for a display and this machine lacks, with their Debian packages."""
    if not sys.platform.startswith("linux"):
        return {}
    needed = {**QT_LIBRARIES, **(X11_LIBRARIES if shown_on == "x11" else {})}
    return {library: package for library, package in needed.items() if not _loads(library)}


def missing_for_a_desktop() -> dict[str, str]:
    """Return what a test with a real mouse needs and this machine lacks, with the Debian packages."""
    if not sys.platform.startswith("linux"):
        return {}
    tools = {tool: package for tool, package in DESKTOP_TOOLS.items() if shutil.which(tool) is None}
    return {**tools, **missing_libraries("x11")}


def missing_for_a_browser() -> dict[str, str]:
    """Return what a test in a real browser needs and this machine lacks, with the Debian packages."""
    if not sys.platform.startswith("linux"):
        return {}
    return {tool: package for tool, package in BROWSER_TOOLS.items() if shutil.which(tool) is None}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_command(missing: Mapping[str, str]) -> str:
    """Return the one command that installs missing libraries here, or "" if no known package tool is there."""
    if shutil.which("apt-get"):
        return as_root(["apt-get", "install", "-y", *sorted(set(missing.values()))])
    for tool in _BY_PROVIDED_NAME:
        if shutil.which(tool):
            suffix = "()(64bit)" if sys.maxsize > 2**32 else ""
            return as_root([tool, "install", "-y", *(name + suffix for name in missing if name.startswith("lib"))])
    return ""


def has_chinese_font() -> bool:
    """Tell whether Chinese can be shown; True where fontconfig can't be asked."""
    try:
        found = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return True
    return bool(found.stdout.strip())


def as_root(command: Sequence[str]) -> str:
    """Return a command as one would type it, with ``sudo`` before it unless this is root already."""
    return shlex.join(command if is_root() else ["sudo", *command])


def is_root() -> bool:
    """Tell whether this process may install packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
