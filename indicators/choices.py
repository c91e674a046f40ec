"""Vocabularies of indicators. The values are the interchange format; the labels are what people read."""

from core.vocabulary import Words


class Polarity(Words):
    """Which way is better."""

    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    RANGE = "range", "Within a range is best"
    NEUTRAL = "neutral", "For context, neither way is better"


class Frequency(Words):
    """How often a figure comes."""

    MONTHLY = "monthly", "Monthly"
    QUARTERLY = "quarterly", "Quarterly"
    HALF_YEARLY = "half-yearly", "Half-yearly"
    YEARLY = "yearly", "Yearly"
    LESS_OFTEN = "less often", "Less often than yearly"


class Aggregation(Words):
    """How the parts of a year make the year."""

    SNAPSHOT = "snapshot", "Snapshot: the last figure stands"
    FLOW = "flow", "Flow: the figures are added"
    CUMULATIVE = "cumulative", "Cumulative as entered: may never fall within a year"
    RATE = "rate", "Rate: numerators and denominators are pooled"
    ROLLING = "rolling", "Rolling twelve months"
    ANNUAL = "annual", "Yearly only"


class State(Words):
    """How firm a measurement is."""

    ESTIMATE = "estimate", "Estimate"
    PROVISIONAL = "provisional", "Provisional"
    SIGNED_OFF = "signed_off", "Signed off by the directorate"
    AUDITED = "audited", "Audited"
    RESERVATION = "reservation", "Audited with reservation"
    RESTATED = "restated", "Restated"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Direction(Words):
    """Direction of travel against the like period a year earlier."""

    IMPROVED = "improved", "Improved"
    NO_CHANGE = "no_change", "No change"
    DECLINED = "declined", "Declined"
    UP = "up", "Up"
    UNCHANGED = "unchanged", "Unchanged"
    DOWN = "down", "Down"
    NO_COMPARISON = "no_comparison", "No comparison"


class Moved(Words):
    """How a quartile position moved between two years, each by its own year's thresholds."""

    ROSE = "rose", "Rose"
    STAYED = "stayed", "Stayed"
    FELL = "fell", "Fell"
    NOT_KNOWN = "not_known", "Not known"


class Override(Words):
    """A rating that somebody has put in the place of the rule's."""

    NONE = "", "As the rule says"
    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"


class Quartile(Words):
    """Position against the published thresholds of a comparator group."""

    BEST = "best", "Best quartile"
    SECOND = "second", "2nd quartile"
    THIRD = "third", "3rd quartile"
    WORST = "worst", "Worst quartile"
    BELOW_BEST = "below_best", "Below best quartile"
    ABOVE_WORST = "above_worst", "Above worst quartile"
    UNKNOWN = "unknown", "Not known"


class Risk(Words):
    """How likely a figure is to be wrong."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class UploadKind(Words):
    """What a table that somebody uploads holds."""

    INDICATORS = "indicators", "Indicators"
    MEASUREMENTS = "measurements", "Measurements"
    BENCHMARKS = "benchmarks", "Benchmarks"
    PEERS = "peers", "Figures of other councils"
