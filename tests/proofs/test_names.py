"""Every proof that can be asked for is there, before Django is."""

import subprocess
import sys

from django.conf import settings

from proofs.__main__ import PROOFS


def test_every_proof_is_read_by_a_bare_process():
    proofs = [f"proofs.{name}" for name in PROOFS]
    words = f"import importlib\nfor name in {proofs}: print(name, importlib.import_module(name).TITLE)"
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=settings.BASE_DIR, env={}, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert [line.split()[0] for line in done.stdout.splitlines()] == proofs
