"""One line per figure: what was measured, its floor in the same run, the ratio, the target, held or missed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """``floor`` is in the same unit, or None where there is nothing to compare with; ``held`` decides the exit code."""

    name: str
    value: float
    unit: str
    target: str
    held: bool
    floor: float | None = None
    note: str = ""

    def __str__(self) -> str:
        floor = "–" if self.floor is None else f"{self.floor:.1f}"
        ratio = "–" if not self.floor else f"{self.value / self.floor:.2f}"
        verdict = "held" if self.held else "missed"
        note = f" · {self.note}" if self.note else ""
        value = f"{self.value:.1f} {self.unit}"
        return f"{self.name}: {value} · floor {floor} · ratio {ratio} · target {self.target} · {verdict}{note}"
