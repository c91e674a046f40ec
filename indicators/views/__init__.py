"""Pages of indicators: lists and single ones, the scorecard, uploads and entry."""
