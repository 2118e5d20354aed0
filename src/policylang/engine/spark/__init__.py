"""Beyond one machine: a policy and the names of files go to the workers of Apache Spark.

Nothing here is imported by the rest of the package, and nothing here imports pyspark before it is
called with a session or a data frame, which the caller has made.
"""

from policylang.engine.spark.dataset import evaluate_dataset
from policylang.engine.spark.frame import evaluate_frame
from policylang.engine.spark.run import DatasetSummary
from policylang.engine.spark.streaming import increments

__all__ = ["DatasetSummary", "evaluate_dataset", "evaluate_frame", "increments"]
