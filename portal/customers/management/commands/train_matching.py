"""`manage.py train_matching`: learns the weights from the customers there are, without labels, and prints them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.customers.actions import keys, training
from portal.customers.matching.columns import ROLES
from portal.customers.matching.comparing import LEVELS
from portal.customers.matching.model import LOWER, UPPER, Model


class Command(BaseCommand):
    help = "Learns what agreement and disagreement are worth from the customers there are, stores that and puts it in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lower", type=float, default=LOWER, help=f"below it two are different ({LOWER})")
        parser.add_argument("--upper", type=float, default=UPPER, help=f"from it on they are one without a person's look ({UPPER})")
        parser.add_argument("--keys", action="store_true", help="write the kept keys of everybody anew first")

    def handle(self, *, lower: float, upper: float, **options: Any) -> None:
        if not 0 < lower < upper < 1:
            raise CommandError("The lower bound lies below the upper, both between 0 and 1.")
        if options["keys"]:
            self.stdout.write(f"{keys.rebuild_keys()} keys written or taken away.")
        try:
            stored = training.train_weights(lower=lower, upper=upper)
        except training.TooFewPairsError as error:
            raise CommandError(f"Nothing was learnt: {error}. The weights in force stay.") from error
        model = Model.from_json(stored.weights)
        self.stdout.write(f"Learnt from {stored.pairs} pairs. Bits against a stranger, by level:")
        for slug, shares in model.shares.items():
            bits = model.bits(slug)
            told = [f"{name} {bits[0][level] - bits[3][level]:+.1f}" for level, name in enumerate(LEVELS[ROLES[slug].kind])]
            self.stdout.write(f"  {slug:<13} {', '.join(told[: shares.shape[1]])}")
