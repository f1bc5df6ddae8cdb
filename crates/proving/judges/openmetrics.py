"""Judges figures: `python3 openmetrics.py FILE`, with the parser of the people who make
Prometheus, which stops at the first thing that OpenMetrics 1.0 forbids. Prints every
sample as a JSON list of [name, labels, value]."""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8") as file:
    families = list(text_string_to_metric_families(file.read()))
samples = [[s.name, s.labels, s.value] for family in families for s in family.samples]
json.dump(samples, sys.stdout)
