"""Every rule of Today. A further one is one more entry in its module's list."""

from peersupport.desk.rules import ordering, training, work
from peersupport.desk.today import Rule

RULES: list[Rule] = [*training.RULES, *ordering.RULES, *work.RULES]
