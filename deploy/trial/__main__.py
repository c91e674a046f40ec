"""Make the machine, walk, say what was wrong."""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

from deploy.trial import containers, walk
from deploy.trial.machine import machine
from deploy.trial.network import TrialError
from deploy.trial.trial import Trial


def main() -> int:
    """1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="deploy/try")
    parser.add_argument("--base", type=Path, help="a folder that debootstrap made, or that it shall make")
    parser.add_argument("--keep", action="store_true", help="leave the machine's folder")
    parser.add_argument("--containers", action="store_true", help="docs/containers.md, and not docs/installing.md")
    asked = parser.parse_args()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="council-releases-") as folder,
            machine(asked.base, keep=asked.keep, containers=asked.containers) as made,
        ):
            trial = Trial(made, Path(folder))
            try:
                if asked.containers:
                    trial.certificate = containers.CERTIFICATE
                    containers.everything(trial)
                else:
                    walk.everything(trial)
            except Exception:  # noqa: BLE001 - whatever it was is told, and the machine is taken down
                trial.see("the walk came to its end", holds=False, found=traceback.format_exc())
    except TrialError as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"{len(trial.wrong)} wrong." if trial.wrong else "All of it held.")
    return 1 if trial.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
