"""The proof of tampering works: a small number of each, on this database."""

import json
import os
import subprocess
import sys

from tests import demonstration


def test_each_tampering_of_a_small_run_is_found(tmp_path, db):
    told = os.environ | {"MEDIA_ROOT": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    child = [sys.executable, "-m", "proofs.tampering", "quick"]
    if demonstration.ON_POSTGRESQL:
        told.pop("DATABASE_URL", None)
        child = [sys.executable, "-m", "tests.postgres", *child]
    else:
        told["DATABASE_URL"] = f"sqlite:///{tmp_path / 'tampering.sqlite3'}"
    done = subprocess.run(child, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["alarms"], found["errors"], found["unsealed"]) == (0, 0, 0), found["words"] + found["first"]
    assert found["writes"] > 3
    assert all(counted["made"] == counted["found"] > 0 for counted in found["tamperings"].values()), found["tamperings"]
    assert len(found["tamperings"]) == 8
