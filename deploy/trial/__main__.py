"""Make the machine, walk, say what was wrong."""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

from deploy.trial.machine import TrialError, machine
from deploy.trial.trial import Trial
from deploy.trial.walk import everything


def main() -> int:
    """1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="deploy/try")
    parser.add_argument("--base", type=Path, help="a folder that debootstrap made, or that it shall make")
    parser.add_argument("--keep", action="store_true", help="leave the machine's folder")
    asked = parser.parse_args()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="council-releases-") as folder,
            machine(asked.base, keep=asked.keep) as made,
        ):
            trial = Trial(made, Path(folder))
            try:
                everything(trial)
            except Exception:  # noqa: BLE001 - whatever it was is told, and the machine is taken down
                trial.see("the walk came to its end", holds=False, found=traceback.format_exc())
    except TrialError as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"{len(trial.wrong)} wrong." if trial.wrong else "All of it held.")
    return 1 if trial.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
