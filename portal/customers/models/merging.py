"""Who is the same person: pairs to look at, merges as edges that can be undone, and the aliases that follow from them.

A merge moves no row. An edge says that `loser` is `survivor`; a party is the loser of one live edge at most and only roots are
merged, so that the live edges are a forest and each tree has one root: the canonical party.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import CandidateState
from portal.customers.models.parties import Party


class MergeEdge(models.Model):
    """`loser` was recognised as `survivor`, by whom and on what evidence; stays as history once undone."""

    survivor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merges_won")
    loser = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merges_lost")
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    score = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_because = models.CharField(_("reason for undoing"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=F("loser")), name="merge_of_two"),
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at__isnull=True), name="merge_lost_once"),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="merge_newest")]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.survivor_id}"


class PartyAlias(models.Model):
    """Derived from the live edges: `party` is to be read as `canonical`. A canonical party has no row."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, primary_key=True, related_name="alias")
    canonical = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="aliases")
    edge = models.ForeignKey(MergeEdge, on_delete=models.CASCADE, related_name="+")
    """The live edge the party is the loser of."""

    class Meta:
        verbose_name = _("alias")
        constraints = [models.CheckConstraint(condition=~Q(party=F("canonical")), name="alias_of_another")]

    def __str__(self) -> str:
        return f"{self.party_id} = {self.canonical_id}"


class MatchCandidate(models.Model):
    """Two parties that may be one, with the weight of each field; 'never' is remembered."""

    first = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    """The probability that they are the same, 0 to 1."""
    weights = models.JSONField(default=dict)
    """Field → log2 of the Bayes factor its agreement or disagreement gave."""
    rule = models.CharField(max_length=40)
    """What brought the two together: a blocking rule or 'identifier'."""
    state = models.CharField(max_length=10, choices=CandidateState, default=CandidateState.OPEN)
    found_at = models.DateTimeField(default=now)
    put_off_until = models.DateTimeField(null=True, blank=True)
    """Somebody looked and wants to look again later."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="candidate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="candidate_in_order"),
        ]
        indexes = [models.Index(fields=["state", "-score", "-id"], name="candidate_queue")]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class MatchKey(models.Model):
    """A blocking key of a party: parties that share one are compared."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="match_keys")
    rule = models.CharField(max_length=30)
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "rule", "key"], name="match_key_once")]
        indexes = [models.Index(fields=["rule", "key"], name="match_key_lookup")]

    def __str__(self) -> str:
        return f"{self.rule}:{self.key}"


class MatchWeights(models.Model):
    """What training without labels found: m and u per field and level, the prior, and the two bounds."""

    trained_at = models.DateTimeField(default=now)
    pairs = models.PositiveBigIntegerField()
    weights = models.JSONField()
    lower = models.FloatField()
    upper = models.FloatField()
    live = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("matching weights")
        constraints = [models.UniqueConstraint(fields=["live"], condition=Q(live=True), name="match_weights_one_live")]

    def __str__(self) -> str:
        return f"{self.trained_at:%Y-%m-%d}"
