"""Say what is wrong with this installation."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from core.formats import count
from councilperf.doctor import CHECKS, examine


class Command(BaseCommand):
    """Changes nothing; 0 where nothing has to be mended."""

    help = "Say what is wrong with this installation and how to mend it. The exit code is 1 where something has to be."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        """For whom."""
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args, **options) -> None:
        """Look, and tell."""
        findings = examine()
        faults = [finding for finding in findings if finding.is_fault]
        if options["json"]:
            self.stdout.write(json.dumps({"checks": list(CHECKS), "findings": [asdict(f) for f in findings]}, indent=1, ensure_ascii=False))  # fmt: skip
        else:
            for finding in findings:
                self.stdout.write(f"{'FAULT ' if finding.is_fault else 'advice'} {finding.check}: {finding.sentence}")
            advice = len(findings) - len(faults)
            self.stdout.write(f"{count(len(CHECKS), 'check')} made: {count(len(faults), 'fault')}, {count(advice, 'piece', 'pieces')} of advice.")  # fmt: skip
        if faults:
            sys.exit(1)
