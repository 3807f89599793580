"""What an installed Khung brings along, and what it must not."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = {"khung", "generators", "cli"}


def test_the_wheel_holds_our_three_packages_and_the_schema(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == OURS
    for needed in (
        "khung/_schema/metamodel.yaml",
        "khung/_schema/derived/codes.json",
        "khung/_schema/packs/qd-1425/pack.yaml",
        "khung/_schema/mkdocs.yml",
    ):
        assert needed in names


def test_no_other_distribution_claims_our_names():
    owners = packages_distributions()
    for name in OURS:
        assert set(owners.get(name, ["khung"])) == {"khung"}


def test_import_contracts_hold():
    done = subprocess.run([str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
