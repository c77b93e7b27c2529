"""The plan of a seed."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

from ..schedule import KINDS, plan

REPLICAS = [f"{service}-{instance}" for service in ("auth", "gateway", "hosts", "queue", "results") for instance in (1, 2)]


class Plans(unittest.TestCase):
    def test_the_same_seed_gives_the_same_plan_in_every_process(self):
        code = (
            "import sys, json; from muster_nemesis.schedule import plan; "
            f"print(json.dumps([str(fault) for fault in plan(7, 300, {REPLICAS!r})]))"
        )
        folder = Path(__file__).resolve().parent.parent.parent
        result = subprocess.run([sys.executable, "-B", "-c", code], cwd=folder, capture_output=True, text=True, check=True)
        self.assertEqual(json.loads(result.stdout), [str(fault) for fault in plan(7, 300, REPLICAS)])
        self.assertNotEqual(plan(7, 300, REPLICAS), plan(8, 300, REPLICAS))

    def test_every_kind_comes_in_five_minutes(self):
        for seed in range(20):
            self.assertEqual({fault.kind for fault in plan(seed, 300, REPLICAS)}, set(KINDS))

    def test_all_is_healed_in_time_and_some_overlap(self):
        overlaps = 0
        for seed in range(50):
            faults = plan(seed, 120, REPLICAS)
            self.assertTrue(all(fault.end <= 120 for fault in faults))
            overlaps += sum(one.end > other.at for one, other in zip(faults, faults[1:]))
        self.assertGreater(overlaps, 20)

    def test_no_two_faults_of_one_subject_overlap(self):
        for seed in range(50):
            faults = plan(seed, 300, REPLICAS)
            for index, fault in enumerate(faults):
                for other in faults[:index]:
                    self.assertFalse(other.subject == fault.subject and other.end > fault.at, f"{seed}: {other}, {fault}")
