"""How much memory this process uses, asked of each system in its own way, and a wall against more where the system builds one.

Linux refuses a process more than its limit (``setrlimit``). Windows and macOS are only watched, some twenty times a second: one call that
takes gigabytes between two looks is seen late there.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from pathlib import Path
from typing import Any

PAGE_FILE = Path("/proc/self/statm")


def used() -> int:
    """Bytes of memory that this process holds now; on macOS the most that it ever held. 0 where the system does not say."""
    if sys.platform == "win32":
        return _used_on_windows()
    if sys.platform == "darwin":
        import resource

        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    try:
        return int(PAGE_FILE.read_text(encoding="ascii").split()[1]) * mmap.PAGESIZE
    except (OSError, ValueError, IndexError):
        return 0


def wall(most: int) -> None:
    """Has the system refuse this process more than ``most`` bytes of its own, where it can."""
    if sys.platform != "linux":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of Windows."""

    _fields_ = [
        ("cb", ctypes.c_uint32), ("PageFaultCount", ctypes.c_uint32),
        *((name, ctypes.c_size_t) for name in (
            "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage", "QuotaPeakNonPagedPoolUsage",
            "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage",
        )),
    ]  # fmt: skip


def _used_on_windows() -> int:
    """What Windows has promised the process, in memory or in its page file."""
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009  only Windows has it
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    asked = kernel.K32GetProcessMemoryInfo
    asked.argtypes = (ctypes.c_void_p, ctypes.POINTER(_Counters), ctypes.c_uint32)
    counters = _Counters(cb=ctypes.sizeof(_Counters))
    if not asked(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb):
        return 0
    return int(counters.PagefileUsage)
