from datetime import date

from clinics.models import Clinic, ClinicIndicator, Sitting
from clinics.reporting import clinic_lines, with_everything
from core.periods import Period, PeriodKind
from indicators.models import Indicator, IndicatorSet, Measurement
from organisation.services import reporting_period


def test_of_many_figures_the_first_and_the_newest_are_written(council, db):
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    calls = Indicator.objects.create(set=bvpi, ref="CU1", title="Calls", unit="seconds", polarity="lower")
    for month in range(1, 13):
        period = reporting_period(Period(PeriodKind.MONTH, 2007, month))
        Measurement.objects.create(indicator=calls, period=period, actual=100 - month)
    clinic = Clinic.objects.create(title="Calls", state="held")
    Sitting.objects.create(clinic=clinic, date=date(2007, 5, 1))
    ClinicIndicator.objects.create(clinic=clinic, indicator=calls)
    (shown,) = clinic_lines(with_everything())[0].indicators
    assert shown.after == "98\u00a0seconds in 2007/08 M02 (May); 9 more between; 88\u00a0seconds in 2007/08 M12 (March)"
