"""The engines that measuring must give the same figures on, each where it is installed."""

import importlib.util
import shutil

import pytest


@pytest.fixture(
    params=["polars", "duckdb", pytest.param("pyspark", marks=pytest.mark.spark)],
    scope="module",
)
def engine(request):
    name = request.param
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    if name != "pyspark":
        yield name
        return
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java, which is not installed")
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- an optional engine, slow to import

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield name
    session.stop()
