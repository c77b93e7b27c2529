"""What is told of a run."""

import json
import statistics
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path

from .history import FAILED, OK, UNKNOWN, Record
from .recovery import GROUPS, Recovery, measure
from .trial import Outcome

SHOWN = 5  # violations of one rule
EXCERPT = 6  # records of one violation
LEFT_OUT = ("token", "cookie", "lines", "matchConfig", "detail", "instance")


def tell(outcome: Outcome, run: Path) -> str:
    """As text; the same is written to <run>/report.json."""
    recoveries = measure(outcome.records, outcome.faults)
    lines = ["", *_recovery_table(recoveries), ""]
    records = outcome.records
    unknown = sum(record.outcome == UNKNOWN for record in records)
    refused = sum(record.status == 503 for record in records)
    silent = sum(record.status == 0 and record.outcome == FAILED for record in records)
    seconds = records[-1].ended - records[0].invoked if records else 0
    lines.append(
        f"{len(outcome.faults)} faults in {outcome.seconds:.0f} s; {len(records)} requests in {seconds:.0f} s: "
        f"{refused} × 503, {unknown} unknown, {silent} that reached no gateway"
    )
    endings = ", ".join(f"{count} {name}" for name, count in sorted(outcome.matches.items()))
    lines.append(f"{sum(outcome.matches.values())} matches in the log ({endings}), {outcome.events} events")
    lines.append(", ".join(f"{count} {what}" for what, count in _acts(records).items()))
    lines += [f"trial failed: {failure}" for failure in outcome.failures]
    lines += _violations(outcome)
    (run / "report.json").write_text(json.dumps(_document(outcome, recoveries), indent=1))
    return "\n".join(lines)


def _acts(records: list[Record]) -> dict[str, int]:
    """What was tried, so that a verdict isn't about nothing."""
    done = [record for record in records if record.outcome == OK]
    answers = [record.asked["accept"] for record in done if record.op == "answer"]
    return {
        "tickets": sum(record.op == "enqueue" for record in done),
        "cancelled": sum(record.op == "cancel" for record in done),
        "acceptances": sum(answers),
        "declines": len(answers) - sum(answers),
        "logouts": sum(record.op == "logout" for record in done),
        "ended sessions tried": sum("logout" in record.asked and record.status == 401 for record in records),
        "reports recorded": sum(record.op == "report" for record in done),
        "refused": sum(record.op == "report" and record.status == 409 for record in records),
        "hosts found": sum(record.op == "find" for record in done),
        "peers met": len({r.asked["address"] for r in done if r.op == "matcher" and r.answer.get("shouldStartMatch")}),
    }


def _recovery_table(recoveries: list[Recovery]) -> list[str]:
    """A row a kind of fault: the slowest first success of each group after its end, over all faults of the kind."""
    kinds = defaultdict(list)
    for recovery in recoveries:
        kinds[recovery.done.fault.kind].append(recovery)
    rows = [("fault", "times", "held", "503/none", "unknown", *GROUPS)]
    for kind, own in sorted(kinds.items()):
        held = statistics.median(r.done.healed - r.done.began for r in own)
        row = [kind, str(len(own)), f"{held:.1f} s", str(sum(r.refused for r in own)), str(sum(r.unknown for r in own))]
        for group in GROUPS:
            times = [r.after[group] for r in own if group in r.after]
            row.append(f"{max(times):.1f}" if times else "–")
        rows.append(tuple(row))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    text = ["seconds from the end of a fault to the first success of each kind of request, the slowest of its times"]
    for row in rows:
        text.append("  " + "  ".join([f"{row[0]:<{widths[0]}}"] + [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:])]))
    return text


def _violations(outcome: Outcome) -> list[str]:
    if not outcome.violations:
        return ["0 violations"]
    lines = [f"{len(outcome.violations)} VIOLATIONS"]
    counts = Counter(violation.rule for violation in outcome.violations)
    for rule, count in counts.most_common():
        lines.append(f"  {rule}: {count}")
        for violation in [violation for violation in outcome.violations if violation.rule == rule][:SHOWN]:
            lines.append(f"    {violation.what}")
            lines += [f"      {_line(record, outcome.records[0].invoked)}" for record in violation.excerpt[:EXCERPT]]
    return lines


def _line(record: Record, begin: float) -> str:
    shown = json.dumps({name: value for name, value in record.answer.items() if name not in LEFT_OUT})[:300]
    times = f"{record.invoked - begin:.3f}–{record.ended - begin:.3f}"
    asked = f"{record.who} {record.op} {json.dumps(record.asked)}"
    return f"{times} {asked} → {record.outcome} {record.status} {shown} {record.fault}"


def _document(outcome: Outcome, recoveries: list[Recovery]) -> dict:
    return {
        "requests": len(outcome.records),
        "outcomes": Counter(record.outcome for record in outcome.records),
        "statuses": Counter(f"{record.op} {record.status}" for record in outcome.records),
        "matches": outcome.matches,
        "faults": [
            {
                "fault": str(recovery.done.fault), "began": recovery.done.began, "healed": recovery.done.healed,
                "refused": recovery.refused, "unknown": recovery.unknown, "during": recovery.during, "after": recovery.after,
            }
            for recovery in recoveries
        ],
        "violations": [
            {"rule": violation.rule, "what": violation.what, "excerpt": [asdict(record) for record in violation.excerpt]}
            for violation in outcome.violations
        ],
        "failures": outcome.failures,
    }  # fmt: skip
