"""Entering figures: a grid for a period, and a form for one indicator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.answers import name_file
from core.clock import today
from core.exports import TYPES
from core.formats import count, typed
from core.forms import is_stale, refuse, watch
from core.forms import theirs as changed_since
from core.periods import Period, PeriodError
from core.records import StaleWriteError
from core.sheets import Row, Sheet
from core.views import InPlace, paginate
from indicators.forms import FigureForm, TargetForm
from indicators.imports.findings import Findings
from indicators.imports.measurements import MeasurementImporter
from indicators.imports.taking import CLEAR
from indicators.imports.workbook import collection
from indicators.models import Indicator, IndicatorSet, Measurement
from indicators.reporting.entry import EntryLine, entry_lines, period_due, reportable, target_periods
from indicators.services import (
    decide_target,
    lock,
    put_to_the_public,
    questions_about,
    record_figure,
    remembered,
    unlock,
)
from indicators.views.pages import find_indicator
from organisation.access import ForPerformanceTeam, ForReporters
from organisation.models import Directorate, ReportingPeriod
from organisation.rights import may_answer_for, may_approve_words, may_manage, may_sign_off, offices, posts_of
from organisation.services import period_row

BOXES = ("numerator", "denominator", "value", "target", "forecast", "commentary")
AT_ONCE = "Somebody else saved at the same moment. Nothing of yours is stored yet: save again."
FIELDS = {
    "numerator": "numerator",
    "denominator": "denominator",
    "value": "actual",
    "target": "target",
    "forecast": "forecast",
    "commentary": "why",
}


@dataclass
class Box:
    """One box of the grid."""

    name: str
    column: str
    value: str
    label: str


@dataclass
class GridLine:
    """A line of the grid with its boxes and what is wrong with them."""

    line: EntryLine
    boxes: list[Box]
    doubts: list[str] = field(default_factory=list)
    is_stale: bool = False
    """Whether somebody else saved it since it was shown."""

    @property
    def key(self) -> int:
        """What its boxes are named by."""
        return self.line.indicator.pk


class ForPeriod(ForReporters, InPlace):
    """What pages of one period have in common."""

    place = "indicators"

    @cached_property
    def period(self) -> Period:
        """The period that the address names; the last quarter that has ended where it names none."""
        written = self.request.GET.get("period", "").strip()
        if not written:
            return period_due(today())
        try:
            return Period.parse(written)
        except PeriodError as unknown:
            raise Http404(str(unknown)) from unknown

    @cached_property
    def period_row(self) -> ReportingPeriod:
        """Its row, which is stored only when something is."""
        return period_row(self.period)


class EntryGrid(ForPeriod, TemplateView):
    """All figures of a period that a person may report, to be typed in one after another."""

    template_name = "indicators/entry.html"

    def get_title(self) -> str:
        """Which period."""
        return f"Figures for {self.period}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the list of indicators."""
        return (("Indicators", reverse("indicators")),)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The filters in the address: directorate and set."""
        return {name: self.request.GET.get(name, "") for name in ("directorate", "set")}

    def indicators(self):
        """Those that the person may report and that the filters leave."""
        found = reportable(self.request.user, self.period)
        if self.chosen["directorate"]:
            wanted = [d for d in Directorate.objects.all() if str(d.pk) == self.chosen["directorate"]]
            found = found.filter(owner__directorate__in=wanted)
        if self.chosen["set"]:
            found = found.filter(set__code=self.chosen["set"])
        return found

    def lines(self, *, lock: bool = False) -> list[GridLine]:
        """The lines of the page that is shown."""
        self.page = paginate(self.indicators(), self.request)
        lines = []
        for line in entry_lines(self.page.object_list, self.period, self.period_row, lock=lock):
            columns = [c for c in BOXES if line.is_rate or c not in ("numerator", "denominator")]
            if line.is_rate and (line.measurement.numerator is not None or line.measurement.actual is None):
                columns.remove("value")
            if line.measurement.target is not None:
                columns.remove("target")
            lines.append(GridLine(line, [self.box(line, column) for column in columns]))
        return lines

    @staticmethod
    def value(measurement: Any, column: str) -> str:
        """What a box holds of a measurement, or of a line of its history."""
        stored = getattr(measurement, FIELDS[column])
        return stored if column == "commentary" else typed(stored)

    def box(self, line: EntryLine, column: str) -> Box:
        """A box with what is stored."""
        value = self.value(line.measurement, column)
        return Box(f"{column}-{line.indicator.pk}", column, value, f"{column.capitalize()} of {line.indicator.ref}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The grid, what may be chosen, and how far the period has come."""
        lines = kwargs.pop("lines", None) or self.lines()
        shown = {
            "period": self.period,
            "period_row": self.period_row,
            "periods": ReportingPeriod.objects.filter(starts__lte=today()).order_by("-ends", "starts")[:60],
            "directorates": Directorate.objects.all(),
            "sets": IndicatorSet.objects.all(),
            "chosen": self.chosen,
            "lines": lines,
            "page": self.page,
            "entered": sum(line.line.measurement.actual is not None for line in lines),
            "may_manage": may_manage(self.request.user),
            "questions": [],
        }
        return super().get_context_data(**shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store what was typed, all of it or none; whatever is in doubt comes back as it was typed."""
        lines: list[GridLine] = []
        try:
            findings, taken = self.take(lines)
        except IntegrityError:
            messages.warning(request, AT_ONCE)
            return self.render_to_response(self.get_context_data(lines=lines), status=409)
        if taken:
            done = findings.new + findings.changed
            messages.success(request, f"{count(done, 'line')} saved." if done else "Nothing was changed.")
            return redirect(request.get_full_path())
        by_key = {line.key: line for line in lines}
        for doubt in findings.doubts:
            by_key[doubt.row].doubts.append(doubt.sentence)
        return self.render_to_response(
            self.get_context_data(
                lines=lines, questions=findings.questions if findings.done else [], errors=findings.doubts
            ),
            status=409 if any(line.is_stale for line in lines) else 422,
        )

    @transaction.atomic
    def take(self, lines: list[GridLine]) -> tuple[Findings, bool]:
        """Fill the lines with what was typed, and take it in where nothing stands in the way; whether it was.

        What is stored is read and locked first, so that nobody's change slips in between.
        """
        lines += self.lines(lock=True)
        importer = MeasurementImporter(self.request.user)
        rows = [row for line in lines if (row := self.typed_row(line))]
        findings = importer.look(Sheet(rows=rows, unknown_columns=[]))
        taken = findings.done and (self.request.POST.get("confirmed") == "yes" or not findings.questions)
        if taken:
            importer.take()
        return findings, taken

    def typed_row(self, line: GridLine) -> Row | None:
        """What was typed into a line, as a row of a table; None where nothing was. Emptying a box removes what it held.

        Typed is what differs from what the person was shown: a line that somebody else saved since
        and this person left alone stays as it is stored.
        """
        indicator, measurement = line.line.indicator, line.line.measurement
        version = measurement.version if measurement.pk else 0
        opened = self.request.POST.get(f"version-{indicator.pk}", "")
        seen = measurement
        if opened != str(version):
            earlier = (
                measurement.history.filter(version=opened).first() if measurement.pk and opened.isdecimal() else None
            )
            seen = earlier or Measurement()
        given = {box.column: self.request.POST.get(box.name, box.value).strip() for box in line.boxes}
        if all(text == self.value(seen, column).strip() for column, text in given.items()):
            return None
        cells = {"set": indicator.set.code, "ref": indicator.ref, "period": str(self.period)}
        for box in line.boxes:
            cells[box.column] = given[box.column] or (CLEAR if box.value else "")
            box.value = given[box.column]
        row = Row(indicator.pk, cells)
        if seen is not measurement:
            line.is_stale = True
            latest = measurement.history.select_related("history_user").first() if measurement.pk else None
            who = str(latest.history_user) if latest and latest.history_user else "Somebody else"
            theirs = line.line.written(measurement) or "no figure"
            theirs += f" ({measurement.why})" if measurement.why and measurement.why != seen.why else ""
            row.doubt(
                "value", f"{who} saved this line while you had it open: {theirs}. Save again to put yours in its place."
            )
        return row


class Collection(EntryGrid):
    """The same figures as a workbook, to be filled in and uploaded again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file, with all lines that the filters leave."""
        lines = entry_lines(self.indicators(), self.period, self.period_row)
        response = HttpResponse(collection(lines, self.period), content_type=TYPES["xlsx"])
        name = str(self.period).replace("/", "-").replace(" ", "-")
        name_file(response, f"figures-{name}.xlsx", keep=True)
        return response


class OneIndicator(ForReporters, InPlace):
    """What pages of the figures of one indicator have in common: the indicator, and who may enter them."""

    place = "indicators"
    refusal = "Figures are entered by the post that owns the indicator and by the performance team."

    @cached_property
    def indicator(self) -> Indicator:
        """The indicator that the address names."""
        return find_indicator(Indicator.objects.select_related("set", "owner"), self.kwargs["set"], self.kwargs["ref"])

    def allowed(self) -> bool:
        """By the post that owns it."""
        return may_answer_for(self.request.user, [self.indicator.owner_id])

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the indicator."""
        return (("Indicators", reverse("indicators")), (str(self.indicator), self.indicator.get_absolute_url()))


class EnterFigure(OneIndicator, ForPeriod, TemplateView):
    """The figure of one indicator for one period: value, forecast, state, commentary."""

    template_name = "indicators/figure.html"

    @cached_property
    def line(self) -> EntryLine:
        """The figure with those beside it."""
        return entry_lines([self.indicator], self.period, self.period_row)[0]

    def get_title(self) -> str:
        """Which figure."""
        return f"{self.indicator.ref} in {self.period}"

    def form(self, data: Any = None) -> FigureForm:
        """The form over what is stored."""
        person, owner, posts = self.request.user, self.indicator.owner_id, offices()
        return FigureForm(
            data,
            instance=self.line.measurement,
            may_manage=may_manage(person),
            may_sign=may_sign_off(person, owner, posts),
            may_approve=may_approve_words(person, owner, posts),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and what stands beside it."""
        periods = ReportingPeriod.objects.filter(starts__lte=today()).order_by("-ends", "starts")[:60]
        shown = {
            "form": self.form(),
            "indicator": self.indicator,
            "period": self.period,
            "line": self.line,
            "periods": periods,
        }
        return super().get_context_data(**shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store the figure, or say what is in the way."""
        opened = self.line.measurement.version if self.line.measurement.pk else 0
        theirs = self.line.written(self.line.measurement) or "no figure"
        told = theirs_of(self.line.measurement, request.POST.get("opened_version", ""))
        form = self.form(request.POST)
        if form.is_valid():
            if form.cleaned_data["opened_version"] != opened:
                form.is_stale = True
                form.data = form.data.copy()
                form.data["opened_version"] = opened
                form.add_error(
                    None,
                    f"Somebody else saved this figure while you had it open; theirs is {theirs}{told}. Yours is still in the form: "
                    "compare, then save again to put it in the place of theirs.",
                )
            else:
                try:
                    return self.store(form)
                except ValidationError as refused:
                    form.add_error("reason" if "reason" in form.fields else None, refused.messages)
                except StaleWriteError as stale:
                    refuse(form, stale)
                except IntegrityError:
                    form.is_stale = True
                    form.add_error(None, AT_ONCE)
        return self.render_to_response(self.get_context_data(form=form), status=409 if is_stale(form) else 422)

    def store(self, form: FigureForm) -> HttpResponse:
        """Ask what looks unlikely, then store."""
        measurement: Measurement = form.instance
        measurement.take_rate()
        asked = form.in_another_unit
        if {"actual", "numerator", "denominator"} & {*form.changed_data}:
            asked += questions_about(measurement)
        if not form.ask(asked):
            return self.render_to_response(self.get_context_data(form=form), status=422)
        put_to_the_public(
            measurement,
            was=form.initial.get("public_words", ""),
            by=self.request.user,
            approves=form.cleaned_data.get("approve_words", False),
        )
        measurement.confirmed = remembered(measurement.confirmed, asked)
        with transaction.atomic():
            if measurement.period.pk is None:
                measurement.period.save()
            record_figure(measurement, by=self.request.user, reason=form.cleaned_data.get("reason", ""))
        messages.success(self.request, f"{self.indicator.ref} for {self.period} is saved.")
        return redirect(self.indicator)


def theirs_of(measurement: Measurement, opened: str) -> str:
    """What somebody else has said beside a figure since it was opened, behind the figure."""
    seen = int(opened) if opened.isdecimal() else None
    names = [name for name in FigureForm.Meta.fields if name not in ("numerator", "denominator", "actual")]
    return "".join(f"; {one}" for one in changed_since(measurement, seen, names))


class LockPeriod(ForPerformanceTeam, ForPeriod, TemplateView):
    """Locking a period, or opening it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lock or unlock."""
        try:
            self.turn(request)
        except StaleWriteError:
            messages.info(request, f"Somebody else has locked or opened {self.period} at the same moment.")
        return redirect(f"{reverse('entry')}?period={self.period}")

    def turn(self, request: HttpRequest) -> None:
        """Lock or unlock, and say so. Raises StaleWriteError where somebody does at the same moment."""
        row = self.period_row
        if row.pk is None:
            raise PermissionDenied("A period without figures is not locked.")
        wanted = request.POST.get("to") or ("open" if row.locked_at else "locked")
        if (wanted == "locked") == bool(row.locked_at):
            messages.info(
                request, f"Somebody else has done so already: {self.period} is {'locked' if row.locked_at else 'open'}."
            )
        elif row.locked_at:
            unlock(row)
            messages.success(request, f"{self.period} is open again.")
        else:
            lock(row, by=request.user)
            messages.success(
                request, f"{self.period} is locked. A change of a figure in it is a restatement from now on."
            )


def box_of(period: Period) -> str:
    """The name of the box for the first target of a period."""
    return f"target-{period.kind}-{period.year}-{period.number}"


class Targets(OneIndicator, TemplateView):
    """The targets of an indicator, this year's and later, and changing one by a decision."""

    template_name = "indicators/targets.html"

    def get_title(self) -> str:
        """Whose targets."""
        return f"Targets of {self.indicator.ref}"

    def targets(self) -> list[Measurement]:
        """Those of periods that have not ended, or that ended in the current year, in order."""
        year = Period.containing(today())
        found = self.indicator.measurements.filter(target__isnull=False, period__ends__gte=year.starts)
        found = found.select_related("period").prefetch_related("target_decisions__approved_by")
        return sorted(found, key=lambda m: (m.period.starts, m.period.ends))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The targets with their decisions, and the form over the one that is chosen."""
        targets = self.targets()
        for target in targets:
            target.indicator = self.indicator
        chosen = next((t for t in targets if str(t.pk) == self.request.GET.get("change")), None)
        form = None
        if chosen and "form" not in kwargs:
            form = TargetForm(initial={"approved_on": today()}, indicator=self.indicator)
            watch(form, chosen)
        shown = {
            "indicator": self.indicator,
            "targets": targets,
            "chosen": chosen,
            "form": form,
            "wanted": self.wanted(),
            "doubts": [],
        }
        return super().get_context_data(**shown | kwargs)

    def wanted(self) -> list[tuple[str, str, str]]:
        """The periods that have no target yet: the name of the box, the period, and what was typed into it."""
        held = {target.period.period for target in self.targets()}
        periods = [period for period in target_periods(self.indicator, today()) if period not in held]
        boxes = [(box_of(period), str(period)) for period in periods]
        return [(box, period, self.request.POST.get(box, "")) for box, period in boxes]

    def set_meanwhile(self) -> list[str]:
        """What was typed for periods of which somebody else has set the target since the page was opened."""
        return [
            f"{target.period}: somebody else has set {target.target_written} meanwhile, and you typed {text}. Change it "
            "by a decision, if yours is right."
            for target in self.targets()
            if (text := self.request.POST.get(box_of(target.period.period), "").strip())
            and text != typed(target.target)
        ]

    def set_targets(self) -> HttpResponse:
        """Store the targets that were typed, all of them or none."""
        if late := self.set_meanwhile():
            return self.render_to_response(self.get_context_data(doubts=late), status=409)
        known = {"set": self.indicator.set.code, "ref": self.indicator.ref}
        posted = ((str(one), self.request.POST.get(box_of(one), "")) for one in target_periods(self.indicator, today()))
        typed_in = [(period, text) for period, text in posted if text.strip()]
        rows = [Row(at, known | {"period": period, "target": text}) for at, (period, text) in enumerate(typed_in)]
        try:
            with transaction.atomic():
                importer = MeasurementImporter(self.request.user)
                findings = importer.look(Sheet(rows=rows, unknown_columns=[]))
                if findings.done:
                    importer.take()
                    done = count(len(rows), "target")
                    messages.success(self.request, f"{done} set." if rows else "Nothing was typed.")
                    return redirect("targets", self.indicator.set.code, self.indicator.ref)
        except IntegrityError:
            at_once = self.set_meanwhile() or [AT_ONCE]
            return self.render_to_response(self.get_context_data(doubts=at_once), status=409)
        late = self.set_meanwhile()
        doubts = late or [f"{typed_in[doubt.row][0]}: {doubt.sentence}" for doubt in findings.doubts]
        return self.render_to_response(self.get_context_data(doubts=doubts), status=409 if late else 422)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set first targets, or record the decision that changes one."""
        if "change" not in request.GET:
            return self.set_targets()
        chosen = next((t for t in self.targets() if str(t.pk) == request.GET.get("change")), None)
        if chosen is None:
            raise Http404("There is no such target to change.")
        own = () if may_manage(request.user) else posts_of(request.user)
        form = TargetForm(request.POST, indicator=self.indicator, own_posts=own)
        watch(form, chosen)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        chosen.indicator = self.indicator
        facts = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            decision = decide_target(chosen, seen=form.cleaned_data.get("opened_version"), **facts)
        except StaleWriteError as stale:
            refuse(form, stale)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        eased = " It is eased." if decision.eased else ""
        messages.success(
            request, f"The target for {chosen.period} is {self.indicator.scale.again(decision.becomes)}.{eased}"
        )
        return redirect("targets", self.indicator.set.code, self.indicator.ref)
