"""The child process that lays a document out: ``python -m core.pdf_child``, order on stdin, PDF on stdout.

Knows nothing of Django. The order is JSON: html, static (a directory), styles (paths below it),
extra (CSS), marks (whether the HTML is wanted back with marks where pages begin) and first_page
(the number of the first), running_on (CSS for pages that run on from others). The answer is one line of JSON (pages, anchors, how long the PDF is), then
the PDF, then that HTML. What is being done is said on stderr, a line each: "@page 37", "@finishing".
An order with at_once (so many pieces at a time), kept (where pieces are kept, or nothing) and scratch
(a directory) has the document laid out in its pieces (core.pdf_press): "@page 37 2" is page 37 of piece 2.
"""

from __future__ import annotations

import ctypes.util
import gc
import json
import os
import resource
import sys
from contextlib import suppress

from core.pdf_ends import EndedError, RefusedError

YIELDS = 10
"""How far laying out stands back, so that pages which take a form answer first where processors are few."""
MEMORY = 4 << 30
"""Bytes of address space that a process may take: a document of 800 pages in one piece takes a gigabyte."""


REFUSED = 2


def tell(what: str) -> None:
    """Say what is being done. Where nobody listens any more, whoever ordered it is gone: so is this."""
    try:
        os.write(2, f"@{what}\n".encode())
    except BrokenPipeError:
        os._exit(3)


def main() -> int:
    """Read an order, write a PDF; on failure, one sentence on stderr and a code that is not 0."""
    os.nice(YIELDS)
    with suppress(ValueError, OSError):  # not every system can limit it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    gc.disable()  # a fifth of the time; the process ends with the document
    try:
        for one in made(json.load(sys.stdin)):
            sys.stdout.buffer.write(one)
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return REFUSED
    except EndedError as ended:
        if ended.code < 0:
            print("MemoryError", file=sys.stderr)
        return abs(ended.code)
    return 0


def made(order: dict) -> tuple[bytes, bytes, bytes]:
    """What is said of a document, the PDF, and its HTML. Libraries are read when it is known that they are needed."""
    if sys.platform == "linux":
        # The layout engine's libraries are found by the names of their files too, which it tries next. Before that
        # Python would ask the system's compiler and linker about other names, for longer than all else that is loaded.
        ctypes.util.find_library = lambda _name: None
    if "at_once" in order:
        from core.pdf_press import document

        if found := document(order, tell):
            return found
    from core.pdf_layout import lay_out

    facts, content, marked = lay_out(order | {"extra": order["extra"] + order["running_on"]}, tell)
    return json.dumps(facts).encode() + b"\n", content, marked


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Without taking the interpreter down: a thread of the font libraries may still run code that is being unloaded.
    os._exit(code)
