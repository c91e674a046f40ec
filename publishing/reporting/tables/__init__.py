"""The tables of open data, each declared once: files, data dictionary, descriptor and read API are made from this."""

from publishing.reporting.tables.clinics import CLINICS
from publishing.reporting.tables.indicators import BENCHMARKS, INDICATORS
from publishing.reporting.tables.measurements import MEASUREMENTS
from publishing.reporting.tables.papers import PAPERS
from publishing.reporting.tables.plans import ACTIONS, PLANS

TABLES = {table.name: table for table in (INDICATORS, MEASUREMENTS, BENCHMARKS, PLANS, ACTIONS, CLINICS, PAPERS)}
