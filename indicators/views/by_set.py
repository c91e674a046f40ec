"""Pages of long lists of indicators in the order of their sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet, Value

from core.statements import stated_once
from core.tables import CouncilTable
from core.views import TablePaginator
from indicators.models import IndicatorSet


class BySet(TablePaginator):
    """Pages of indicators in the order of their sets, of which there are few.

    No index has the order of the sets and of the references within each. But an index has that of a set: by how many rows
    each set has, a page knows the sets that it reaches into, and finds its rows there, from the nearer end.
    """

    def __init__(self, table: CouncilTable, per_page: int, *, counts: Mapping[int, int]) -> None:
        super().__init__(table, per_page, count=sum(counts.values()))
        self.sets = [(key, counts[key]) for (key,) in _in_order() if key in counts]

    def keys(self, rows: QuerySet, first: int, last: int) -> list[int]:
        """The keys of the rows from one place to before another. One query, however many sets they are of."""
        of = rows.model._base_manager.order_by()
        parts = [
            of.filter(pk__in=part).annotate(place=Value(place)).values_list("pk", "place", "sort_key")
            for place, part in enumerate(self._parts(rows, first, last))
        ]
        if not parts:
            return []
        one, *others = parts
        found = one.union(*others, all=True) if others else one
        return [key for key, *_ in found.order_by("place", "sort_key", "pk")]

    def _parts(self, rows: QuerySet, first: int, last: int) -> Iterator[QuerySet]:
        """The keys within each set that the page reaches into, in the order of the sets."""
        for key, many in self.sets:
            begins, ends = max(first, 0), min(last, many)
            if begins < ends:
                of_set = rows.filter(set=key).values("pk")
                if begins <= many - ends:
                    yield of_set.order_by("sort_key", "pk")[begins:ends]
                else:
                    yield of_set.order_by("-sort_key", "-pk")[many - ends : many - begins]
            first, last = first - many, last - many


@stated_once
def _in_order() -> QuerySet:
    """The keys of the sets."""
    return IndicatorSet.objects.values_list("pk")
